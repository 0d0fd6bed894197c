// Says that the connection is away, once it has been for two seconds: most breaks are over before.
import { createEffect, createMemo, createSignal, onCleanup, Show } from "solid-js";
import { useRoom } from "../room/context.ts";
import "./connectionline.css";
import { w } from "../words/words.ts";

const SHOWN_AFTER_MS = 2000;

export function ConnectionLine() {
  const room = useRoom();
  const [isLong, setLong] = createSignal(false);
  // Tries come and go; being away lasts.
  const isAway = createMemo(() => room.phase().is !== "open");
  createEffect(() => {
    if (!isAway()) return setLong(false);
    const timer = setTimeout(() => setLong(true), SHOWN_AFTER_MS);
    onCleanup(() => clearTimeout(timer));
  });
  const isShown = () => isLong() && isAway();
  const isOffline = () => room.phase().is === "offline";
  const queued = () => (room.outbox().length > 0 ? ` ${w().sentWhenBack}` : "");
  const reconnecting = () => {
    const phase = room.phase();
    const seconds = phase.is === "waiting" ? Math.ceil((phase.nextTryAt - room.state().now) / 1000) : 0;
    return seconds > 0 ? w().reconnectingIn(seconds) : w().reconnecting;
  };
  return (
    <>
      <p class="unseen" role="status">
        {isShown() && (isOffline() ? w().offline : w().connectionLost)}
      </p>
      <Show when={isShown()}>
        <p class="connectionline">
          {/* Its count changes every second: too much to listen to. */}
          <span aria-hidden="true">
            {isOffline() ? w().offline : reconnecting()}
            {queued()}
          </span>
          <button type="button" data-look="link" onClick={room.rejoin}>
            {w().tryNow}
          </button>
        </p>
      </Show>
    </>
  );
}
