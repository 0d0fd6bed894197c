// One message as the transcript shows it: who, when and what, and for ours how far it got.
import { createSignal, type JSX, onCleanup, Show } from "solid-js";
import type { ChatEvent, Member } from "#protocol/frames";
import type { OutgoingText } from "../room/outgoing.ts";
import { hueOf } from "../text/hue.ts";
import { clockTime, fullTime } from "../text/time.ts";
import { Avatar } from "./avatar.tsx";
import { Marked } from "./marked.tsx";
import "./message.css";
import { said } from "../words/refusals.ts";
import { w } from "../words/words.ts";

/** Under this, waiting is not worth a word. */
const SLOW_MS = 1500;

/** What every message has: its author where one begins, else the time for whoever points at it. */
function Frame(props: {
  id: string;
  name: string;
  avatar: string | null | undefined;
  /** ISO 8601 */
  at: string;
  isOwn: boolean;
  isFirst: boolean;
  state?: "pending" | "failed";
  children: JSX.Element;
}) {
  const time = (className?: string) => (
    <time class={className} datetime={props.at} title={fullTime(props.at)}>
      {clockTime(props.at)}
    </time>
  );
  return (
    <article
      class="message"
      data-own={props.isOwn ? "" : undefined}
      data-first={props.isFirst ? "" : undefined}
      data-state={props.state}
    >
      <Show when={props.isFirst} fallback={time("message-time")}>
        <Avatar id={props.id} name={props.name} avatar={props.avatar} />
        <header class="message-author" style={{ "--hue": hueOf(props.id) }}>
          <b dir="auto">{props.name}</b>
          <Show when={props.isOwn}>
            <span class="message-you">{w().you}</span>
          </Show>
          {time()}
        </header>
      </Show>
      {props.children}
    </article>
  );
}

export function Message(props: { event: ChatEvent; isOwn: boolean; isFirst: boolean }) {
  return (
    <Frame
      id={props.event.userId}
      name={props.event.user}
      avatar={props.event.avatar}
      at={props.event.timestamp}
      isOwn={props.isOwn}
      isFirst={props.isFirst}
    >
      <Show when={!props.event.deleted} fallback={<p class="message-state">{w().messageDeleted}</p>}>
        <Marked text={props.event.message} />
        <Show when={props.event.editedAt}>
          {(at) => (
            <p class="message-state" title={fullTime(at())}>
              {w().edited}
            </p>
          )}
        </Show>
      </Show>
    </Frame>
  );
}

/** One of ours that the server has not confirmed. */
export function Unsent(props: {
  message: OutgoingText;
  you: Member | undefined;
  isFirst: boolean;
  retry: () => void;
  discard: () => void;
}) {
  const [isSlow, setSlow] = createSignal(Date.now() - props.message.at > SLOW_MS);
  const timer = setTimeout(() => setSlow(true), SLOW_MS);
  onCleanup(() => clearTimeout(timer));
  return (
    <Frame
      id={props.you?.id ?? ""}
      name={props.you?.name ?? ""}
      avatar={props.you?.avatar}
      at={new Date(props.message.at).toISOString()}
      isOwn
      isFirst={props.isFirst && props.you !== undefined}
      state={props.message.failure === undefined ? "pending" : "failed"}
    >
      <Marked text={props.message.command.message} />
      <Show when={props.message.failure} fallback={isSlow() && <p class="message-state">{w().waiting}</p>}>
        {(failure) => (
          <p class="message-state" role="alert">
            {w().notSent(said(failure()))}{" "}
            <button type="button" data-look="link" onClick={() => props.retry()}>
              {w().tryAgain}
            </button>{" "}
            <button type="button" data-look="link" onClick={() => props.discard()}>
              {w().discard}
            </button>
          </p>
        )}
      </Show>
    </Frame>
  );
}
