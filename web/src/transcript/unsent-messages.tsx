import { createMemo, For, Show } from "solid-js";
import { t } from "../i18n/t.ts";
import { Quote, SendStatus, UnsentFiles } from "../message/lazy-parts.tsx";
import { MessageFrame, sendState } from "../message/message.tsx";
import { useMessageInteraction } from "../message/message-interaction.ts";
import { MessageText } from "../message/message-text.tsx";
import { useRoom } from "../room/room-context.ts";
import type { VisibleEvent } from "../sync/event-list.ts";
import type { PendingText } from "../sync/pending-messages.ts";

/**
 * Shows our messages that the server has not confirmed yet.
 * @param props.before the last event of the log
 */
export function UnsentMessages(props: { messages: readonly PendingText[]; before: VisibleEvent | undefined }) {
  const room = useRoom();
  const { you } = useMessageInteraction();
  const author = createMemo(() => ({ id: you()?.id ?? "", name: you()?.name ?? "", avatar: room.person()?.avatar }));
  const continuesGroup = () => props.before?.type === "chat" && props.before.userId === you()?.id;
  return (
    <For each={props.messages}>
      {(outgoing, index) => (
        <MessageFrame
          author={author()}
          at={new Date(outgoing.at).toISOString()}
          isOwn
          isFirst={
            you() !== undefined && (outgoing.command.replyTo !== undefined || (index() === 0 && !continuesGroup()))
          }
          state={sendState(outgoing)}
        >
          <Show when={outgoing.command.replyTo}>{(id) => <Quote id={id()} />}</Show>
          <Show when={outgoing.command.message}>
            {(text) => <MessageText text={text()} mentions={outgoing.command.mentions} />}
          </Show>
          <Show when={outgoing.command.files}>{(ids) => <UnsentFiles ids={ids()} />}</Show>
          <SendStatus outgoing={outgoing} pending={t().sendPending} failed={t().sendFailed} />
        </MessageFrame>
      )}
    </For>
  );
}
