// The formats of what passes between a node and Redis: entries, the texts on a room's channel, and the answers of scripts.
// Texts of events and states are JSON without line breaks, so that a line break parts them.

import type { Draft } from "../../chat/lib/ports.ts";
import { type Appended, parsePlace, type RoomPlace } from "./scripts/room-place.ts";
import { MAX_NONCES, NEXT_EPOCH_MS, TAG_LENGTH } from "./scripts/script-parts.ts";

/** The parts of a new event's text, around its two seqs. */
const TEXT_PARTS = 3;
/** The previous tag of a room's first entry. */
export const FIRST_TAG = "0".repeat(TAG_LENGTH);

/** An event with its place in the room. */
export type Entry = {
  readonly seq: number;
  readonly tag: string;
  /** The tag of the entry before. */
  readonly previous: string;
  readonly text: string;
};

/** An entry as it comes when it is new: with the room's oldest seq, its state's version, and its state if that changed. */
export type NewEntry = Entry & {
  readonly oldest: number;
  readonly version: number;
  readonly state?: string | undefined;
  /** The place of the room with this event as its newest, as Redis has it; left out where that isn't known. */
  readonly place?: RoomPlace | undefined;
};

/** What comes on a room's channel. */
type RoomMessage =
  | { readonly kind: "events"; readonly entries: readonly NewEntry[] }
  | { readonly kind: "state"; readonly version: number; readonly state: string }
  | { readonly kind: "signal"; readonly node: string; readonly text: string }
  | { readonly kind: "note"; readonly node: string; readonly text: string }
  | { readonly kind: "name"; readonly edition: number; readonly memberId: string }
  | { readonly kind: "trim"; readonly oldest: number }
  | { readonly kind: "ended" }
  | { readonly kind: "lost" }
  | { readonly kind: "next"; readonly epoch: string };

/** How a message with events begins. */
const EVENT = "event ";

export const encodeSignal = (node: string, text: string) => `signal ${node}\n${text}`;

/** Returns the message of what one node tells the others that have the room, which is for no client. */
export const encodeNote = (node: string, text: string) => `note ${node}\n${text}`;

/** Asks whoever has the room to look whether Redis still has it. */
export const ROOM_LOST = "lost\n";

/** Returns a message of a channel. @throws when it is none: another program publishes there */
export function parseMessage(message: string): RoomMessage {
  const end = message.indexOf("\n");
  if (message.startsWith(EVENT)) {
    const entries = parseEvents(message.slice(EVENT.length, end), message.slice(end + 1).split("\n"));
    return { kind: "events", entries };
  }
  const [kind, ...words] = message.slice(0, end).split(" ");
  const body = message.slice(end + 1);
  const number = (at: number) => Number(words[at]);
  switch (kind) {
    case "state":
      return { kind, version: number(0), state: body.slice(1) };
    case "signal":
    case "note":
      return { kind, node: words[0] ?? "", text: body };
    case "name":
      return { kind, edition: number(0), memberId: body };
    case "trim":
      return { kind, oldest: number(0) };
    case "ended":
    case "lost":
      return { kind };
    case "next":
      return { kind, epoch: body };
    default:
      throw new Error("an unknown message on a room's channel");
  }
}

/**
 * Returns new events.
 * @param header the room's place with them, and the tag before the first
 * @param lines of texts in parts, and a state
 */
function parseEvents(header: string, lines: readonly string[]): NewEntry[] {
  const place = parsePlace(header.slice(0, -1 - TAG_LENGTH));
  const { head: last, oldest, version } = place;
  const count = Math.floor(lines.length / TEXT_PARTS);
  const entries: NewEntry[] = [];
  let previous = header.slice(-TAG_LENGTH);
  for (let n = 0; n < count; n++) {
    const [seq, at, isLast] = [last - count + 1 + n, n * TEXT_PARTS, n === count - 1];
    const head = lines[at] ?? "";
    const tag = head.slice(0, TAG_LENGTH);
    const text = `${head.slice(TAG_LENGTH)}${seq}${lines[at + 1]}${seq}${lines[at + 2]}`;
    const [state, newest] = isLast ? [lines[at + TEXT_PARTS], place] : [];
    entries.push({ seq, tag, previous, text, oldest, version, state, place: newest });
    previous = tag;
  }
  return entries;
}

/** Returns what the script that appends answers for an event. @param place what it answers for the room */
export function parseAppended(answer: string, place: string): Appended {
  const [seq = "", previous = "", oldest, version] = answer.split(" ");
  const isLast = place.startsWith(`${seq} `);
  return {
    ...{ seq: Number(seq), previous, oldest: Number(oldest), version: Number(version) },
    place: isLast ? parsePlace(place) : undefined,
  };
}

/** Returns the seq of an event's message if there is one: the cheapest way to know that a node has the event already. */
export function seqOfMessage(message: string): number | undefined {
  return message.startsWith(EVENT) ? Number.parseInt(message.slice(EVENT.length, 24), 10) : undefined;
}

/** Returns an entry as it is stored. Its text may still be in parts. */
export const encodeEntry = (tag: string, ...text: string[]) => tag + text.join("\n");

/**
 * Returns entries that are stored one after the other, without those that Redis has evicted.
 * @param first the seq of the first @param previous the tag of the one before it
 */
function parseEntries(stored: readonly (string | null)[], first: number, previous: string): Entry[] {
  const entries: Entry[] = [];
  let before = previous;
  for (const [at, value] of stored.entries()) {
    if (value === null) continue;
    const seq = first + at;
    const tag = value.slice(0, TAG_LENGTH);
    entries.push({ seq, tag, previous: before, text: value.slice(TAG_LENGTH).replaceAll("\n", `${seq}`) });
    before = tag;
  }
  return entries;
}

