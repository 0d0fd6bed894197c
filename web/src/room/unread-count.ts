// What of a room's talk somebody has not read: how much, and where it begins. Pure.
import type { ChatEvent } from "#protocol/frames";
import { eventAt, type Log, newestFirst, placeOf, type Shown } from "../sync/event-list.ts";

/** Counted no further: "99+". */
export const MANY = 100;

function isNews(event: Shown, youId: string | undefined): event is ChatEvent {
  return event.type === "chat" && event.userId !== youId && !event.deleted;
}

/** How many messages of others come after this seq, up to MANY. */
export function unseenCount(log: Log, readSeq: number, youId: string | undefined): number {
  let count = 0;
  for (const event of newestFirst(log)) {
    if (event.seq <= readSeq || count === MANY) break;
    if (isNews(event, youId)) count += 1;
  }
  return count;
}

/** The first message of others after this seq, of those that are held. */
export function firstUnread(log: Log, readSeq: number, youId: string | undefined): ChatEvent | undefined {
  for (let place = placeOf(log, readSeq + 1); place < log.length; place++) {
    const event = eventAt(log, place);
    if (event !== undefined && isNews(event, youId)) return event;
  }
  return undefined;
}

/** A place in a room's log, as it is kept between two visits. */
export type Mark = { readonly epoch: string; readonly seq: number };

export const writeMark = ({ epoch, seq }: Mark): string => `${epoch} ${seq}`;

export function readMark(text: string | undefined): Mark | undefined {
  const [epoch = "", digits = ""] = text?.split(" ") ?? [];
  return /^\d{1,15}$/.test(digits) ? { epoch, seq: Number(digits) } : undefined;
}
