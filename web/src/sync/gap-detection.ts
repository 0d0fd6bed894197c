import type { Cursor, LogEvent, RoomView } from "#protocol/frames";

/** How an event's seq relates to the last seq we have: it follows at once, is known already, or leaves a gap. */
export type SeqPosition = "next" | "known" | "gap";

/** Compares an event's seq with the last seq we have. Tests replace it to show that another answer loses messages. */
export function detectGap(lastSeq: number, seq: number): SeqPosition {
  if (seq <= lastSeq) return "known";
  return seq === lastSeq + 1 ? "next" : "gap";
}

export type ContiguousEvents = {
  /** Events that are not beyond a gap, also those we had already: they still confirm what was sent. */
  readonly received: readonly LogEvent[];
  /** Those of them that we didn't have. */
  readonly fresh: readonly LogEvent[];
  readonly cursor: Cursor;
  /** The room with its changes among the fresh events. */
  readonly room: RoomView | undefined;
  readonly hasGap: boolean;
};

/** Takes events up to the first gap; those after it must not be applied until the client has resumed (H7). */
export function takeContiguous(
  incoming: readonly LogEvent[],
  { epoch, seq: lastSeq }: Cursor,
  before: RoomView | undefined,
  detect: typeof detectGap,
): ContiguousEvents {
  let seq = lastSeq;
  let room = before;
  let hasGap = false;
  const received: LogEvent[] = [];
  const fresh: LogEvent[] = [];
  for (const event of incoming) {
    const position = detect(seq, event.seq);
    hasGap = position === "gap";
    if (hasGap) break;
    received.push(event);
    if (position === "known") continue;
    seq = event.seq;
    fresh.push(event);
    if (event.type === "room" && room !== undefined) room = { ...room, ...event.room };
  }
  return { received, fresh, cursor: { epoch, seq }, room, hasGap };
}
