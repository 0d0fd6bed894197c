// Messages of ours that the server has not confirmed, after all it has.
import { createMemo, For, Show } from "solid-js";
import { w } from "../i18n/t.ts";
import { Quote, Waiting } from "../message/lazy-parts.tsx";
import { Frame, stateOf } from "../message/message.tsx";
import { useHandling } from "../message/message-interaction.ts";
import { Marked } from "../message/message-text.tsx";
import { useRoom } from "../room/context.ts";
import type { Shown } from "../sync/event-list.ts";
import type { OutgoingText } from "../sync/pending-messages.ts";

/** @param props.before the last event there is */
export function Unsent(props: { messages: readonly OutgoingText[]; before: Shown | undefined }) {
  const room = useRoom();
  const { you } = useHandling();
  const author = createMemo(() => ({ id: you()?.id ?? "", name: you()?.name ?? "", avatar: room.person()?.avatar }));
  const goesOn = () => props.before?.type === "chat" && props.before.userId === you()?.id;
  return (
    <For each={props.messages}>
      {(outgoing, at) => (
        <Frame
          author={author()}
          at={new Date(outgoing.at).toISOString()}
          isOwn
          isFirst={you() !== undefined && (outgoing.command.replyTo !== undefined || (at() === 0 && !goesOn()))}
          state={stateOf(outgoing)}
        >
          <Show when={outgoing.command.replyTo}>{(id) => <Quote id={id()} />}</Show>
          <Marked text={outgoing.command.message} />
          <Waiting outgoing={outgoing} words={w().waiting} failed={w().notSent} />
        </Frame>
      )}
    </For>
  );
}
