// The bytes of a keyring's records. A `secret` record begins a key epoch; a `signers` record says who may sign the next ones.
import { sha256 } from "@noble/hashes/sha2.js";
import { ByteReader, concat, isEqual, label, numberBytes } from "./bytes.ts";
import { PASSWORD_SALT_BYTES } from "./key-schedule.ts";
import { PUBLIC_KEY_BYTES, SIGNATURE_BYTES, sign } from "./signatures.ts";

const VERSION = 1;
const SECRET = 1;
const SIGNERS = 2;
const HEAD_BYTES = 38;
const SECRET_RECORD_BYTES = 308;
/** A nonce, a sealed secret and its tag. */
const PAST_BYTES = 24 + 32 + 16;
/** The owner and as many admins as a room may have, with room for former owners. */
export const MAX_SIGNERS = 128;

/** An owner's key may change who signs; an admin's may only begin a key epoch. */
export type SignerRank = "owner" | "admin";
export type Signer = { readonly key: Uint8Array; readonly rank: SignerRank };

type Head = {
  /** How many records stand before this one. */
  readonly index: number;
  /** The digest of the record before, or the room's id. */
  readonly previous: Uint8Array;
};
export type SecretContent = Head & {
  readonly type: "secret";
  readonly keyEpoch: number;
  readonly linkCheck: Uint8Array;
  /** Present where the secret also needs a password. */
  readonly passwordSalt?: Uint8Array;
  readonly commitment: Uint8Array;
  /** The key with which a server checks who joins. */
  readonly joinKey: Uint8Array;
  /** The secret of the key epoch before, sealed; absent where the past stays closed to those who come now. */
  readonly past?: Uint8Array;
};
export type SignersContent = Head & { readonly type: "signers"; readonly signers: readonly Signer[] };
export type RecordContent = SecretContent | SignersContent;

type Signed = {
  readonly signer: Uint8Array;
  readonly signature: Uint8Array;
  readonly bytes: Uint8Array;
  readonly digest: Uint8Array;
};
export type SecretRecord = SecretContent & Signed;
export type SignersRecord = SignersContent & Signed;
export type KeyringRecord = SecretRecord | SignersRecord;

function encodeContent(content: RecordContent): Uint8Array {
  const head = (type: number) => concat(Uint8Array.of(VERSION, type), numberBytes(content.index, 4), content.previous);
  if (content.type === "signers") {
    const signers = content.signers.map(({ key, rank }) => concat(Uint8Array.of(rank === "owner" ? 1 : 2), key));
    return concat(head(SIGNERS), Uint8Array.of(signers.length), ...signers);
  }
  const { keyEpoch, linkCheck, passwordSalt, commitment, joinKey, past } = content;
  const optional = (bytes: Uint8Array | undefined, length: number) =>
    concat(Uint8Array.of(bytes === undefined ? 0 : 1), bytes ?? new Uint8Array(length));
  return concat(
    head(SECRET),
    numberBytes(keyEpoch, 4),
    linkCheck,
    optional(passwordSalt, PASSWORD_SALT_BYTES),
    commitment,
    joinKey,
    optional(past, PAST_BYTES),
  );
}

/** Returns what a record's signature is for. */
export function recordMessage(roomId: Uint8Array, record: KeyringRecord): Uint8Array {
  return messageOf(roomId, record.bytes.subarray(0, record.bytes.length - SIGNATURE_BYTES));
}

const messageOf = (roomId: Uint8Array, unsigned: Uint8Array) => concat(label("keyring record"), roomId, unsigned);

/** Returns the bytes of a record as its signer publishes them. */
export function signRecord(
  content: RecordContent,
  roomId: Uint8Array,
  signer: Uint8Array,
  secretKey: Uint8Array,
): Uint8Array {
  const unsigned = concat(encodeContent(content), signer);
  return concat(unsigned, sign(messageOf(roomId, unsigned), secretKey));
}

/** Reads a record. What is not written exactly as this version writes it is undefined. */
export function decodeRecord(bytes: Uint8Array): KeyringRecord | undefined {
  const content = decodeContent(bytes);
  if (content === undefined) return undefined;
  const end = bytes.length - PUBLIC_KEY_BYTES - SIGNATURE_BYTES;
  if (!isEqual(encodeContent(content), bytes.subarray(0, end))) return undefined;
  return {
    ...content,
    signer: bytes.slice(end, end + PUBLIC_KEY_BYTES),
    signature: bytes.slice(end + PUBLIC_KEY_BYTES),
    bytes,
    digest: sha256(concat(label("keyring digest"), bytes)),
  };
}

function decodeContent(bytes: Uint8Array): RecordContent | undefined {
  const signed = PUBLIC_KEY_BYTES + SIGNATURE_BYTES;
  if (bytes.length < HEAD_BYTES + 1 + signed) return undefined;
  const reader = new ByteReader(bytes);
  const [version, type] = [reader.number(1), reader.number(1)];
  const head = { index: reader.number(4), previous: reader.take(32).slice() };
  if (version !== VERSION) return undefined;
  if (type === SIGNERS) {
    const count = reader.number(1);
    if (count > MAX_SIGNERS || bytes.length !== HEAD_BYTES + 1 + count * (1 + PUBLIC_KEY_BYTES) + signed)
      return undefined;
    const signers = Array.from({ length: count }, (): Signer => {
      const rank = reader.number(1) === 1 ? "owner" : "admin";
      return { rank, key: reader.take(PUBLIC_KEY_BYTES).slice() };
    });
    return { ...head, type: "signers", signers };
  }
  if (type !== SECRET || bytes.length !== SECRET_RECORD_BYTES) return undefined;
  const optional = (length: number) => {
    const isThere = reader.number(1) === 1;
    const part = reader.take(length).slice();
    return isThere ? part : undefined;
  };
  const [keyEpoch, linkCheck] = [reader.number(4), reader.take(16).slice()];
  const passwordSalt = optional(PASSWORD_SALT_BYTES);
  const [commitment, joinKey] = [reader.take(32).slice(), reader.take(32).slice()];
  const past = optional(PAST_BYTES);
  return {
    ...head,
    type: "secret",
    keyEpoch,
    linkCheck,
    commitment,
    joinKey,
    ...(passwordSalt !== undefined && { passwordSalt }),
    ...(past !== undefined && { past }),
  };
}
