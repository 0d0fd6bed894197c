// What the transcript makes of events and of comings and goings: where an author, a day or what is new begins, and what
// may be done with a message. Pure.
import type { ChatEvent, PresentMember } from "#protocol/frames";
import { MINUTE_MS } from "#protocol/limits";
import type { Shown } from "../sync/event-list.ts";
import type { Presence } from "../sync/presence-log.ts";

/** Messages of one author closer than this stand under one name. */
const GROUP_MS = 5 * MINUTE_MS;

function dayOf(entry: Shown): string {
  return new Date(entry.timestamp).toDateString();
}

/** Whether a new day, where the reader is, begins with this event. */
export function beginsDay(before: Shown | undefined, entry: Shown): boolean {
  return before === undefined || dayOf(before) !== dayOf(entry);
}

/**
 * Whether this message shows its author, or stands under the one before it.
 * @param isParted something stands between them
 */
export function beginsGroup(before: Shown | undefined, entry: ChatEvent, isParted: boolean): boolean {
  if (isParted || before?.type !== "chat" || entry.replyTo !== undefined) return true;
  if (before.userId !== entry.userId || before.user !== entry.user) return true;
  return Date.parse(entry.timestamp) - Date.parse(before.timestamp) >= GROUP_MS || beginsDay(before, entry);
}

/** Who came and went between two events, in one line; undefined where nobody did. Without `to`, since the first. */
export function presenceBetween(
  lines: readonly Presence[],
  from: Shown | undefined,
  to: Shown | undefined,
): Presence | undefined {
  const [first, end] = [from?.seq ?? 0, to?.seq ?? Number.POSITIVE_INFINITY];
  const between = lines.filter(({ after }) => after >= first && after < end);
  const [line] = between;
  if (line === undefined || between.length === 1) return line;
  return { after: line.after, joined: between.flatMap((one) => one.joined), left: between.flatMap((one) => one.left) };
}

/** What this member may do with a message that is there. */
export function mayChange(message: ChatEvent, you: PresentMember | undefined): { edit: boolean; remove: boolean } {
  const isOwn = message.userId === you?.id;
  const isThere = !message.deleted;
  return { edit: isThere && isOwn, remove: isThere && (isOwn || you?.role === "owner" || you?.role === "admin") };
}
