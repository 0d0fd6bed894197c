// The one field of a room that changes with every event (`PLACE_PATTERN`), as nodes know it and put it together.
import { ENTRY_BYTES, MAX_NONCES, TAG_LENGTH } from "./script-parts.ts";

/** How much more than history may hold stays in Redis for a moment: a part of it, and at least so many events. */
const SPARE_SHARE = 1 / 8;
const LEAST_SPARE = 64;

/** Where an event of this node came in. */
export type Appended = {
  readonly seq: number;
  /** The tag of the entry before. */
  readonly previous: string;
  readonly oldest: number;
  readonly version: number;
  /** The place of the room with this event as its newest; left out where others follow. */
  readonly place?: string | undefined;
};

export type RoomPlace = {
  readonly head: number;
  /** The tag of the head. */
  readonly tag: string;
  readonly oldest: number;
  /** The state's version. */
  readonly version: number;
  readonly bytes: number;
  /** How many nonces there were. */
  readonly known: number;
  /** The tag before the oldest event. */
  readonly floor: string;
};

export function parsePlace(text: string): RoomPlace {
  const [head, tag = "", oldest, version, bytes, known, floor = ""] = text.split(" ");
  return {
    head: Number(head),
    tag,
    oldest: Number(oldest),
    version: Number(version),
    bytes: Number(bytes),
    known: Number(known),
    floor,
  };
}

const encodePlace = ({ head, tag, oldest, version, bytes, known, floor }: RoomPlace) =>
  `${head} ${tag} ${oldest} ${version} ${bytes} ${known} ${floor}`;

/** An event on its way: the key of its nonce, empty where it has none; its timestamp; its entry. */
export type SentEvent = readonly [key: string, timestamp: string, entry: string];

/**
 * Puts together what the script gets that appends events to a room whose place is known.
 * @param oldestKept the oldest seq that this node needs Redis to keep
 * @returns that, and where the events come in if it does; undefined where they need the script that decides: a nonce comes
 * twice, or there is too much to drop
 */
export function appendNext(
  known: string,
  events: readonly SentEvent[],
  most: { readonly events: number; readonly bytes: number },
  oldestKept: number,
): { readonly args: readonly (string | number)[]; readonly outcomes: Appended[] } | undefined {
  const before = parsePlace(known);
  const { oldest, version, floor } = before;
  const outcomes: Appended[] = [];
  const entries: (string | number)[] = [];
  const nonces: string[] = [];
  const forgotten: string[] = [];
  const keys = new Set<string>();
  let { head, tag, bytes, known: count } = before;
  for (const [key, timestamp, entry] of events) {
    outcomes.push({ seq: ++head, previous: tag, oldest, version });
    entries.push(head, entry);
    tag = entry.slice(0, TAG_LENGTH);
    bytes += Buffer.byteLength(entry) + ENTRY_BYTES - TAG_LENGTH;
    if (key === "") continue;
    if (keys.has(key)) return undefined;
    keys.add(key);
    nonces.push(key, `${head} ${timestamp}`, `#${++count}`, key);
    if (count > MAX_NONCES) forgotten.push(`#${count - MAX_NONCES}`);
  }
  // What this node has no memory for goes from Redis at once.
  if (oldestKept > Math.max(oldest, head + 1 - most.events)) return undefined;
  const spare = Math.max(LEAST_SPARE, Math.floor(most.events * SPARE_SHARE));
  if (head + 1 - oldest > most.events + spare || bytes > most.bytes) return undefined;
  const place = encodePlace({ head, tag, oldest, version, bytes, known: count, floor });
  const last = outcomes.at(-1);
  if (last !== undefined) outcomes[outcomes.length - 1] = { ...last, place };
  return { args: [known, place, before.tag, events.length, keys.size, ...entries, ...nonces, ...forgotten], outcomes };
}
