import { createMemo, Show } from "solid-js";
import { CLOSE } from "#protocol/error-codes";
import { UNREACHABLE } from "../api/api-error.ts";
import { t } from "../i18n/t.ts";
import { useRoom } from "../room/room-context.ts";
import { Banner } from "../ui/banner.tsx";
import { createBlockedSockets } from "./blocked-sockets.ts";

/** Says that the connection is lost and when the next try comes; announced without the countdown. */
export function ConnectionBanner() {
  const room = useRoom();
  // While it is connecting, the phase before says whether the device was offline.
  const isOffline = createMemo(
    (was: boolean) => (room.phase().is === "connecting" ? was : room.phase().is === "offline"),
    false,
  );
  const isBlocked = createBlockedSockets({
    phase: room.phase,
    isServerThere: async () => (await room.messagesBefore(room.code, 1, 1)) !== UNREACHABLE,
  });
  const isCrowded = createMemo((was: boolean) => {
    const phase = room.phase();
    return "nextTryAt" in phase ? phase.closeCode === CLOSE.tooManySockets : was && phase.is === "connecting";
  }, false);
  const unreachableText = () => {
    if (isCrowded()) return t().tooManySockets;
    if (isBlocked()) return t().socketBlocked;
    return isOffline() ? t().offline : t().serverUnreachable;
  };
  const secondsLeft = () => {
    const phase = room.phase();
    return "nextTryAt" in phase ? Math.ceil((phase.nextTryAt - room.state().now) / 1000) : 0;
  };
  const nextTryText = () => (secondsLeft() > 0 ? ` ${t().retryIn(secondsLeft())}` : "");
  const statusText = () => {
    const status = room.connectionStatus();
    if (status === "restarting") return t().serverRestarting;
    if (status === "reconnecting" && !isCrowded()) return `${t().reconnecting}${nextTryText()}`;
    const text = unreachableText();
    return text === t().offline ? text : `${text}${nextTryText()}`;
  };
  const announcement = () => {
    const status = room.connectionStatus();
    if (status === "well") return "";
    if (status === "reconnecting" && !isCrowded()) return t().connectionLost;
    if (status === "restarting") return t().serverRestarting;
    return unreachableText();
  };
  return (
    <>
      <p class="visually-hidden" role="status">
        {announcement()}
      </p>
      <Show when={room.connectionStatus() !== "well"}>
        {/* Hidden from screen readers, because its countdown changes every second. */}
        <Banner
          text={
            <span class="connection-banner" data-status={room.connectionStatus()} aria-hidden="true">
              {statusText()}
              <Show when={room.outbox().length > 0}> {t().sentOnceReconnected}</Show>
            </span>
          }
        >
          <button type="button" onClick={room.rejoin}>
            {t().retryNow}
          </button>
        </Banner>
      </Show>
    </>
  );
}
