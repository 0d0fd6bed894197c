// What was opened of a message: everything one can do with it, or the emoji.
import { Match, Switch } from "solid-js";
import { useRoom } from "../room/context.ts";
import { makeLate } from "../ui/lazy-component.tsx";
import { MessageMenu } from "./menu.tsx";
import { type Opened, useHandling } from "./message-interaction.ts";

const EmojiChoice = makeLate(async () => (await import("../emoji/emoji-button.tsx")).EmojiChoice);

export function MessageSheet(props: { opened: Opened }) {
  const room = useRoom();
  const handling = useHandling();
  return (
    <Switch fallback={<MessageMenu {...props.opened} />}>
      <Match when={props.opened.part === "emoji"}>
        <EmojiChoice
          anchor={props.opened.anchor}
          pick={(emoji) => room.react(props.opened.message.id, emoji, true)}
          close={handling.close}
        />
      </Match>
    </Switch>
  );
}
