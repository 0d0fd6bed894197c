// What a server sees of a sealed event: the envelope's header and size, and the fields beside it that stay in the clear. All
// of it is authenticated. Nothing here loads a cryptographic library.
import { MAX_FILES_PER_MESSAGE, MAX_ID_LENGTH } from "../limits.ts";
import { ByteReader, ByteWriter, concat, label, numberBytes, readNumberAt } from "./bytes.ts";

const VERSION = 1;
const SESSION_BYTES = 8;
export const EVENT_NONCE_BYTES = 24;
const EVENT_TAG_BYTES = 16;
const HEADER_BYTES = 1 + 4 + SESSION_BYTES + 4 + EVENT_NONCE_BYTES;
/** What an event is padded to, so that its length says little. 10,000 characters fit into the largest. */
export const SIZE_CLASSES = [256, 1024, 4096, 16_384, 40_960] as const;

/** What a server must know of an event to keep order, limits and erasure, each with its number in the associated data. */
export const EVENT_CLASSES = {
  chat: 1,
  edit: 2,
  react: 3,
  pin: 4,
  unpin: 5,
  typing: 6,
  profile: 7,
  session: 8,
  title: 9,
} as const;
export type EventClass = keyof typeof EVENT_CLASSES;

/** The fields of an event that stay in the clear. A server passes them on as they came, or the event doesn't open. */
export type ClearFields = {
  readonly class: EventClass;
  /** The member's id, of which the server makes sure. */
  readonly sender: string;
  /** The seq of the message that an edit, a reaction or a pin is about. */
  readonly about?: string | undefined;
  readonly files?: readonly string[] | undefined;
  readonly vanish?: number | "seen" | undefined;
};

export type EventHeader = {
  readonly keyEpoch: number;
  /** Drawn when a page or a terminal opens the room: each counts for itself. */
  readonly session: Uint8Array;
  readonly counter: number;
  readonly nonce: Uint8Array;
};

export type Envelope = {
  readonly header: EventHeader;
  readonly headerBytes: Uint8Array;
  readonly ciphertext: Uint8Array;
  readonly size: number;
};

/** Returns the smallest size class for so many bytes; undefined where none is large enough. */
export const sizeClassOf = (length: number): number | undefined => SIZE_CLASSES.find((size) => length <= size);

export function encodeHeader({ keyEpoch, session, counter, nonce }: EventHeader): Uint8Array {
  return concat(Uint8Array.of(VERSION), numberBytes(keyEpoch, 4), session, numberBytes(counter, 4), nonce);
}

/** Returns an envelope's size class. `version`: another version wrote it. `malformed`: it has no such length. */
export function sizeOfEnvelope(envelope: Uint8Array): number | "version" | "malformed" {
  const size = envelope.length - HEADER_BYTES - EVENT_TAG_BYTES;
  if (envelope.length > 0 && envelope[0] !== VERSION) return "version";
  return SIZE_CLASSES.some((known) => known === size) ? size : "malformed";
}

export const keyEpochOf = (envelope: Uint8Array): number => readNumberAt(envelope, 1, 4);
export const sessionOf = (envelope: Uint8Array): Uint8Array => envelope.slice(5, 5 + SESSION_BYTES);

/** Takes an envelope apart, or returns why it is none, as `sizeOfEnvelope` does. */
export function decodeEnvelope(envelope: Uint8Array): Envelope | "version" | "malformed" {
  const size = sizeOfEnvelope(envelope);
  if (typeof size === "string") return size;
  const reader = new ByteReader(envelope.subarray(1));
  const header = {
    keyEpoch: reader.number(4),
    session: reader.take(SESSION_BYTES),
    counter: reader.number(4),
    nonce: reader.take(EVENT_NONCE_BYTES),
  };
  const ciphertext = envelope.subarray(HEADER_BYTES);
  return { header, headerBytes: envelope.subarray(0, HEADER_BYTES), ciphertext, size };
}

const ID = new RegExp(`^[!-~]{1,${MAX_ID_LENGTH}}$`);

