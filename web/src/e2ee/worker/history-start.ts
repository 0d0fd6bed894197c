import type { Seen } from "#protocol/e2ee/event";
import type { LogEvent } from "#protocol/frames";
import { type EventOpener, historyEntry, seqOf } from "./event-opener.ts";

/**
 * Returns where the history of somebody begins who comes later: what the oldest event names that names one of those that came.
 * In a room from whose history nothing is missing, that is its beginning.
 */
export function historyStart(events: readonly LogEvent[], opener: EventOpener, roomId: Uint8Array): Seen {
  const seqs = new Set(events.flatMap((event) => historyEntry(event)?.seq ?? []));
  let first: Seen | undefined;
  for (const event of events) {
    const seen = seenBy(event, opener);
    if (seen === undefined) continue;
    if (seen.seq === 0 || seqs.has(seen.seq)) return seen.seq === 0 ? { seq: 0, head: roomId } : seen;
    first ??= seen;
  }
  return first ?? { seq: 0, head: roomId };
}

/** Returns what the writer of an event had seen; undefined where its text is erased, or where it doesn't open. */
function seenBy(event: LogEvent, opener: EventOpener): Seen | undefined {
  if (event.type === "delete" || event.type === "vanish" || event.sealed === undefined || !event.userId)
    return undefined;
  const { userId, sealed } = event;
  const opened = (() => {
    if (event.type === "chat") {
      const files = event.files && { files: event.files.map(({ id }) => id) };
      return opener.open("chat", userId, sealed, {
        ...files,
        ...(event.vanish !== undefined && { vanish: event.vanish }),
      });
    }
    if (event.type === "room") {
      const { pin } = event;
      return pin && opener.open(pin.on ? "pin" : "unpin", userId, sealed, { about: seqOf(pin.id) });
    }
    return undefined;
  })();
  return opened === undefined || typeof opened === "string" ? undefined : opened.event.seen;
}
