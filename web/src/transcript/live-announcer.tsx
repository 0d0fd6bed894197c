import { createEffect, createSignal, For, on, onCleanup } from "solid-js";
import { withFileSummary } from "../files/file-summary-texts.ts";
import { roomEventText } from "../i18n/room-event-texts.ts";
import { t } from "../i18n/t.ts";
import { plainTextOf } from "../message/markdown/plain-text.ts";
import { useRoom } from "../room/room-context.ts";
import { type EventList, eventAt, indexOfSeq, lastEvent, sliceEvents, type VisibleEvent } from "../sync/event-list.ts";

/** Messages that come within this time are announced together. */
const GATHER_MS = 800;
/** When more than this come at once, only their number is announced. */
const MAX_READ_OUT = 4;
/** Announcements kept in the page. A screen reader reads only those that are added. */
const MAX_LINES = 5;

/** An announcement without a seq is about several events. */
type Announcement = { readonly seq: number | undefined; readonly text: string };

function sentenceOf(event: VisibleEvent): string {
  if (event.type === "room") return roomEventText(event);
  return event.deleted ? "" : `${event.user}: ${withFileSummary(plainTextOf(event.message), event.files)}`;
}

function announcementsOf(newEvents: readonly VisibleEvent[]): Announcement[] {
  if (newEvents.length > MAX_READ_OUT) return [{ seq: undefined, text: t().newMessages(newEvents.length) }];
  return newEvents.map((event) => ({ seq: event.seq, text: sentenceOf(event) })).filter(({ text }) => text !== "");
}

/** Returns whether the event's text is still the same: a deleted text must not stay in the page. */
function isStillTrue({ seq, text }: Announcement, log: EventList): boolean {
  if (seq === undefined) return true;
  const event = eventAt(log, indexOfSeq(log, seq));
  return event?.seq !== seq || sentenceOf(event) === text;
}

/**
 * Has screen readers read out new messages of others: one sentence each, or only their number when they come faster than
 * anybody can listen. History is not read out.
 */
export function LiveAnnouncer() {
  const room = useRoom();
  const [lines, setLines] = createSignal<readonly Announcement[]>([]);
  let spokenSeq = 0;
  let wasWelcomed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function announce(): void {
    timer = undefined;
    const log = room.log();
    const you = room.state().you?.id;
    const news = sliceEvents(log, indexOfSeq(log, spokenSeq + 1), log.length).filter(
      ({ userId }) => userId !== you && !room.hiddenMembers.has(userId),
    );
    spokenSeq = lastEvent(log)?.seq ?? 0;
    if (news.length === 0) return;
    setLines((spoken) => [...spoken, ...announcementsOf(news)].slice(-MAX_LINES));
  }

  createEffect(
    on(room.log, (log, previous) => {
      const last = lastEvent(log)?.seq ?? 0;
      const previousSeq = previous && lastEvent(previous)?.seq;
      if (!lines().every((line) => isStillTrue(line, log)))
        setLines((spoken) => spoken.filter((line) => isStillTrue(line, log)));
      // A first page or a new snapshot is not announced; the first message in an empty room is.
      const isContinuous =
        previousSeq === undefined ? wasWelcomed : eventAt(log, indexOfSeq(log, previousSeq))?.seq === previousSeq;
      wasWelcomed = room.state().cursor !== undefined;
      if (!isContinuous) spokenSeq = last;
      else if (last > spokenSeq) timer ??= setTimeout(announce, GATHER_MS);
    }),
  );
  onCleanup(() => clearTimeout(timer));

  return (
    <div class="visually-hidden" aria-live="polite" aria-relevant="additions">
      <For each={lines()}>{({ text }) => <p>{text}</p>}</For>
    </div>
  );
}
