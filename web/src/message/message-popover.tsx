import { Match, Switch } from "solid-js";
import { useRoom } from "../room/context.ts";
import { createLazyComponent } from "../ui/lazy-component.tsx";
import { MessageMenu } from "./menu.tsx";
import { type OpenPopover, useMessageInteraction } from "./message-interaction.ts";

const EmojiPicker = createLazyComponent(async () => (await import("../emoji/picker.tsx")).EmojiPicker);

/** The popover that is open for a message: its menu, or the emoji picker to react with. */
export function MessagePopover(props: { open: OpenPopover }) {
  const room = useRoom();
  const interaction = useMessageInteraction();
  return (
    <Switch fallback={<MessageMenu {...props.open} />}>
      <Match when={props.open.part === "emoji"}>
        <EmojiPicker
          anchor={props.open.anchor}
          pick={(emoji) => room.react(props.open.message.id, emoji, true)}
          close={interaction.closePopover}
        />
      </Match>
    </Switch>
  );
}
