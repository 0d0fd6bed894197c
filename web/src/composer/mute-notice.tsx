// Why one may not talk just now, and until when: muted, or in a slow room too soon after the last message.
import { createEffect, createMemo, onCleanup, Show } from "solid-js";
import { momentSaid } from "../i18n/room-event-texts.ts";
import { w } from "../i18n/t.ts";
import { spanOf } from "../i18n/time-texts.ts";
import { useRoom } from "../room/context.ts";

const SECOND_MS = 1000;

export function Hush(props: { hushed: (is: boolean) => void }) {
  const room = useRoom();
  const slowS = () => (room.role() === "member" ? (room.state().room?.slowModeSeconds ?? 0) : 0);
  const mutedUntil = () => {
    const until = room.state().you?.mutedUntil;
    return until !== undefined && Date.parse(until) > room.serverNow() ? until : undefined;
  };
  const lastAt = createMemo(() => {
    room.log();
    return slowS() === 0 ? 0 : Date.parse(room.lastOwn()?.timestamp ?? "");
  });
  const waitS = () => {
    const leftMs = lastAt() + slowS() * SECOND_MS - room.serverNow();
    // The clocks may differ by a moment.
    return leftMs > 0 ? Math.min(slowS(), Math.ceil(leftMs / SECOND_MS)) : 0;
  };
  createEffect(() => props.hushed(mutedUntil() !== undefined || waitS() > 0));
  onCleanup(() => props.hushed(false));

  return (
    <Show when={mutedUntil() !== undefined || slowS() > 0}>
      <p class="composer-note" role="status">
        <span>
          <Show when={mutedUntil()} fallback={w().slowMode(spanOf(slowS() * SECOND_MS))}>
            {(until) => w().youAreMuted(momentSaid(until()))}
          </Show>
        </span>
        {/* Its count changes every second: too much to listen to. */}
        <Show when={mutedUntil() === undefined && waitS() > 0}>
          <span aria-hidden="true">{w().nextIn(waitS())}</span>
        </Show>
      </p>
    </Show>
  );
}
