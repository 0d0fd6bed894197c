import { createEffect, createMemo, onCleanup, Show } from "solid-js";
import type { ChatEvent, RoomEvent } from "#protocol/frames";
import { momentText } from "../i18n/room-event-texts.ts";
import { t } from "../i18n/t.ts";
import { formatDuration } from "../i18n/time-texts.ts";
import { useRoom } from "../room/room-context.ts";
import { createNewestSearch } from "../sync/newest-event.ts";
import { findWriteBlock, type WriteBlock } from "./write-block.ts";

const SECOND_MS = 1000;

function blockText(block: WriteBlock): string {
  if (block.is === "hosts only") return t().onlyHostsWrite;
  const until = momentText(block.until);
  if (block.by === undefined) return t().youAreMuted(until);
  const { user, userId, reason } = block.by;
  const text = t().mutedBy(userId === null ? t().theOwner : user, until);
  return reason ? `${text}: ${reason}` : text;
}

/**
 * Finds out whether you may write and send just now, and says what keeps you from it: you are muted, only the hosts write
 * here, or slow mode makes you wait.
 */
export function WriteNotice(props: {
  /** Whether the field shows the reason itself, as its placeholder. */
  isFieldEmpty: boolean;
  /** Called with the reason why you may not write at all, and without one when you may. */
  onBlock: (reason: string | undefined) => void;
  /** Called when slow mode makes you wait, and when it doesn't any more. */
  onPause: (isPaused: boolean) => void;
}) {
  const room = useRoom();
  const slowModeS = () => (room.role() === "member" ? (room.state().room?.slowModeSeconds ?? 0) : 0);
  const isYou = (id: string | null | undefined) => id === room.state().you?.id;
  const newestMute = createNewestSearch(
    (event): event is RoomEvent => event.type === "room" && event.action === "mute" && isYou(event.target?.id),
  );
  const newestOwn = createNewestSearch((event): event is ChatEvent => event.type === "chat" && isYou(event.userId));
  const reason = createMemo(() => {
    const { room: view, you } = room.state();
    const block = findWriteBlock(view, you, () => newestMute(room.log()), room.serverNow());
    return block && blockText(block);
  });
  const lastSentAt = createMemo(() => (slowModeS() === 0 ? 0 : Date.parse(newestOwn(room.log())?.timestamp ?? "")));
  const waitS = () => {
    const leftMs = lastSentAt() + slowModeS() * SECOND_MS - room.serverNow();
    // The two clocks may differ a little: never show more than the whole wait.
    return leftMs > 0 ? Math.min(slowModeS(), Math.ceil(leftMs / SECOND_MS)) : 0;
  };
  const isCountingDown = () => reason() === undefined && waitS() > 0;
  createEffect(() => props.onBlock(reason()));
  createEffect(() => props.onPause(waitS() > 0));
  onCleanup(() => {
    props.onBlock(undefined);
    props.onPause(false);
  });

  return (
    <Show when={reason() !== undefined || slowModeS() > 0}>
      <p class="composer-status" role="status">
        <span classList={{ "visually-hidden": isCountingDown() || (reason() !== undefined && props.isFieldEmpty) }}>
          {reason() ?? t().slowMode(formatDuration(slowModeS() * SECOND_MS))}
        </span>
        {/* Screen readers hear the rule instead: this changes every second. */}
        <Show when={isCountingDown()}>
          <span aria-hidden="true">{t().slowModeWait(waitS())}</span>
        </Show>
      </p>
    </Show>
  );
}
