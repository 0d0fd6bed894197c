import { createMemo, createSignal, getOwner, runWithOwner, Show } from "solid-js";
import { CLOSE } from "#protocol/error-codes";
import { askServer } from "../api/ask-server.ts";
import { steadyNow } from "../browser/steady-now.ts";
import { cipherOf } from "../e2ee/room-cipher.ts";
import { t } from "../i18n/t.ts";
import { useRoom } from "../room/room-context.ts";
import { Banner } from "../ui/banner.tsx";
import { createLazyComponent } from "../ui/lazy-component.tsx";
import { createBlockedSockets } from "./blocked-sockets.ts";
import { createIdleCuts } from "./idle-cuts.ts";
import type { StreamFallback } from "./stream-fallback.ts";

const SlowWayBanner = createLazyComponent(() => import("./slow-way-banner.tsx"), "SlowWayBanner");
const DoctorLink = createLazyComponent(() => import("./slow-way-banner.tsx"), "DoctorLink");

/** Says that the connection is lost and when the next try comes; announced without the countdown. */
export function ConnectionBanner() {
  const room = useRoom();
  // While it is connecting, the phase before says whether the device was offline.
  const isOffline = createMemo(
    (was: boolean) => (room.phase().is === "connecting" ? was : room.phase().is === "offline"),
    false,
  );
  const [fallback, setFallback] = createSignal<StreamFallback>();
  const owner = getOwner();
  /** Goes on over event streams, whose code is loaded when they are needed, or tries sockets again. */
  async function changeTransport(): Promise<void> {
    const { createRoomFallback } = await import("./stream-fallback.ts");
    if (fallback() === undefined) setFallback(runWithOwner(owner, () => createRoomFallback(room)));
    fallback()?.change();
    if (fallback()?.isUsed()) room.rejoin();
  }
  const blocked = createBlockedSockets({
    phase: room.phase,
    askServer,
    onBlocked: () => void changeTransport().catch(() => {}),
  });
  const isCrowded = createMemo((was: boolean) => {
    const phase = room.phase();
    return "nextTryAt" in phase ? phase.closeCode === CLOSE.tooManySockets : was && phase.is === "connecting";
  }, false);
  const cutAfterMs = createIdleCuts({
    phase: room.phase,
    now: steadyNow,
    after: room.after,
    ping: () => room.connection.send({ type: "ping" }),
  });
  /** A page without the room's new key says so elsewhere: the server is well. */
  const connectionStatus = () => (cipherOf(room.storageKey)?.needsLink() ? "well" : room.connectionStatus());
  const unreachableText = () => {
    if (isCrowded()) return t().tooManySockets;
    if (blocked() === "origin") return t().refusals.wrong_origin;
    if (blocked() === "sockets") return t().socketBlocked;
    return isOffline() ? t().offline : t().serverUnreachable;
  };
  const secondsLeft = () => {
    const phase = room.phase();
    return "nextTryAt" in phase ? Math.ceil((phase.nextTryAt - room.state().now) / 1000) : 0;
  };
  const nextTryText = () => (secondsLeft() > 0 ? ` ${t().retryIn(secondsLeft())}` : "");
  const statusText = () => {
    const status = connectionStatus();
    if (status === "restarting") return t().serverRestarting;
    if (status === "reconnecting" && !isCrowded()) return `${t().reconnecting}${nextTryText()}`;
    const text = unreachableText();
    return text === t().offline ? text : `${text}${nextTryText()}`;
  };
  const announcement = () => {
    const status = connectionStatus();
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
      <Show when={room.isOpen() && (fallback()?.isUsed() || cutAfterMs() !== undefined)}>
        <SlowWayBanner cutAfterMs={fallback()?.isUsed() ? undefined : cutAfterMs()} />
      </Show>
      <Show when={connectionStatus() !== "well"}>
        {/* Hidden from screen readers, because its countdown changes every second. */}
        <Banner
          text={
            <span class="connection-banner" data-status={connectionStatus()} aria-hidden="true">
              {statusText()}
              <Show when={room.outbox().length > 0}> {t().sentOnceReconnected}</Show>
            </span>
          }
        >
          <Show when={blocked()}>
            <DoctorLink />
          </Show>
          <button type="button" onClick={room.rejoin}>
            {t().retryNow}
          </button>
        </Banner>
      </Show>
    </>
  );
}
