import type { ChatEvent } from "#protocol/frames";
import { type EventList, eventAt, indexOfSeq, newestFirst, type VisibleEvent } from "../sync/event-list.ts";

/** Unread messages are counted up to here, for "99+". */
export const MAX_UNREAD = 100;

/** Returns whether nobody counts the messages of this member: whose messages are hidden isn't waited for. */
type IsHidden = (userId: string) => boolean;

function isFromOther(event: VisibleEvent, youId: string | undefined, isHidden?: IsHidden): event is ChatEvent {
  return event.type === "chat" && event.userId !== youId && !event.deleted && !isHidden?.(event.userId);
}

/** Returns how many messages of others come after this seq, up to MAX_UNREAD. */
export function countUnread(log: EventList, readSeq: number, youId: string | undefined, isHidden?: IsHidden): number {
  let count = 0;
  for (const event of newestFirst(log)) {
    if (event.seq <= readSeq || count === MAX_UNREAD) break;
    if (isFromOther(event, youId, isHidden)) count += 1;
  }
  return count;
}

/** Returns the first message of others after this seq, of those the page has. */
export function firstUnread(
  log: EventList,
  readSeq: number,
  youId: string | undefined,
  isHidden?: IsHidden,
): ChatEvent | undefined {
  for (let at = indexOfSeq(log, readSeq + 1); at < log.length; at++) {
    const event = eventAt(log, at);
    if (event !== undefined && isFromOther(event, youId, isHidden)) return event;
  }
  return undefined;
}

/** How far somebody has read in a room's log, as it is stored between two visits. */
export type ReadPosition = { readonly epoch: string; readonly seq: number };

export const formatPosition = ({ epoch, seq }: ReadPosition): string => `${epoch} ${seq}`;

/** Parses what formatPosition wrote; text after the seq is ignored. */
export function parsePosition(text: string | undefined): ReadPosition | undefined {
  const [epoch = "", digits = ""] = text?.split(" ") ?? [];
  return /^\d{1,15}$/.test(digits) ? { epoch, seq: Number(digits) } : undefined;
}
