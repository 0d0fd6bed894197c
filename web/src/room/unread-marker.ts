// Tracks how far somebody has read in a room, over visits, and where the line above the unread messages stands. Only
// messages that were in view while somebody looked at the page count as read.
import { type Accessor, createEffect, createMemo, createSignal, on, onCleanup, untrack } from "solid-js";
import type { KeyValueStore } from "../browser/storage.ts";
import type { Environment } from "../sync/connection-types.ts";
import { lastEvent } from "../sync/event-list.ts";
import type { RoomState } from "../sync/room-reducer.ts";
import { countUnread, firstUnread, formatPosition, parsePosition } from "./unread-count.ts";

/** The read position is saved at most this often. */
const SAVE_EVERY_MS = 1000;
/** This follows the stored position of the line once everything below it was read. */
const READ_SUFFIX = " read";

export type UnreadMarkerPorts = {
  state: Accessor<Pick<RoomState, "messages" | "cursor" | "you">>;
  isPageVisible: Accessor<boolean>;
  /** Lives as long as the browser's profile. */
  browserStore: KeyValueStore;
  /** Lives as long as the tab. */
  tabStore: KeyValueStore;
  /** The room's key in both stores. */
  storageKey: string;
  after: Environment["after"];
  /** Returns whether this member's messages are hidden: they are never unread. */
  isHidden?: (userId: string) => boolean;
};

/** Creates the read position and the line of unread messages. It belongs to the Solid owner it is created in. */
export function createUnreadMarker(ports: UnreadMarkerPorts) {
  const { state, isPageVisible, browserStore, tabStore, storageKey, after, isHidden } = ports;
  const readKey = `read:${storageKey}`;
  const lineKey = `line:${storageKey}`;
  const log = () => state().messages.log;
  const youId = createMemo(() => state().you?.id);
  const epoch = createMemo(() => state().cursor?.epoch);
  const [isAtNewest, setAtNewest] = createSignal(false);
  /** Unknown until the room has welcomed us. */
  const [readSeq, setReadSeq] = createSignal<number>();
  /** The line stands before the first unread message after this seq. */
  const [lineAfter, setLineAfter] = createSignal<number>();

  const seqInThisEpoch = (text: string | undefined) => {
    const position = parsePosition(text);
    return position?.epoch === untrack(epoch) ? position?.seq : undefined;
  };
  const markRead = (seq: number) => setReadSeq((before) => (before === undefined ? undefined : Math.max(before, seq)));

  // On a first visit nothing is unread: messages from before it are history.
  createEffect(
    on(epoch, (known) => {
      if (known === undefined) return;
      const { messages, cursor, you } = untrack(state);
      const seq = seqInThisEpoch(browserStore.get(readKey)) ?? cursor?.seq ?? 0;
      const hasUnreadNow = countUnread(messages.log, seq, you?.id, isHidden) > 0;
      const line = tabStore.get(lineKey);
      setReadSeq(seq);
      // A reload before all was read leaves the line where it is.
      setLineAfter(hasUnreadNow && (line === undefined || line.endsWith(READ_SUFFIX)) ? seq : seqInThisEpoch(line));
    }),
  );
  const isReading = createMemo(() => isAtNewest() && isPageVisible() && readSeq() !== undefined);
  createEffect(() => isReading() && markRead(lastEvent(log())?.seq ?? 0));
  const unreadCount = createMemo(() => {
    const seq = readSeq();
    return seq === undefined || isReading() ? 0 : countUnread(log(), seq, youId(), isHidden);
  });
  const hasUnread = createMemo(() => (readSeq() === undefined ? undefined : unreadCount() > 0));
  createEffect(
    on(hasUnread, (has, had) => {
      if (has && had === false) setLineAfter(untrack(readSeq));
    }),
  );

  let isForgotten = false;
  let cancelSave: (() => void) | undefined;
  function save(): void {
    cancelSave?.();
    cancelSave = undefined;
    const position = untrack(() => ({ epoch: epoch(), seq: readSeq() }));
    if (isForgotten || position.epoch === undefined || position.seq === undefined) return;
    browserStore.set(readKey, formatPosition({ epoch: position.epoch, seq: position.seq }));
  }
  createEffect(
    on([readSeq, isPageVisible], () => {
      if (!isPageVisible()) save();
      else cancelSave ??= after(SAVE_EVERY_MS, save);
    }),
  );
  createEffect(
    on(
      [epoch, lineAfter, hasUnread],
      ([known, seq, has]) => {
        if (known === undefined || isForgotten) return;
        if (seq === undefined) tabStore.remove(lineKey);
        else tabStore.set(lineKey, formatPosition({ epoch: known, seq }) + (has ? "" : READ_SUFFIX));
      },
      { defer: true },
    ),
  );
  // Messages read in another tab are read here too.
  const stopWatching = browserStore.watch(
    (changed, value) => changed === readKey && markRead(seqInThisEpoch(value) ?? 0),
  );
  onCleanup(() => {
    cancelSave?.();
    stopWatching();
  });

  return {
    /** Returns how many messages of others nobody has seen here, up to MAX_UNREAD. */
    unreadCount,
    /** Returns the seq of the message that the line of unread messages stands before. */
    markerSeq: createMemo(() => {
      const seq = lineAfter();
      return seq === undefined ? undefined : firstUnread(log(), seq, youId(), isHidden)?.seq;
    }),
    /** Sets whether the view stays at the newest message. */
    setAtNewest,
    /** Marks everything up to this seq as read, because it was in view, if the page is visible. */
    markSeen(seq: number): void {
      if (isPageVisible()) markRead(seq);
    },
    /** Removes the line: somebody who sends a message has read those before it. */
    clearMarker: () => setLineAfter(undefined),
    /** Removes everything stored about this room. */
    forget(): void {
      isForgotten = true;
      browserStore.remove(readKey);
      tabStore.remove(lineKey);
    },
  };
}
