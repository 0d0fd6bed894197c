// One message as the transcript shows it: who, when and what, and for ours how far it got.
import { createSignal, onCleanup, Show } from "solid-js";
import type { ChatEvent, Member } from "#protocol/frames";
import type { Outgoing } from "../room/reduce.ts";
import { hueOf } from "../text/hue.ts";
import { clockTime, fullTime } from "../text/time.ts";
import { Avatar } from "./avatar.tsx";
import { Marked } from "./marked.tsx";
import "./message.css";

/** Under this, waiting is not worth a word. */
const SLOW_MS = 1500;

function Author(props: { id: string; name: string; at: string; isOwn: boolean }) {
  return (
    <header class="message-author" style={{ "--hue": hueOf(props.id) }}>
      <b dir="auto">{props.name}</b>
      <Show when={props.isOwn}>
        <span class="message-you">you</span>
      </Show>
      <time dateTime={props.at} title={fullTime(props.at)}>
        {clockTime(props.at)}
      </time>
    </header>
  );
}

export function Message(props: { event: ChatEvent; isOwn: boolean; isFirst: boolean }) {
  return (
    <article class="message" data-own={props.isOwn ? "" : undefined} data-first={props.isFirst ? "" : undefined}>
      <Show
        when={props.isFirst}
        fallback={
          <time class="message-time" dateTime={props.event.timestamp} title={fullTime(props.event.timestamp)}>
            {clockTime(props.event.timestamp)}
          </time>
        }
      >
        <Avatar id={props.event.userId} name={props.event.user} />
        <Author id={props.event.userId} name={props.event.user} at={props.event.timestamp} isOwn={props.isOwn} />
      </Show>
      <Show when={!props.event.deleted} fallback={<p class="message-state">This message was deleted.</p>}>
        <Marked text={props.event.message} />
        <Show when={props.event.editedAt}>
          {(at) => (
            <p class="message-state" title={fullTime(at())}>
              edited
            </p>
          )}
        </Show>
      </Show>
    </article>
  );
}

/** One of ours that the server has not confirmed. */
export function Unsent(props: {
  message: Outgoing;
  you: Member | undefined;
  isFirst: boolean;
  retry: () => void;
  discard: () => void;
}) {
  const [isSlow, setSlow] = createSignal(Date.now() - props.message.at > SLOW_MS);
  const timer = setTimeout(() => setSlow(true), SLOW_MS);
  onCleanup(() => clearTimeout(timer));
  const at = () => new Date(props.message.at).toISOString();
  return (
    <article
      class="message"
      data-own=""
      data-first={props.isFirst ? "" : undefined}
      data-state={props.message.failure === undefined ? "pending" : "failed"}
    >
      <Show when={props.isFirst && props.you}>
        {(you) => (
          <>
            <Avatar id={you().id} name={you().name} />
            <Author id={you().id} name={you().name} at={at()} isOwn />
          </>
        )}
      </Show>
      <Marked text={props.message.message} />
      <Show when={props.message.failure} fallback={isSlow() && <p class="message-state">Waiting to be sent…</p>}>
        {(failure) => (
          <p class="message-state" role="alert">
            Not sent: {failure()}{" "}
            <button type="button" data-look="link" onClick={() => props.retry()}>
              Try again
            </button>{" "}
            <button type="button" data-look="link" onClick={() => props.discard()}>
              Discard
            </button>
          </p>
        )}
      </Show>
    </article>
  );
}
