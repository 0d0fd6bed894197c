// What the transcript shows, from events and comings and goings: their order, and where an author or a day begins.
import type { ChatEvent, LogEvent, RoomEvent } from "#protocol/frames";
import { MINUTE_MS } from "#protocol/limits";
import type { Presence } from "./presence.ts";

/** Events with a line of their own; revisions show in the message they are about. */
export type Shown = ChatEvent | RoomEvent;
export type Entry = Shown | Presence;

/** Messages of one author closer than this stand under one name. */
const GROUP_MS = 5 * MINUTE_MS;

export function isEvent(entry: Entry): entry is Shown {
  return "seq" in entry;
}

export function isShown(event: LogEvent): event is Shown {
  return event.type === "chat" || event.type === "room";
}

/** Where in `events` the event of this seq stands, or the first after it. */
export function indexOf(events: readonly LogEvent[], seq: number): number {
  return events.findLastIndex((event) => event.seq < seq) + 1;
}

/** The events from this seq on, with what happened between them. */
export function entriesOf(events: readonly LogEvent[], presence: readonly Presence[], from: number): Entry[] {
  const entries: Entry[] = [];
  let next = presence.findLastIndex(({ after }) => after < from) + 1;
  for (const event of events.slice(indexOf(events, from)).filter(isShown)) {
    for (let line = presence[next]; line !== undefined && line.after < event.seq; line = presence[++next]) {
      entries.push(line);
    }
    entries.push(event);
  }
  return [...entries, ...presence.slice(next)];
}

function dayOf(entry: Shown): string {
  return new Date(entry.timestamp).toDateString();
}

/** Whether this message shows its author, or stands under the one before it. */
export function beginsGroup(before: Entry | undefined, entry: Shown): boolean {
  if (before === undefined || !isEvent(before)) return true;
  if (before.type !== "chat" || before.userId !== entry.userId || before.user !== entry.user) return true;
  if (entry.type === "chat" && before.avatar !== entry.avatar) return true;
  return Date.parse(entry.timestamp) - Date.parse(before.timestamp) >= GROUP_MS || beginsDay(before, entry);
}

/** Whether a new day, where the reader is, begins with this event. */
export function beginsDay(before: Entry | undefined, entry: Shown): boolean {
  return before !== undefined && isEvent(before) && dayOf(before) !== dayOf(entry);
}
