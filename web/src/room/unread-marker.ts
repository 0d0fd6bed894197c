// How far somebody has read in a room, remembered over visits, and the line above what came while they weren't reading.
// Only what was in sight of somebody counts as read.
import { type Accessor, createEffect, createMemo, createSignal, on, onCleanup, untrack } from "solid-js";
import type { Kept } from "../browser/storage.ts";
import type { Surroundings } from "../sync/connection-types.ts";
import { lastOf } from "../sync/event-list.ts";
import type { RoomState } from "../sync/room-reducer.ts";
import { firstUnread, readMark, unseenCount, writeMark } from "./unread-count.ts";

/** What is read is written down at most this often. */
const KEEP_EVERY_MS = 1000;
/** After the line's mark: all that came below it was read. */
const READ = " read";

export type ReadingPorts = {
  state: Accessor<Pick<RoomState, "held" | "cursor" | "you">>;
  /** Somebody looks at the page. */
  isSeen: Accessor<boolean>;
  /** Lives as long as the browser's profile. */
  kept: Kept;
  /** Lives as long as the tab. */
  tab: Kept;
  key: string;
  after: Surroundings["after"];
};

export type Reading = ReturnType<typeof createReading>;

/** Belongs to the Solid owner it is made in. */
export function createReading({ state, isSeen, kept, tab, key, after }: ReadingPorts) {
  const readKey = `read:${key}`;
  const lineKey = `line:${key}`;
  const log = () => state().held.log;
  const youId = createMemo(() => state().you?.id);
  const epoch = createMemo(() => state().cursor?.epoch);
  const [follows, follow] = createSignal(false);
  /** Unknown until the room has welcomed us. */
  const [readSeq, setReadSeq] = createSignal<number>();
  /** The line stands before the first news after this seq. */
  const [lineAfter, setLineAfter] = createSignal<number>();

  const markIn = (text: string | undefined) => {
    const mark = readMark(text);
    return mark?.epoch === untrack(epoch) ? mark?.seq : undefined;
  };
  const saw = (seq: number) => setReadSeq((before) => (before === undefined ? undefined : Math.max(before, seq)));

  // A first visit has nothing unread: what was said before it is history.
  createEffect(
    on(epoch, (known) => {
      if (known === undefined) return;
      const { held, cursor, you } = untrack(state);
      const seq = markIn(kept.get(readKey)) ?? cursor?.seq ?? 0;
      const hasNews = unseenCount(held.log, seq, you?.id) > 0;
      const line = tab.get(lineKey);
      setReadSeq(seq);
      // A reload before all was read leaves the line where it is.
      setLineAfter(hasNews && (line === undefined || line.endsWith(READ)) ? seq : markIn(line));
    }),
  );
  const isReading = createMemo(() => follows() && isSeen() && readSeq() !== undefined);
  createEffect(() => isReading() && saw(lastOf(log())?.seq ?? 0));
  const unseen = createMemo(() => {
    const seq = readSeq();
    return seq === undefined || isReading() ? 0 : unseenCount(log(), seq, youId());
  });
  const hasUnseen = createMemo(() => (readSeq() === undefined ? undefined : unseen() > 0));
  createEffect(
    on(hasUnseen, (has, had) => {
      if (has && had === false) setLineAfter(untrack(readSeq));
    }),
  );

  let isForgotten = false;
  let cancelKeep: (() => void) | undefined;
  function keep(): void {
    cancelKeep?.();
    cancelKeep = undefined;
    const mark = untrack(() => ({ epoch: epoch(), seq: readSeq() }));
    if (isForgotten || mark.epoch === undefined || mark.seq === undefined) return;
    kept.set(readKey, writeMark({ epoch: mark.epoch, seq: mark.seq }));
  }
  createEffect(
    on([readSeq, isSeen], () => {
      if (!isSeen()) keep();
      else cancelKeep ??= after(KEEP_EVERY_MS, keep);
    }),
  );
  createEffect(
    on(
      [epoch, lineAfter, hasUnseen],
      ([known, seq, has]) => {
        if (known === undefined || isForgotten) return;
        if (seq === undefined) tab.remove(lineKey);
        else tab.set(lineKey, writeMark({ epoch: known, seq }) + (has ? "" : READ));
      },
      { defer: true },
    ),
  );
  // What was read in another tab is read here too.
  const stopWatching = kept.watch((changed, value) => changed === readKey && saw(markIn(value) ?? 0));
  onCleanup(() => {
    cancelKeep?.();
    stopWatching();
  });

  return {
    /** Messages of others nobody has seen here, up to MANY. */
    unseen,
    /** The message that the line of what is new stands before. */
    line: createMemo(() => {
      const seq = lineAfter();
      return seq === undefined ? undefined : firstUnread(log(), seq, youId())?.seq;
    }),
    /** The view stays at the newest, or no longer does. */
    follow,
    /** The message of this seq was in sight. */
    saw(seq: number): void {
      if (isSeen()) saw(seq);
    },
    /** Whoever talks has read what there was. */
    clear: () => setLineAfter(undefined),
    forget(): void {
      isForgotten = true;
      kept.remove(readKey);
      tab.remove(lineKey);
    },
  };
}