/** Returns whether the fields can be written into associated data: a server may send anything in their place. */
export function areClearFields({ class: name, sender, about, files = [], vanish }: ClearFields): boolean {
  if (!Object.hasOwn(EVENT_CLASSES, name) || files.length > MAX_FILES_PER_MESSAGE) return false;
  if (!ID.test(sender) || !(about === undefined || ID.test(about)) || !files.every((id) => ID.test(id))) return false;
  return typeof vanish !== "number" || (Number.isSafeInteger(vanish) && vanish >= 0 && vanish < 2 ** 32);
}

// Made once: a server makes a digest of each event that is delivered.
const EVENT_LABEL = label("event");
const DIGEST_LABEL = label("digest");

function associatedLength(roomId: Uint8Array, { sender, about = "", files = [] }: ClearFields): number {
  const length =
    EVENT_LABEL.length + roomId.length + HEADER_BYTES + 1 + 2 + sender.length + 2 + about.length + 1 + 5 + 4;
  return files.reduce((sum, id) => sum + 2 + id.length, length);
}

/** Writes it and returns all bytes. The header is what `header` begins with. */
function writeAssociated(
  writer: ByteWriter,
  roomId: Uint8Array,
  header: Uint8Array,
  { class: name, sender, about = "", files = [], vanish }: ClearFields,
  size: number,
): Uint8Array {
  writer.put(EVENT_LABEL).put(roomId).putFirst(header, HEADER_BYTES).number(EVENT_CLASSES[name], 1);
  writer.ascii(sender).ascii(about).number(files.length, 1);
  for (const id of files) writer.ascii(id);
  const vanishKind = vanish === undefined ? 0 : vanish === "seen" ? 2 : 1;
  return writer
    .number(vanishKind, 1)
    .number(typeof vanish === "number" ? vanish : 0, 4)
    .number(size, 4).bytes;
}

/**
 * Returns what is authenticated together with the ciphertext: a change of any of it is noticed as damage. Ids are ASCII, as
 * `areClearFields` makes sure.
 */
export function associatedData(roomId: Uint8Array, header: Uint8Array, clear: ClearFields, size: number): Uint8Array {
  return writeAssociated(new ByteWriter(new Uint8Array(associatedLength(roomId, clear))), roomId, header, clear, size);
}

/**
 * What an event's digest is the SHA-256 of. The digest stands for the event where its text is erased: a server keeps it, for
 * members check their history by it.
 */
export class DigestInput {
  /** Where the envelope has to be put first. */
  readonly envelope: Uint8Array;
  readonly #bytes: Uint8Array;
  readonly #associatedLength: number;

  constructor(associatedLength: number, envelopeLength: number) {
    this.#associatedLength = associatedLength;
    this.#bytes = new Uint8Array(DIGEST_LABEL.length + 4 + associatedLength + envelopeLength - HEADER_BYTES);
    this.envelope = this.#bytes.subarray(this.#bytes.length - envelopeLength);
  }

  fits(associatedLength: number, envelopeLength: number): boolean {
    return this.#associatedLength === associatedLength && this.envelope.length === envelopeLength;
  }

  /** Completes it around the envelope's ciphertext. The header moves to its place before, and the rest is written over it. */
  complete(roomId: Uint8Array, clear: ClearFields, size: number): Uint8Array {
    const writer = new ByteWriter(this.#bytes).put(DIGEST_LABEL).number(this.#associatedLength, 4);
    return writeAssociated(writer, roomId, this.envelope, clear, size);
  }
}

export function digestInput(roomId: Uint8Array, envelope: Uint8Array, clear: ClearFields, size: number): Uint8Array {
  const input = new DigestInput(associatedLength(roomId, clear), envelope.length);
  input.envelope.set(envelope);
  return input.complete(roomId, clear, size);
}

let lastInput: DigestInput | undefined;

/**
 * Returns the same memory as for the event before, where the lengths are the same: a server makes a digest of each event, and
 * new memory for each would take as long as making it. Each input must be completed and read before the next is asked for.
 */
export function reusedDigestInput(roomId: Uint8Array, clear: ClearFields, envelopeLength: number): DigestInput {
  const length = associatedLength(roomId, clear);
  if (!lastInput?.fits(length, envelopeLength)) lastInput = new DigestInput(length, envelopeLength);
  return lastInput;
}
