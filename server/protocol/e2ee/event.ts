// Seals and opens events. Opening needs the room's key; whose event it is, its signature says, which takes four times as long
// to check. So both are apart, and a worker may show what it opened before it has verified it.
import { sha256 } from "@noble/hashes/sha2.js";
import { ByteReader, concat, drawBytes, type FillRandom, label, numberBytes } from "./bytes.ts";
import {
  areClearFields,
  associatedData,
  type ClearFields,
  decodeEnvelope,
  digestInput,
  EVENT_NONCE_BYTES,
  type EventClass,
  type EventHeader,
  encodeHeader,
  sizeClassOf,
  sizeOfEnvelope,
} from "./event-envelope.ts";
import type { EpochKeys } from "./key-schedule.ts";
import { decrypt, encrypt } from "./sealing.ts";
import { PUBLIC_KEY_BYTES, SIGNATURE_BYTES, type SignedMessage, sign } from "./signatures.ts";

/** What stands before the body: key, signature, what was seen (number and digest), when it was written, the body's length. */
const HEAD_BYTES = 4 + 32 + 6 + 2;
const PREFIX_BYTES = PUBLIC_KEY_BYTES + SIGNATURE_BYTES + HEAD_BYTES;
const METADATA: readonly EventClass[] = ["profile", "session", "title"];

/** How far a writer had seen the room's history: the last sealed event's seq, and the digest of all up to it. */
export type Seen = { readonly seq: number; readonly head: Uint8Array };

/** One page or terminal of a member in a room. */
export type Writer = {
  readonly memberId: string;
  /** The seed of the member's Ed25519 key in this room and browser. */
  readonly signingKey: Uint8Array;
  /** Its public key. */
  readonly memberKey: Uint8Array;
  readonly session: Uint8Array;
};

export type EventContent = {
  readonly clear: Omit<ClearFields, "sender">;
  /** One more for each event of the session. */
  readonly counter: number;
  readonly seen: Seen;
  /** The writer's clock, epoch ms. */
  readonly writtenAt: number;
  readonly body: Uint8Array;
};

export type OpenedEvent = {
  readonly clear: ClearFields;
  readonly header: EventHeader;
  readonly memberKey: Uint8Array;
  readonly seen: Seen;
  readonly writtenAt: number;
  readonly body: Uint8Array;
  readonly digest: Uint8Array;
  /** For a verifier, made when it asks. Until it says yes, the event is of somebody who has the key, and no more is known. */
  readonly signed: SignedMessage;
};

/**
 * Why an event doesn't open. `version`: a later version wrote it. `no_key`: it is of a key epoch whose key is missing.
 * `damaged`: it isn't what was sealed, here, so, and by whom the server says. `malformed`: it can't be an event.
 */
export type OpenProblem = "version" | "no_key" | "damaged" | "malformed";

const keyFor = (keys: EpochKeys, name: EventClass) => (METADATA.includes(name) ? keys.metadata : keys.messages);

const SIGNATURE_LABEL = label("signature");

function signedMessage(associated: Uint8Array, publicKey: Uint8Array, headAndBody: Uint8Array): Uint8Array {
  return concat(SIGNATURE_LABEL, numberBytes(associated.length, 4), associated, publicKey, headAndBody);
}

/** Returns an envelope, and its digest. `too_large`: the body fits into no size class. */
export function sealEvent(
  keys: EpochKeys,
  { memberId, signingKey, memberKey, session }: Writer,
  { clear, counter, seen, writtenAt, body }: EventContent,
  random: FillRandom,
): { readonly envelope: Uint8Array; readonly digest: Uint8Array } | "too_large" {
  const size = sizeClassOf(PREFIX_BYTES + body.length);
  if (size === undefined) return "too_large";
  const nonce = drawBytes(random, EVENT_NONCE_BYTES);
  const header = encodeHeader({ keyEpoch: keys.keyEpoch, session, counter, nonce });
  const associated = associatedData(keys.roomId, header, { ...clear, sender: memberId }, size);
  const head = concat(numberBytes(seen.seq, 4), seen.head, numberBytes(writtenAt, 6), numberBytes(body.length, 2));
  const headAndBody = concat(head, body);
  const text = new Uint8Array(size);
  text.set(concat(memberKey, sign(signedMessage(associated, memberKey, headAndBody), signingKey), headAndBody));
  const ciphertext = encrypt(keyFor(keys, clear.class), nonce, associated, text);
  const envelope = concat(header, ciphertext);
  return { envelope, digest: sha256(digestInput(keys.roomId, envelope, { ...clear, sender: memberId }, size)) };
}

/** Returns an event's digest without opening it; undefined for what is no envelope. Its text may be erased later. */
export function digestOf(roomId: Uint8Array, clear: ClearFields, envelope: Uint8Array): Uint8Array | undefined {
  const size = sizeOfEnvelope(envelope);
  return typeof size === "number" && areClearFields(clear)
    ? sha256(digestInput(roomId, envelope, clear, size))
    : undefined;
}

/** Opens an envelope with the keys of its key epoch. Nothing of it is trusted before it was authenticated. */
export function openEvent(
  keysOf: (keyEpoch: number) => EpochKeys | undefined,
  clear: ClearFields,
  envelope: Uint8Array,
): OpenedEvent | OpenProblem {
  const parts = decodeEnvelope(envelope);
  if (typeof parts === "string") return parts;
  if (!areClearFields(clear)) return "malformed";
  const { header, headerBytes, ciphertext, size } = parts;
  const keys = keysOf(header.keyEpoch);
  if (keys === undefined) return "no_key";
  const associated = associatedData(keys.roomId, headerBytes, clear, size);
  const text = decrypt(keyFor(keys, clear.class), header.nonce, associated, ciphertext);
  if (text === undefined) return "damaged";
  const reader = new ByteReader(text);
  const [memberKey, signature] = [reader.take(PUBLIC_KEY_BYTES), reader.take(SIGNATURE_BYTES)];
  const seen = { seq: reader.number(4), head: reader.take(32) };
  const [writtenAt, length] = [reader.number(6), reader.number(2)];
  const end = PREFIX_BYTES + length;
  // One event has one form: the smallest size class, and zeros behind the body.
  if (sizeClassOf(end) !== size) return "malformed";
  for (let at = end; at < size; at++) if (text[at] !== 0) return "malformed";
  return {
    clear,
    header,
    memberKey,
    seen,
    writtenAt,
    body: reader.take(length),
    digest: sha256(digestInput(keys.roomId, envelope, clear, size)),
    get signed() {
      const message = signedMessage(associated, memberKey, text.subarray(PUBLIC_KEY_BYTES + SIGNATURE_BYTES, end));
      return { publicKey: memberKey, message, signature };
    },
  };
}
