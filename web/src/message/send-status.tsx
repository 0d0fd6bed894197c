// How far something of ours got that the server has not confirmed, and what to do where it won't go by itself.
import { createSignal, onCleanup, Show } from "solid-js";
import { said } from "../i18n/refusal-texts.ts";
import { w } from "../i18n/t.ts";
import { useRoom } from "../room/context.ts";
import type { Outgoing } from "../sync/pending-messages.ts";

/** Under this, waiting is not worth a word. */
const SLOW_MS = 1500;

export function Waiting(props: { outgoing: Outgoing; words: string; failed: (why: string) => string }) {
  const room = useRoom();
  const [isSlow, setSlow] = createSignal(Date.now() - props.outgoing.at > SLOW_MS);
  const timer = setTimeout(() => setSlow(true), SLOW_MS);
  onCleanup(() => clearTimeout(timer));
  return (
    <Show when={props.outgoing.failure} fallback={isSlow() && <p class="message-state">{props.words}</p>}>
      {(failure) => (
        <p class="message-state" role="alert">
          {props.failed(said(failure()))}{" "}
          <button type="button" data-look="link" onClick={() => room.retry(props.outgoing.nonce)}>
            {w().tryAgain}
          </button>{" "}
          <button type="button" data-look="link" onClick={() => room.discard(props.outgoing.nonce)}>
            {w().discard}
          </button>
        </p>
      )}
    </Show>
  );
}
