// The visible events of a room's log in order of seq, as an immutable list in chunks: appending costs the same at ten
// thousand events as at ten. No chunk is empty.
import type { ChatEvent, LogEvent, RoomEvent } from "#protocol/frames";

/** Events with a row of their own; revisions show in the message they are about. */
export type VisibleEvent = ChatEvent | RoomEvent;
type Chunk = readonly VisibleEvent[];
export type EventList = { readonly chunks: readonly Chunk[]; readonly length: number };

const CHUNK_LENGTH = 128;
/** Older events are dropped; scrolling up fetches them from the server again, as long as it has them. */
export const MAX_EVENTS = 20_000;

export const EMPTY_LIST: EventList = { chunks: [], length: 0 };

/** Of a message that has vanished, nothing is shown. */
export function isVisible(event: LogEvent): event is VisibleEvent {
  return event.type === "chat" ? !(event.deleted && event.vanish) : event.type === "room";
}

function toChunks(events: Chunk): Chunk[] {
  const count = Math.ceil(events.length / CHUNK_LENGTH);
  return Array.from({ length: count }, (_, at) => events.slice(at * CHUNK_LENGTH, (at + 1) * CHUNK_LENGTH));
}

export function toEventList(events: readonly VisibleEvent[]): EventList {
  return appendEvents(EMPTY_LIST, events);
}

/** Appends newer events, and drops whole chunks of the oldest beyond MAX_EVENTS. */
export function appendEvents(log: EventList, events: readonly VisibleEvent[]): EventList {
  if (events.length === 0) return log;
  const last = log.chunks.at(-1);
  const chunks =
    last === undefined || last.length >= CHUNK_LENGTH
      ? [...log.chunks, ...toChunks(events)]
      : [...log.chunks.slice(0, -1), ...toChunks([...last, ...events])];
  let length = log.length + events.length;
  let dropped = 0;
  for (const { length: oldest } of chunks) {
    if (length - oldest < MAX_EVENTS) break;
    length -= oldest;
    dropped += 1;
  }
  return { chunks: dropped === 0 ? chunks : chunks.slice(dropped), length };
}

/** Returns whether `now` is `before` with newer events at its end and no other difference. */
export function isExtendedBy(before: EventList, now: EventList): boolean {
  if (now.length < before.length) return false;
  return before.chunks.every((chunk, at) => {
    const counterpart = now.chunks[at];
    return counterpart === chunk || chunk.every((event, place) => event === counterpart?.[place]);
  });
}

/** Puts older events before the first. */
export function prependEvents(log: EventList, events: readonly VisibleEvent[]): EventList {
  return { chunks: [...toChunks(events), ...log.chunks], length: log.length + events.length };
}

/** Returns the index of the event with this seq, or of the first after it. */
export function indexOfSeq(log: EventList, seq: number): number {
  let place = 0;
  for (const chunk of log.chunks) {
    if ((chunk.at(-1)?.seq ?? seq) >= seq) return place + indexInChunk(chunk, seq);
    place += chunk.length;
  }
  return place;
}

function indexInChunk(chunk: Chunk, seq: number): number {
  let [from, to] = [0, chunk.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((chunk[middle]?.seq ?? seq) < seq) from = middle + 1;
    else to = middle;
  }
  return from;
}

export function eventAt(log: EventList, place: number): VisibleEvent | undefined {
  if (place < 0) return undefined;
  let before = place;
  for (const chunk of log.chunks) {
    if (before < chunk.length) return chunk[before];
    before -= chunk.length;
  }
  return undefined;
}

export const firstEvent = (log: EventList): VisibleEvent | undefined => log.chunks[0]?.[0];
export const lastEvent = (log: EventList): VisibleEvent | undefined => log.chunks.at(-1)?.at(-1);

/** Returns whether the list has a message, and not only news of the room. */
export const hasMessage = ({ chunks }: EventList): boolean =>
  chunks.some((chunk) => chunk.some(({ type }) => type === "chat"));

/** Returns the events from the index `from` up to, but without, the index `to`. */
export function sliceEvents(log: EventList, from: number, to: number): VisibleEvent[] {
  const found: VisibleEvent[] = [];
  let start = 0;
  for (const chunk of log.chunks) {
    if (start >= to) break;
    if (start + chunk.length > from) found.push(...chunk.slice(Math.max(0, from - start), to - start));
    start += chunk.length;
  }
  return found;
}

export const allEvents = (log: EventList): VisibleEvent[] => log.chunks.flat();

/** Returns the seq in an event's id, which is `epoch-seq`. */
export function seqOfId(id: string): number {
  return Number(id.slice(id.lastIndexOf("-") + 1));
}

/** Returns the message of this id, unless it was dropped or not fetched yet. */
export function findMessage(log: EventList, id: string): ChatEvent | undefined {
  const event = eventAt(log, indexOfSeq(log, seqOfId(id)));
  return event?.type === "chat" && event.id === id ? event : undefined;
}

/** Replaces the message that has this one's seq. */
export function replaceMessage(log: EventList, message: ChatEvent): EventList {
  const contains = (chunk: Chunk) => (chunk[0]?.seq ?? 0) <= message.seq && message.seq <= (chunk.at(-1)?.seq ?? 0);
  const chunks = log.chunks.map((chunk) =>
    contains(chunk) ? chunk.map((event) => (event.seq === message.seq ? message : event)) : chunk,
  );
  return { chunks, length: log.length };
}

/** @param map returns an event of the same seq, the same event where nothing changes */
export function mapEvents(log: EventList, map: (event: VisibleEvent) => VisibleEvent): EventList {
  return { chunks: log.chunks.map((chunk) => chunk.map(map)), length: log.length };
}

export function* newestFirst(log: EventList): Generator<VisibleEvent> {
  for (let at = log.chunks.length - 1; at >= 0; at--) {
    const chunk = log.chunks[at] ?? [];
    for (let place = chunk.length - 1; place >= 0; place--)
      if (chunk[place] !== undefined) yield chunk[place] as VisibleEvent;
  }
}