/** Returns an event's text around its two places for the seq, which only the script knows: it stores the parts. */
export function splitText(epoch: string, event: Draft): string[] {
  const { type, id, seq } = event;
  const text = JSON.stringify(event);
  const before = `{"type":"${type}","id":"${id}","seq":${seq}`;
  const after = text.startsWith(before) ? text.slice(before.length) : textAfterSeq(event);
  return [`{"type":"${type}","id":"${epoch}-`, `","seq":`, after];
}

/** Returns what follows the seq in an event's text, of one that has its members in another order. */
const textAfterSeq = ({ type: _, id: __, seq: ___, ...rest }: Draft) => `,${JSON.stringify(rest).slice(1)}`;

export const joinText = (parts: readonly string[], seq: number) => parts.join(`${seq}`);

/** What Redis has of a room, after some seq or everything. */
export type RoomContent = {
  readonly head: number;
  /** The tag of the head. */
  readonly tag: string;
  readonly oldest: number;
  /** The state's version. */
  readonly version: number;
  /** Changes whenever entries are changed without an event. */
  readonly edition: number;
  /** Empty where the reader has it. */
  readonly state: string;
  readonly founding: object;
  readonly expires: string;
  /** The digest of the room's code; empty where nobody looks for it. */
  readonly code: string;
  readonly entries: readonly Entry[];
  /** The keys of nonces in order, each with seq and timestamp. */
  readonly nonces: readonly (readonly [key: string, result: string])[];
  readonly files: readonly (readonly [id: string, record: string])[];
  /** The seqs of events whose erasing of older texts is not done. */
  readonly due: readonly string[];
};

/** How long Redis keeps a room after its end, so that a node that is late can still end it properly. */
const EXPIRY_GRACE_MS = 24 * 60 * 60 * 1000;

/** Returns when Redis may forget a room, as its scripts are told: empty where the domain doesn't say, 0 for never. */
export const expiryOf = (expiresAt: number | null | undefined) =>
  expiresAt === undefined ? "" : expiresAt === null ? "0" : `${expiresAt + EXPIRY_GRACE_MS}`;

/** Returns when a room ends that Redis may forget then, epoch ms; infinite where it never does or that isn't known. */
export const endOf = (expires: string) =>
  expires === "" || expires === "0" ? Number.POSITIVE_INFINITY : Number(expires) - EXPIRY_GRACE_MS;

/** How long a node may take to begin the next epoch of a room. */
const BEGINNING_MS = 5_000;

/** Returns whether a node may still be about to begin an epoch. @param leftMs for how long the epoch is remembered still */
export const isBeginning = (leftMs: unknown) => NEXT_EPOCH_MS - Number(leftMs) < BEGINNING_MS;

export type Reply = readonly unknown[];

/** Returns the items of a flat list, two by two. */
export function pairs(flat: readonly string[]): [string, string][] {
  const all: [string, string][] = [];
  for (let at = 0; at + 1 < flat.length; at += 2) all.push([flat[at] ?? "", flat[at + 1] ?? ""]);
  return all;
}

/** Returns the newest nonces in order of their events. @param all in any order, each with seq and timestamp */
function newestNonces(all: readonly (readonly [key: string, result: string])[]): RoomContent["nonces"] {
  const seqOf = (result: string) => Number.parseInt(result, 10);
  return all.toSorted(([, one], [, other]) => seqOf(one) - seqOf(other)).slice(-MAX_NONCES);
}

/** @param after the seq after which Redis was asked for events */
export function parseContent(reply: Reply, after = -1): RoomContent {
  const [, head, tag, oldest, version, edition, state, founding, expires, before, code] = reply as readonly string[];
  const [stored, nonces, files, due] = reply.slice(11) as string[][];
  const first = Math.max(after + 1, Number(oldest));
  const entries = parseEntries(stored ?? [], first, before ?? "");
  // Where Redis has evicted a part of a log, history begins after it.
  const last = entries.findLastIndex(({ seq }, at) => seq !== Number(head) - (entries.length - 1 - at));
  const kept = entries.slice(last + 1);
  const isWhole = kept.length === Number(head) - first + 1;
  return {
    head: Number(head),
    tag: tag ?? "",
    oldest: isWhole ? Number(oldest) : Number(head) - kept.length + 1,
    version: Number(version),
    edition: Number(edition),
    state: state ?? "",
    founding: JSON.parse(founding || "{}"),
    expires: expires ?? "",
    code: code ?? "",
    entries: kept,
    nonces: newestNonces(pairs(nonces ?? [])),
    files: pairs(files ?? []),
    due: due ?? [],
  };
}

/** Returns the arguments of the script that begins a room with this content. */
export function openArguments(content: Omit<RoomContent, "edition">): (string | number)[] {
  const { founding, state, expires, code, head, tag, oldest, version, entries, nonces, files, due } = content;
  const floor = entries[0]?.previous ?? tag;
  const counted = (all: readonly (readonly [string | number, string])[]) => [all.length, ...all.flat()];
  return [
    ...[JSON.stringify(founding), state, expires, head, tag, oldest, version, floor, code],
    ...counted(entries.map(({ seq, tag, text }) => [seq, encodeEntry(tag, text)] as const)),
    ...counted(nonces),
    ...counted(files),
    ...counted(due.map((seq) => [seq, ""] as const)),
  ];
}
