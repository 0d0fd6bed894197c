// The formats of what passes between a node and Redis: entries, the texts on a room's channel, and the answers of scripts.
// Texts of events and states are JSON without line breaks, so that a line break parts them.
import type { Draft } from "../../chat/lib/ports.ts";

/** The characters of a tag: 64 random bits in hexadecimal. */
export const TAG_LENGTH = 16;
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
};

/** What comes on a room's channel. */
export type RoomMessage =
  | { readonly kind: "event"; readonly entry: NewEntry }
  | { readonly kind: "state"; readonly version: number; readonly state: string }
  | { readonly kind: "signal"; readonly node: string; readonly text: string }
  | { readonly kind: "name"; readonly edition: number; readonly memberId: string }
  | { readonly kind: "trim"; readonly oldest: number }
  | { readonly kind: "ended" }
  | { readonly kind: "next"; readonly epoch: string };

export const encodeSignal = (node: string, text: string) => `signal ${node}\n${text}`;

/** Returns a message of a channel. @throws when it is none: another program publishes there */
export function parseMessage(message: string): RoomMessage {
  const end = message.indexOf("\n");
  const [kind, ...words] = message.slice(0, end).split(" ");
  const body = message.slice(end + 1);
  const number = (at: number) => Number(words[at]);
  switch (kind) {
    case "event": {
      const [text = "", state] = body.split("\n");
      const [seq, tag = "", previous = ""] = [number(0), words[1], words[2]];
      return { kind, entry: { seq, tag, previous, text, oldest: number(3), version: number(4), state } };
    }
    case "state":
      return { kind, version: number(0), state: body.slice(1) };
    case "signal":
      return { kind, node: words[0] ?? "", text: body };
    case "name":
      return { kind, edition: number(0), memberId: body };
    case "trim":
      return { kind, oldest: number(0) };
    case "ended":
      return { kind };
    case "next":
      return { kind, epoch: body };
    default:
      throw new Error("an unknown message on a room's channel");
  }
}

/** Returns the seq of an event's message if there is one: the cheapest way to know that a node has the event already. */
export function seqOfMessage(message: string): number | undefined {
  return message.startsWith("event ") ? Number.parseInt(message.slice(6, 24), 10) : undefined;
}

export const encodeEntry = ({ tag, previous, text }: Entry) => tag + previous + text;

export function parseEntry(seq: number, value: string): Entry {
  return {
    seq,
    tag: value.slice(0, TAG_LENGTH),
    previous: value.slice(TAG_LENGTH, 2 * TAG_LENGTH),
    text: value.slice(2 * TAG_LENGTH),
  };
}

/** An event's text around its two places for the seq, which the script knows first. */
export type TextParts = readonly [before: string, between: string, after: string];

export function splitText(epoch: string, { type, id: _, seq: __, ...rest }: Draft): TextParts {
  return [`{"type":"${type}","id":"${epoch}-`, `","seq":`, `,${JSON.stringify(rest).slice(1)}`];
}

export const joinText = ([before, between, after]: TextParts, seq: number) => `${before}${seq}${between}${seq}${after}`;

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
  readonly entries: readonly Entry[];
  /** The keys of nonces in order, each with seq and timestamp. */
  readonly nonces: readonly (readonly [key: string, result: string])[];
  readonly files: readonly (readonly [id: string, record: string])[];
  /** The seqs of events whose erasing of older texts is not done. */
  readonly due: readonly string[];
};

export type Reply = readonly unknown[];

/** Returns the items of a flat list, two by two. */
export function pairs(flat: readonly string[]): [string, string][] {
  const all: [string, string][] = [];
  for (let at = 0; at + 1 < flat.length; at += 2) all.push([flat[at] ?? "", flat[at + 1] ?? ""]);
  return all;
}

export function parseContent(reply: Reply): RoomContent {
  const [, head, tag, oldest, version, edition, state, founding, expires] = reply as readonly string[];
  const [entries, nonces, files, due] = reply.slice(9) as string[][];
  return {
    head: Number(head),
    tag: tag ?? "",
    oldest: Number(oldest),
    version: Number(version),
    edition: Number(edition),
    state: state ?? "",
    founding: JSON.parse(founding ?? "{}"),
    expires: expires ?? "",
    entries: pairs(entries ?? []).map(([seq, value]) => parseEntry(Number(seq), value)),
    nonces: pairs(nonces ?? []),
    files: pairs(files ?? []),
    due: due ?? [],
  };
}

/** Returns the arguments of the script that begins a room with this content. */
export function openArguments(content: Omit<RoomContent, "due" | "edition">): (string | number)[] {
  const { founding, state, expires, head, tag, oldest, version, entries, nonces, files } = content;
  const counted = (all: readonly (readonly [string | number, string])[]) => [all.length, ...all.flat()];
  return [
    ...[JSON.stringify(founding), state, expires, head, tag, oldest, version],
    ...counted(entries.map((entry) => [entry.seq, encodeEntry(entry)] as const)),
    ...counted(nonces),
    ...counted(files),
  ];
}
