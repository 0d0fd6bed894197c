// The part of a room's log that this page holds: events to see, each message as its revisions leave it. Pure.
import type { ChatEvent, LogEvent, Revision } from "#protocol/frames";
import { revised } from "#protocol/revise";
import { appended, isShown, type Log, logOf, messageOf, NO_EVENTS, prepended, replaced } from "./log.ts";

export type Held = {
  readonly log: Log;
  /** The last revisions of messages that aren't held: an older page may have been read before them. */
  readonly loose: readonly Revision[];
};

/** As many as may come while a page is under way. */
const LOOSE = 100;

export const NOTHING: Held = { log: NO_EVENTS, loose: [] };

function revise({ log, loose }: Held, revision: Revision): Held {
  const message = messageOf(log, revision.messageId);
  if (message === undefined) return { log, loose: [...loose, revision].slice(-LOOSE) };
  return { log: replaced(log, revised(message, revision)), loose };
}

/** Messages in a snapshot are as their revisions left them. */
export function heldOf(snapshot: readonly LogEvent[]): Held {
  return { log: logOf(snapshot.filter(isShown)), loose: [] };
}

export function withNewer({ log, loose }: Held, events: readonly LogEvent[]): Held {
  const grown = { log: appended(log, events.filter(isShown)), loose };
  return events.reduce((held, event) => ("messageId" in event ? revise(held, event) : held), grown);
}

/** A revision done twice, in its order, leaves the same. */
export function withOlder({ log, loose }: Held, page: readonly ChatEvent[]): Held {
  return loose.reduce(revise, { log: prepended(log, page), loose: [] });
}
