// Says that the connection is away, and when it is tried again.
import { createMemo, Show } from "solid-js";
import { w } from "../i18n/t.ts";
import { useRoom } from "../room/context.ts";
import { Note } from "./banner.tsx";

export function ConnectionLine() {
  const room = useRoom();
  // A try that is under way doesn't know what the wait before it was for.
  const isOffline = createMemo(
    (was: boolean) => (room.phase().is === "connecting" ? was : room.phase().is === "offline"),
    false,
  );
  const secondsLeft = () => {
    const phase = room.phase();
    return "nextTryAt" in phase ? Math.ceil((phase.nextTryAt - room.state().now) / 1000) : 0;
  };
  const nextTry = () => (secondsLeft() > 0 ? ` ${w().nextTryIn(secondsLeft())}` : "");
  const away = () => {
    const standing = room.standing();
    if (standing === "restarting") return w().serverRestarting;
    if (standing === "reconnecting") return `${w().reconnecting}${nextTry()}`;
    return isOffline() ? w().offline : `${w().serverAway}${nextTry()}`;
  };
  const said = () => {
    const standing = room.standing();
    if (standing === "well") return "";
    if (standing === "reconnecting") return w().connectionLost;
    if (standing === "restarting") return w().serverRestarting;
    return isOffline() ? w().offline : w().serverAway;
  };
  return (
    <>
      <p class="unseen" role="status">
        {said()}
      </p>
      <Show when={room.standing() !== "well"}>
        {/* Its count changes every second: too much to listen to. */}
        <Note
          words={
            <span class="connectionline" data-standing={room.standing()} aria-hidden="true">
              {away()}
              <Show when={room.outbox().length > 0}> {w().sentWhenBack}</Show>
            </span>
          }
        >
          <button type="button" onClick={room.rejoin}>
            {w().tryNow}
          </button>
        </Note>
      </Show>
    </>
  );
}
