// How the transcript groups events: where a day or an author's group begins, and who joined and left in between.
import type { ChatEvent, PresentMember } from "#protocol/frames";
import { MINUTE_MS } from "#protocol/limits";
import type { VisibleEvent } from "../sync/event-list.ts";
import type { PresenceLine } from "../sync/presence-log.ts";

/** Messages of one author that are closer in time than this stand under one name. */
const GROUP_MS = 5 * MINUTE_MS;

function dayOf(entry: VisibleEvent): string {
  return new Date(entry.timestamp).toDateString();
}

/** Returns whether a new day, in the reader's time zone, begins with this event. */
export function beginsDay(before: VisibleEvent | undefined, entry: VisibleEvent): boolean {
  return before === undefined || dayOf(before) !== dayOf(entry);
}

/**
 * Returns whether this message shows its author, or stands under the one before it.
 * @param isParted whether a line is shown between them
 */
export function beginsGroup(before: VisibleEvent | undefined, entry: ChatEvent, isParted: boolean): boolean {
  if (isParted || before?.type !== "chat" || entry.replyTo !== undefined) return true;
  if (before.userId !== entry.userId || before.user !== entry.user) return true;
  return Date.parse(entry.timestamp) - Date.parse(before.timestamp) >= GROUP_MS || beginsDay(before, entry);
}

/**
 * Returns who joined and left between two events as one line, or since the first event if there is no second; undefined if
 * nobody did.
 */
export function presenceBetween(
  lines: readonly PresenceLine[],
  from: VisibleEvent | undefined,
  to: VisibleEvent | undefined,
): PresenceLine | undefined {
  const [first, end] = [from?.seq ?? 0, to?.seq ?? Number.POSITIVE_INFINITY];
  const between = lines.filter(({ after }) => after >= first && after < end);
  const [line] = between;
  if (line === undefined || between.length === 1) return line;
  return { after: line.after, joined: between.flatMap((one) => one.joined), left: between.flatMap((one) => one.left) };
}

/** Returns what this member may do with a message; nothing with a deleted one. */
export function mayChange(message: ChatEvent, you: PresentMember | undefined): { edit: boolean; remove: boolean } {
  const isOwn = message.userId === you?.id;
  const isThere = !message.deleted;
  return { edit: isThere && isOwn, remove: isThere && (isOwn || you?.role === "owner" || you?.role === "admin") };
}
