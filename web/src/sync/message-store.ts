// The part of a room's log that this page holds: events to see, each message as its revisions leave it. Pure.
import type { ChatEvent, LogEvent, Revision, RoomEvent } from "#protocol/frames";
import { revised, wiped } from "#protocol/revise";
import { appended, isShown, type Log, logOf, messageOf, NO_EVENTS, prepended, replaced } from "./event-list.ts";

export type Held = {
  readonly log: Log;
  /** The last revisions of messages that aren't held: an older page may have been read before them. */
  readonly loose: readonly (Revision | RoomEvent)[];
};

/** As many as may come while a page is under way. */
const LOOSE = 100;

export const NOTHING: Held = { log: NO_EVENTS, loose: [] };

function revise({ log, loose }: Held, revision: Revision | RoomEvent): Held {
  if (revision.type === "room") return { log: wipedOut(log, revision), loose: [...loose, revision].slice(-LOOSE) };
  const message = messageOf(log, revision.messageId);
  if (message === undefined) return { log, loose: [...loose, revision].slice(-LOOSE) };
  return { log: replaced(log, revised(message, revision)), loose };
}

/** Of what came after a wipe, nothing is gone. */
function wipedOut(log: Log, wipe: RoomEvent): Log {
  const chunks = log.chunks.map((chunk) =>
    chunk.map((event) => (event.type === "chat" && event.seq < wipe.seq ? wiped(event, wipe) : event)),
  );
  return { chunks, length: log.length };
}

const revises = (event: LogEvent): event is Revision | RoomEvent =>
  event.type === "room" ? event.action === "wipe" : "messageId" in event;

/** Messages in a snapshot are as their revisions left them. */
export function heldOf(snapshot: readonly LogEvent[]): Held {
  return { log: logOf(snapshot.filter(isShown)), loose: [] };
}

export function withNewer({ log, loose }: Held, events: readonly LogEvent[]): Held {
  const grown = { log: appended(log, events.filter(isShown)), loose };
  return events.reduce((held, event) => (revises(event) ? revise(held, event) : held), grown);
}

/** A revision done twice, in its order, leaves the same. */
export function withOlder({ log, loose }: Held, page: readonly ChatEvent[]): Held {
  return loose.reduce(revise, { log: prepended(log, page), loose: [] });
}
