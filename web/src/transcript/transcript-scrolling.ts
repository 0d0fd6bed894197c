import { type Accessor, createComputed, createEffect, createMemo, createSignal, on, onMount, untrack } from "solid-js";
import type { Room } from "../room/room.ts";
import { type EventList, eventAt, indexOfSeq, sliceEvents } from "../sync/event-list.ts";
import { isText } from "../sync/pending-messages.ts";
import type { RoomState } from "../sync/room-reducer.ts";
import { estimateRowHeight } from "./estimate-row-height.ts";
import { RowHeights } from "./scrolling/row-heights.ts";
import { createVirtualList } from "./scrolling/virtual-list.ts";

/** Older messages are requested when fewer rows than this are above the view. */
const MIN_ROWS_ABOVE = 20;
/** The share of the view's height left above the first unread message. */
const SHARE_ABOVE_UNREAD = 0.2;

export type TranscriptScrollingPorts = {
  room: Room;
  state: Accessor<Pick<RoomState, "cursor" | "hasOlder">>;
  log: Accessor<EventList>;
  /** The element that scrolls, the parent of the rows, and the elements before and after it; there once mounted. */
  elements(): { scroller: HTMLElement; rows: HTMLElement; others: readonly HTMLElement[] };
};

/**
 * Creates the transcript's virtual list and decides where it scrolls: it opens at the first unread message, stays at the
 * newest while the reader is there, goes there when they send something, and loads older messages when they scroll up.
 * Belongs to the Solid owner it is created in.
 * @returns the list, and the seqs of the events whose rows are in the page
 */
export function createTranscriptScrolling({ room, state, log, elements }: TranscriptScrollingPorts) {
  const heights = new RowHeights();
  const [firstInView, setFirstInView] = createSignal(Number.POSITIVE_INFINITY);
  const virtualList = createVirtualList({
    heights,
    syncRows() {
      const now = log();
      const keyAt = (place: number) => eventAt(now, place)?.seq ?? -1;
      heights.setRows(now.length, keyAt, (place) => estimateRowHeight(eventAt(now, place)));
      return now;
    },
    placeOf: (key) => indexOfSeq(untrack(log), key),
    keyAt: (place) => eventAt(untrack(log), place)?.seq,
    onView(first, last) {
      setFirstInView(first);
      if (untrack(state).cursor !== undefined) room.unreadMarker.markSeen(last);
    },
  });
  const seqs = createMemo(() =>
    virtualList.ranges().flatMap(({ from, to }) => sliceEvents(log(), from, to).map(({ seq }) => seq)),
  );
  const [isAttached, setAttached] = createSignal(false);
  /** The welcome may have come before the transcript was built. */
  const isWelcomed = createMemo(() => isAttached() && state().cursor !== undefined);

  // Open at the first unread message, unless the newest messages fit the view together with it. Before any row is laid out,
  // for what was in view counts as read.
  createComputed(
    on(isWelcomed, () => {
      const { markerSeq, unreadCount } = room.unreadMarker;
      const first = untrack(() => (unreadCount() > 0 ? markerSeq() : undefined));
      if (first !== undefined) virtualList.scrollToRowUnlessVisible(first, SHARE_ABOVE_UNREAD);
    }),
  );

  // The effects below need the elements attached, and so come after this.
  onMount(() => {
    const { scroller, rows, others } = elements();
    virtualList.attach(scroller, rows, ...others);
    setAttached(true);
  });
  createEffect(on([virtualList.visibleRange, virtualList.updates, seqs], virtualList.layOut));

  createEffect(() => room.unreadMarker.setAtNewest(virtualList.isAtEnd() && isWelcomed()));

  // Whoever sends a message wants to see it, and has read what came before.
  createEffect(
    on(
      room.outbox,
      (outbox, previous = []) => {
        const known = new Set(previous.map(({ nonce }) => nonce));
        if (!outbox.some((one) => isText(one) && !known.has(one.nonce))) return;
        virtualList.scrollToEnd();
        room.unreadMarker.clearMarker();
      },
      { defer: true },
    ),
  );

  createEffect(() => {
    const isNearFirst = indexOfSeq(log(), firstInView()) < MIN_ROWS_ABOVE;
    if (state().hasOlder && isNearFirst && !room.isLoadingOlder()) void room.loadOlder();
  });

  return { virtualList, seqs };
}
