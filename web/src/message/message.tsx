import { createMemo, type JSX, Show } from "solid-js";
import type { ChatEvent } from "#protocol/frames";
import { Avatar } from "../avatars/avatar.tsx";
import { t } from "../i18n/t.ts";
import { formatDateTime, formatTime } from "../i18n/time-texts.ts";
import { useRoom } from "../room/room-context.ts";
import { applyPending, findPendingEdit, type PendingMessage } from "../sync/pending-messages.ts";
import { memberHue } from "../ui/member-color.ts";
import { HiddenMessage, MessageFiles, MessageTools, Quote, Reactions, SendStatus, VanishMark } from "./lazy-parts.tsx";
import { useMessageInteraction } from "./message-interaction.ts";
import { MessageText } from "./message-text.tsx";
import "./message.css";

type Author = { readonly id: string; readonly name: string; readonly avatar: string | null | undefined };

/** Shows the frame of a message, sent or not: the author if it begins a group, else the time while it is pointed at. */
export function MessageFrame(props: {
  author: Author;
  /** ISO 8601 */
  at: string;
  /** Set once the server has the message. */
  seq?: number;
  isOwn: boolean;
  isFirst: boolean;
  isHighlighted?: boolean;
  /** Tab reaches this message. */
  isTabStop?: boolean;
  /** Tab leads from the message on to its author's name. */
  isNameTabStop?: boolean;
  state?: "pending" | "failed" | undefined;
  tools?: JSX.Element;
  children: JSX.Element;
}) {
  const time = (className?: string) => (
    <time class={className} datetime={props.at} title={formatDateTime(props.at)}>
      {formatTime(props.at)}
    </time>
  );
  const room = useRoom();
  const openCard = () => room.showMember({ id: props.author.id });
  const bodyId = () => (props.seq === undefined ? undefined : `message-${props.seq}`);
  return (
    <article
      class="message"
      tabindex={props.isTabStop ? 0 : undefined}
      aria-label={t().messageLabel(props.author.name, formatTime(props.at))}
      aria-describedby={bodyId()}
      data-own={props.isOwn ? "" : undefined}
      data-first={props.isFirst ? "" : undefined}
      data-highlighted={props.isHighlighted ? "" : undefined}
      data-state={props.state}
    >
      <Show when={props.isFirst} fallback={time("message-time")}>
        {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: only a pointer reaches it; for all others the name does the same */}
        <button class="message-face" type="button" tabindex={-1} aria-hidden="true" onClick={openCard}>
          <Avatar id={props.author.id} name={props.author.name} avatar={props.author.avatar} />
        </button>
        <header class="message-author" style={{ "--hue": memberHue(props.author.id) }}>
          <button
            class="message-name"
            type="button"
            dir="auto"
            aria-haspopup="dialog"
            tabindex={props.isNameTabStop ? 0 : -1}
            onClick={openCard}
          >
            {props.author.name}
          </button>
          <Show when={props.isOwn}>
            <span class="message-you">{t().you}</span>
          </Show>
          {time()}
        </header>
      </Show>
      <div class="message-body" id={bodyId()}>
        {props.children}
      </div>
      {props.tools}
    </article>
  );
}

/** Returns whether an outgoing message or edit is pending or has failed; undefined if there is none. */
export function sendState(outgoing: PendingMessage | undefined): "pending" | "failed" | undefined {
  if (outgoing === undefined) return undefined;
  return outgoing.failure === undefined ? "pending" : "failed";
}

/** Shows a message that the server has, with our own unconfirmed changes to it. */
export function Message(props: { event: ChatEvent; isFirst: boolean }) {
  const room = useRoom();
  const interaction = useMessageInteraction();
  const message = createMemo(() => applyPending(props.event, room.outbox(), interaction.you()));
  const edit = createMemo(() => findPendingEdit(room.outbox(), props.event.id));
  const isOwn = () => props.event.userId === interaction.you()?.id;
  const isCovered = () => room.hiddenMembers.covers(props.event) && !isOwn();
  return (
    <MessageFrame
      author={{ id: props.event.userId, name: props.event.user, avatar: props.event.avatar }}
      at={props.event.timestamp}
      seq={props.event.seq}
      isOwn={isOwn()}
      isFirst={props.isFirst && !isCovered()}
      isHighlighted={interaction.isHighlighted(props.event.seq)}
      isTabStop={interaction.isTabStop(props.event.seq)}
      isNameTabStop={interaction.hasTools(props.event.seq)}
      state={sendState(edit())}
      tools={
        <Show when={interaction.hasTools(props.event.seq) && !message().deleted && !isCovered()}>
          <MessageTools message={message()} />
        </Show>
      }
    >
      <Show when={!isCovered()} fallback={<HiddenMessage id={props.event.id} seq={props.event.seq} />}>
        <Show when={!message().deleted} fallback={<p class="message-deleted">{t().messageDeleted}</p>}>
          <Show when={props.event.replyTo}>{(id) => <Quote id={id()} seq={props.event.seq} />}</Show>
          <Show when={message().message}>{(text) => <MessageText text={text()} mentions={message().mentions} />}</Show>
          <Show when={message().files}>
            {(files) => <MessageFiles files={files()} isTabStop={interaction.isTabStop(props.event.seq)} />}
          </Show>
          <Show when={message().vanish}>
            <VanishMark message={props.event} />
          </Show>
          <Show when={edit()} fallback={<EditedMark at={props.event.editedAt} />}>
            {(edit) => <SendStatus outgoing={edit()} pending={t().editPending} failed={t().editFailed} />}
          </Show>
          <Show when={message().reactions}>
            {(reactions) => <Reactions message={props.event} reactions={reactions()} />}
          </Show>
        </Show>
      </Show>
    </MessageFrame>
  );
}

function EditedMark(props: { at: string | undefined }) {
  return (
    <Show when={props.at}>
      {(at) => (
        <p class="message-status" title={formatDateTime(at())}>
          {t().edited}
        </p>
      )}
    </Show>
  );
}
