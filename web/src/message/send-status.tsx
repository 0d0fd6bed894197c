import { createSignal, onCleanup, Show } from "solid-js";
import { refusalText } from "../i18n/refusal-texts.ts";
import { t } from "../i18n/t.ts";
import { useRoom } from "../room/room-context.ts";
import type { PendingMessage } from "../sync/pending-messages.ts";

/** Sending that takes less time than this is not mentioned. */
const SLOW_MS = 1500;

/**
 * Says that a message or an edit of ours is not confirmed yet, or why it failed, with buttons to retry and to discard it.
 * @param props.pending what to say while it is on its way
 * @param props.failed says that it failed, with the reason
 */
export function SendStatus(props: { outgoing: PendingMessage; pending: string; failed: (why: string) => string }) {
  const room = useRoom();
  const [isSlow, setSlow] = createSignal(room.state().now - props.outgoing.at > SLOW_MS);
  const timer = setTimeout(() => setSlow(true), SLOW_MS);
  onCleanup(() => clearTimeout(timer));
  return (
    <Show when={props.outgoing.failure} fallback={isSlow() && <p class="message-status">{props.pending}</p>}>
      {(failure) => (
        <p class="message-status" role="alert">
          {props.failed(refusalText(failure()))}{" "}
          <button type="button" data-look="link" onClick={() => room.retry(props.outgoing.nonce)}>
            {t().tryAgain}
          </button>{" "}
          <button type="button" data-look="link" onClick={() => room.discard(props.outgoing.nonce)}>
            {t().discard}
          </button>
        </p>
      )}
    </Show>
  );
}
