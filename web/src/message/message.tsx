// One message as the transcript shows it: who, when, what, in answer to what, and what others made of it.
import { createMemo, type JSX, Show } from "solid-js";
import type { ChatEvent } from "#protocol/frames";
import { Avatar } from "../avatars/avatar.tsx";
import { w } from "../i18n/t.ts";
import { clockTime, fullTime } from "../i18n/time-texts.ts";
import { useRoom } from "../room/context.ts";
import { awaited, editOf, type Outgoing } from "../sync/pending-messages.ts";
import { hueOf } from "../ui/member-color.ts";
import { Quote, Reactions, Tools, Waiting } from "./lazy-parts.tsx";
import { useHandling } from "./message-interaction.ts";
import { Marked } from "./message-text.tsx";
import "./message.css";

type Author = { readonly id: string; readonly name: string; readonly avatar: string | null | undefined };

/** What every message has: its author where one begins, else the time for whoever points at it. */
export function Frame(props: {
  author: Author;
  /** ISO 8601 */
  at: string;
  /** Of a message the server has. */
  seq?: number;
  isOwn: boolean;
  isFirst: boolean;
  isLit?: boolean;
  /** The Tab key leads to it. */
  isStop?: boolean;
  state?: "pending" | "failed" | undefined;
  tools?: JSX.Element;
  children: JSX.Element;
}) {
  const time = (className?: string) => (
    <time class={className} datetime={props.at} title={fullTime(props.at)}>
      {clockTime(props.at)}
    </time>
  );
  const bodyId = () => (props.seq === undefined ? undefined : `message-${props.seq}`);
  return (
    <article
      class="message"
      tabindex={props.isStop ? 0 : undefined}
      aria-label={w().saidBy(props.author.name, clockTime(props.at))}
      aria-describedby={bodyId()}
      data-own={props.isOwn ? "" : undefined}
      data-first={props.isFirst ? "" : undefined}
      data-lit={props.isLit ? "" : undefined}
      data-state={props.state}
    >
      <Show when={props.isFirst} fallback={time("message-time")}>
        <Avatar id={props.author.id} name={props.author.name} avatar={props.author.avatar} />
        <header class="message-author" style={{ "--hue": hueOf(props.author.id) }}>
          <b dir="auto">{props.author.name}</b>
          <Show when={props.isOwn}>
            <span class="message-you">{w().you}</span>
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

export function stateOf(outgoing: Outgoing | undefined): "pending" | "failed" | undefined {
  if (outgoing === undefined) return undefined;
  return outgoing.failure === undefined ? "pending" : "failed";
}

export function Message(props: { event: ChatEvent; isFirst: boolean }) {
  const room = useRoom();
  const handling = useHandling();
  const message = createMemo(() => awaited(props.event, room.outbox(), handling.you()));
  const edit = createMemo(() => editOf(room.outbox(), props.event.id));
  const isOwn = () => props.event.userId === handling.you()?.id;
  return (
    <Frame
      author={{ id: props.event.userId, name: props.event.user, avatar: props.event.avatar }}
      at={props.event.timestamp}
      seq={props.event.seq}
      isOwn={isOwn()}
      isFirst={props.isFirst}
      isLit={handling.isLit(props.event.seq)}
      isStop={handling.isStop(props.event.seq)}
      state={stateOf(edit())}
      tools={
        <Show when={handling.hasTools(props.event.seq) && !message().deleted}>
          <Tools message={message()} />
        </Show>
      }
    >
      <Show when={!message().deleted} fallback={<p class="message-gone">{w().messageDeleted}</p>}>
        <Show when={props.event.replyTo}>{(id) => <Quote id={id()} seq={props.event.seq} />}</Show>
        <Marked text={message().message} />
        <Show when={edit()} fallback={<Edited at={props.event.editedAt} />}>
          {(edit) => <Waiting outgoing={edit()} words={w().beingChanged} failed={w().notChanged} />}
        </Show>
        <Show when={message().reactions}>
          {(reactions) => <Reactions message={props.event} reactions={reactions()} />}
        </Show>
      </Show>
    </Frame>
  );
}

function Edited(props: { at: string | undefined }) {
  return (
    <Show when={props.at}>
      {(at) => (
        <p class="message-state" title={fullTime(at())}>
          {w().edited}
        </p>
      )}
    </Show>
  );
}
