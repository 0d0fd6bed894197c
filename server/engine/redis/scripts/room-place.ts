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

/** Which of the two lists of nonces has the nth nonce of a room. */
const nonceList = (number: number) => Math.floor((number - 1) / MAX_NONCES) % 2;

/** What the script gets that appends events to a room whose place is known, and where they come in if it does. */
export type NextAppend = {
  /** The list of nonces that they add to; left out where none has one. */
  readonly nonces: number | undefined;
  readonly args: readonly (string | number)[];
  readonly outcomes: readonly Appended[];
};

/**
 * Puts together what the script gets that appends events to a room whose place is known.
 * @param events whose nonces the caller has not seen in the room
 * @param oldestKept the oldest seq that this node needs Redis to keep
 * @returns undefined where they need the script that decides: a nonce comes twice, a list of nonces begins, or there is too much
 * to drop
 */
export function appendNext(
  known: string,
  events: readonly SentEvent[],
  most: { readonly events: number; readonly bytes: number },
  oldestKept: number,
): NextAppend | undefined {
  const before = parsePlace(known);
  const { oldest, version, floor } = before;
  const outcomes: Appended[] = [];
  const entries: (string | number)[] = [];
  const nonces = new Map<string, string>();
  let { head, tag, bytes } = before;
  for (const [key, timestamp, entry] of events) {
    outcomes.push({ seq: ++head, previous: tag, oldest, version });
    entries.push(head, entry);
    tag = entry.slice(0, TAG_LENGTH);
    bytes += Buffer.byteLength(entry) + ENTRY_BYTES - TAG_LENGTH;
    if (key === "") continue;
    if (nonces.has(key)) return undefined;
    nonces.set(key, `${head} ${timestamp}`);
  }
  const count = before.known + nonces.size;
  // What has a list to itself up to now ends there: the next one is emptied first.
  const list = nonces.size === 0 ? undefined : nonceList(count);
  if (list !== undefined && (before.known % MAX_NONCES === 0 || nonceList(before.known) !== list)) return undefined;
  // What this node has no memory for goes from Redis at once.
  if (oldestKept > Math.max(oldest, head + 1 - most.events)) return undefined;
  const spare = Math.max(LEAST_SPARE, Math.floor(most.events * SPARE_SHARE));
  if (head + 1 - oldest > most.events + spare || bytes > most.bytes) return undefined;
  const place = encodePlace({ head, tag, oldest, version, bytes, known: count, floor });
  const last = outcomes.at(-1);
  if (last !== undefined) outcomes[outcomes.length - 1] = { ...last, place };
  const args = [known, place, before.tag, events.length, ...entries, ...[...nonces].flat()];
  return { nonces: list, args, outcomes };
}
