// Says that the connection is away, once it has been for two seconds: most breaks are over before.
import { createEffect, createMemo, createSignal, onCleanup, Show } from "solid-js";
import { useRoom } from "../room/context.ts";
import "./connectionline.css";

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
  const queued = () => (room.outbox().length > 0 ? " What you wrote is sent as soon as you are back." : "");
  const nextTry = () => {
    const phase = room.phase();
    const seconds = phase.is === "waiting" ? Math.ceil((phase.nextTryAt - room.state().now) / 1000) : 0;
    return seconds > 0 ? `, next try in ${seconds} s.` : "…";
  };
  return (
    <>
      <p class="unseen" role="status">
        {isShown() && (isOffline() ? "You are offline." : "The connection is lost. Reconnecting.")}
      </p>
      <Show when={isShown()}>
        <p class="connectionline">
          {/* Its count changes every second: too much to listen to. */}
          <span aria-hidden="true">
            {isOffline() ? "You are offline." : `Reconnecting${nextTry()}`}
            {queued()}
          </span>
          <button type="button" data-look="link" onClick={room.rejoin}>
            Try now
          </button>
        </p>
      </Show>
    </>
  );
}
