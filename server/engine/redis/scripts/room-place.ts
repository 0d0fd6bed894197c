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
  readonly place?: RoomPlace | undefined;
};

export type RoomPlace = {
  /** As Redis has it. */
  readonly text: string;
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
    text,
    head: Number(head),
    tag,
    oldest: Number(oldest),
    version: Number(version),
    bytes: Number(bytes),
    known: Number(known),
    floor,
  };
}

/** An event on its way: the key of its nonce, empty where it has none; its timestamp; its entry. */
export type SentEvent = readonly [key: string, timestamp: string, entry: string];

/** Which of the two lists of nonces has the nth nonce of a room. */
const nonceList = (number: number) => Math.floor((number - 1) / MAX_NONCES) % 2;

function isNonceRepeated(events: readonly SentEvent[]): boolean {
  const keys = events.map(([key]) => key).filter((key) => key !== "");
  return new Set(keys).size < keys.length;
}

/** What the script gets that appends events to a room whose place is known, and where they come in if it does. */
export type NextAppend = {
  /** The list of nonces that they add to; left out where none has one. */
  readonly nonces: number | undefined;
  readonly args: readonly (string | number)[];
  readonly outcomes: readonly Appended[];
};

/**
 * Puts together what the script gets that appends events to a room whose place is known.
 * @param events at least one, whose nonces the caller has not seen in the room
 * @param oldestKept the oldest seq that this node needs Redis to keep
 * @returns undefined where they need the script that decides: a nonce comes twice, a list of nonces begins, or there is too much
 * to drop
 */
export function appendNext(
  before: RoomPlace,
  events: readonly SentEvent[],
  most: { readonly events: number; readonly bytes: number },
  oldestKept: number,
): NextAppend | undefined {
  const { oldest, version, floor } = before;
  const outcomes: Appended[] = [];
  const args: (string | number)[] = [before.text, "", before.tag, events.length];
  const nonces: string[] = [];
  let { head, tag, bytes } = before;
  for (const [key, timestamp, entry] of events) {
    outcomes.push({ seq: ++head, previous: tag, oldest, version, place: undefined });
    args.push(head, entry);
    tag = entry.slice(0, TAG_LENGTH);
    bytes += Buffer.byteLength(entry) + ENTRY_BYTES - TAG_LENGTH;
    if (key !== "") nonces.push(key, `${head} ${timestamp}`);
  }
  if (events.length > 1 && isNonceRepeated(events)) return undefined;
  const known = before.known + nonces.length / 2;
  // What has a list to itself up to now ends there: the next one is emptied first.
  const list = nonces.length === 0 ? undefined : nonceList(known);
  if (list !== undefined && (before.known % MAX_NONCES === 0 || nonceList(before.known) !== list)) return undefined;
  // What this node has no memory for goes from Redis at once.
  if (oldestKept > Math.max(oldest, head + 1 - most.events)) return undefined;
  const spare = Math.max(LEAST_SPARE, Math.floor(most.events * SPARE_SHARE));
  if (head + 1 - oldest > most.events + spare || bytes > most.bytes) return undefined;
  const text = `${head} ${tag} ${oldest} ${version} ${bytes} ${known} ${floor}`;
  const place = { text, head, tag, oldest, version, bytes, known, floor };
  args[1] = text;
  for (const each of nonces) args.push(each);
  outcomes.push({ ...(outcomes.pop() as Appended), place });
  return { nonces: list, args, outcomes };
}
