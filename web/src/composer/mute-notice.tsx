import { createEffect, createMemo, onCleanup, Show } from "solid-js";
import { momentText } from "../i18n/room-event-texts.ts";
import { t } from "../i18n/t.ts";
import { formatDuration } from "../i18n/time-texts.ts";
import { useRoom } from "../room/room-context.ts";

const SECOND_MS = 1000;

/** Says that you may not send just now and until when: you are muted, or slow mode makes you wait. */
export function MuteNotice(props: { onPause: (isPaused: boolean) => void }) {
  const room = useRoom();
  const slowModeS = () => (room.role() === "member" ? (room.state().room?.slowModeSeconds ?? 0) : 0);
  const mutedUntil = () => {
    const until = room.state().you?.mutedUntil;
    return until !== undefined && Date.parse(until) > room.serverNow() ? until : undefined;
  };
  const lastSentAt = createMemo(() => {
    room.log();
    return slowModeS() === 0 ? 0 : Date.parse(room.lastOwn()?.timestamp ?? "");
  });
  const waitS = () => {
    const leftMs = lastSentAt() + slowModeS() * SECOND_MS - room.serverNow();
    // The two clocks may differ a little: never show more than the whole wait.
    return leftMs > 0 ? Math.min(slowModeS(), Math.ceil(leftMs / SECOND_MS)) : 0;
  };
  const isCountingDown = () => mutedUntil() === undefined && waitS() > 0;
  createEffect(() => props.onPause(mutedUntil() !== undefined || waitS() > 0));
  onCleanup(() => props.onPause(false));

  return (
    <Show when={mutedUntil() !== undefined || slowModeS() > 0}>
      <p class="composer-status" role="status">
        <span classList={{ "visually-hidden": isCountingDown() }}>
          <Show when={mutedUntil()} fallback={t().slowMode(formatDuration(slowModeS() * SECOND_MS))}>
            {(until) => t().youAreMuted(momentText(until()))}
          </Show>
        </span>
        {/* Screen readers hear the rule instead: this changes every second. */}
        <Show when={isCountingDown()}>
          <span aria-hidden="true">{t().slowModeWait(waitS())}</span>
        </Show>
      </p>
    </Show>
  );
}
