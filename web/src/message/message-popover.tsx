import { Show } from "solid-js";
import { useRoom } from "../room/room-context.ts";
import { createLazyComponent } from "../ui/lazy-component.tsx";
import { type OpenPopover, useMessageInteraction } from "./message-interaction.ts";
import { MessageMenu } from "./message-menu.tsx";

const EmojiPicker = createLazyComponent(() => import("../emoji/emoji-picker.tsx"), "EmojiPicker");

/** Shows the popover that is open for a message: its menu, or the emoji picker to react with. */
export function MessagePopover(props: { open: OpenPopover }) {
  const room = useRoom();
  const interaction = useMessageInteraction();
  return (
    <Show
      when={props.open.part === "emoji"}
      // `{...props.open}` would add Solid's code for spreading, which nothing else needs, to the first load.
      fallback={
        <MessageMenu
          message={props.open.message}
          anchor={props.open.anchor}
          part={props.open.part}
          point={props.open.point}
        />
      }
    >
      <EmojiPicker
        anchor={props.open.anchor}
        pick={(emoji) => room.react(props.open.message.id, emoji, true)}
        close={interaction.closePopover}
      />
    </Show>
  );
}
