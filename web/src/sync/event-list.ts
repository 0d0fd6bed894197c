// What there is to see of a room's log, in order of seq: an immutable list in chunks, so that one more event costs the
// same at ten thousand as at ten. No chunk is empty.
import type { ChatEvent, LogEvent, RoomEvent } from "#protocol/frames";

/** Events with a place of their own; revisions show in the message they are about. */
export type Shown = ChatEvent | RoomEvent;
type Chunk = readonly Shown[];
export type Log = { readonly chunks: readonly Chunk[]; readonly length: number };

const CHUNK = 128;
/** Events held at most: whoever scrolls up further gets them from the server again, as long as it has them. */
export const HELD = 20_000;

export const NO_EVENTS: Log = { chunks: [], length: 0 };

export function isShown(event: LogEvent): event is Shown {
  return event.type === "chat" || event.type === "room";
}

function chunksOf(events: Chunk): Chunk[] {
  const count = Math.ceil(events.length / CHUNK);
  return Array.from({ length: count }, (_, at) => events.slice(at * CHUNK, (at + 1) * CHUNK));
}

export function logOf(events: readonly Shown[]): Log {
  return appended(NO_EVENTS, events);
}

/** With newer events at its end; whole chunks of the oldest are let go beyond what is held. */
export function appended(log: Log, events: readonly Shown[]): Log {
  if (events.length === 0) return log;
  const last = log.chunks.at(-1);
  const chunks =
    last === undefined || last.length >= CHUNK
      ? [...log.chunks, ...chunksOf(events)]
      : [...log.chunks.slice(0, -1), ...chunksOf([...last, ...events])];
  let length = log.length + events.length;
  let gone = 0;
  for (const { length: oldest } of chunks) {
    if (length - oldest < HELD) break;
    length -= oldest;
    gone += 1;
  }
  return { chunks: gone === 0 ? chunks : chunks.slice(gone), length };
}

/** Whether `now` is `before` with newer events at its end, and nothing else. */
export function isGrown(before: Log, now: Log): boolean {
  if (now.length < before.length) return false;
  return before.chunks.every((chunk, at) => {
    const same = now.chunks[at];
    return same === chunk || chunk.every((event, place) => event === same?.[place]);
  });
}

/** With older events before its first. */
export function prepended(log: Log, events: readonly Shown[]): Log {
  return { chunks: [...chunksOf(events), ...log.chunks], length: log.length + events.length };
}

/** Where the event of this seq stands, or the first after it. */
export function placeOf(log: Log, seq: number): number {
  let place = 0;
  for (const chunk of log.chunks) {
    if ((chunk.at(-1)?.seq ?? seq) >= seq) return place + placeIn(chunk, seq);
    place += chunk.length;
  }
  return place;
}

function placeIn(chunk: Chunk, seq: number): number {
  let [from, to] = [0, chunk.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((chunk[middle]?.seq ?? seq) < seq) from = middle + 1;
    else to = middle;
  }
  return from;
}

export function eventAt(log: Log, place: number): Shown | undefined {
  if (place < 0) return undefined;
  let before = place;
  for (const chunk of log.chunks) {
    if (before < chunk.length) return chunk[before];
    before -= chunk.length;
  }
  return undefined;
}

export const firstOf = (log: Log): Shown | undefined => log.chunks[0]?.[0];
export const lastOf = (log: Log): Shown | undefined => log.chunks.at(-1)?.at(-1);

/** The events at these places, the last of them not included. */
export function eventsIn(log: Log, from: number, to: number): Shown[] {
  const found: Shown[] = [];
  let start = 0;
  for (const chunk of log.chunks) {
    if (start >= to) break;
    if (start + chunk.length > from) found.push(...chunk.slice(Math.max(0, from - start), to - start));
    start += chunk.length;
  }
  return found;
}

export const eventsOf = (log: Log): Shown[] => log.chunks.flat();

/** The seq in an id, which is `epoch-seq`. */
export function seqOf(id: string): number {
  return Number(id.slice(id.lastIndexOf("-") + 1));
}

/** The message of this id, where it is held. */
export function messageOf(log: Log, id: string): ChatEvent | undefined {
  const event = eventAt(log, placeOf(log, seqOf(id)));
  return event?.type === "chat" && event.id === id ? event : undefined;
}

/** With this message in place of the one that has its seq. */
export function replaced(log: Log, message: ChatEvent): Log {
  const isIts = (chunk: Chunk) => (chunk[0]?.seq ?? 0) <= message.seq && message.seq <= (chunk.at(-1)?.seq ?? 0);
  const chunks = log.chunks.map((chunk) =>
    isIts(chunk) ? chunk.map((event) => (event.seq === message.seq ? message : event)) : chunk,
  );
  return { chunks, length: log.length };
}

export function* newestFirst(log: Log): Generator<Shown> {
  for (let at = log.chunks.length - 1; at >= 0; at--) {
    const chunk = log.chunks[at] ?? [];
    for (let place = chunk.length - 1; place >= 0; place--) if (chunk[place] !== undefined) yield chunk[place] as Shown;
  }
}
