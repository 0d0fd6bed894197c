// A room's keyring: a list of records to which only signed ones are appended, each naming the one before. As with the room's
// log, what holds now is a fold over it. Server and members check records by the same function, and members keep what they
// have seen, so that a server can neither go back behind it nor show two members two keyrings.
import { compareBytes, isEqual } from "./bytes.ts";
import {
  decodeRecord,
  type KeyringRecord,
  MAX_SIGNERS,
  recordMessage,
  type SecretRecord,
  type Signer,
} from "./keyring-record.ts";
import { hashRootKey, roomIdOf } from "./link.ts";
import { isPublicKey, verifySignature } from "./signatures.ts";

/** The most records a room's keyring takes: rekeys, and changes of who may sign. */
export const MAX_KEYRING_RECORDS = 1_024;

export type Keyring = {
  readonly roomId: Uint8Array;
  /** The first owner's public key, whose hash is in the link. */
  readonly rootKey: Uint8Array;
  readonly records: readonly KeyringRecord[];
  /** The secret records, by key epoch. */
  readonly secrets: readonly SecretRecord[];
  /** Who may sign the next record. */
  readonly signers: readonly Signer[];
  /** The digest of the last record; of none, the room's id. */
  readonly head: Uint8Array;
};

/**
 * Why a keyring is not taken. `other_room`: its first owner is not the link's. `damaged`: it isn't written as it should be.
 * `out_of_date`: it doesn't follow on the last record, as when somebody else was first. `order`: its key epoch isn't the
 * next. `not_a_signer`: its signer may not. `signature`: it isn't the signer's. `full`: there are too many.
 */
export type KeyringProblem = "other_room" | "damaged" | "out_of_date" | "order" | "not_a_signer" | "signature" | "full";

/** Returns the keyring of a room before its first record: its first owner alone may sign. */
export function emptyKeyring(rootKey: Uint8Array, code: string): Keyring {
  const roomId = roomIdOf(hashRootKey(rootKey), code);
  return { roomId, rootKey, records: [], secrets: [], signers: [{ key: rootKey, rank: "owner" }], head: roomId };
}

/** Reads what a server says is the keyring of a link's room. */
export function readKeyring(
  rootKey: Uint8Array,
  records: readonly Uint8Array[],
  link: { readonly rootHash: Uint8Array; readonly code: string },
): Keyring | KeyringProblem {
  if (!isEqual(hashRootKey(rootKey), link.rootHash)) return "other_room";
  if (!isPublicKey(rootKey) || records.length === 0) return "damaged";
  return appendRecords(emptyKeyring(rootKey, link.code), records);
}

/** Returns the keyring of records that were checked when they came, as a server has kept them. */
export function restoreKeyring(rootKey: Uint8Array, code: string, records: readonly Uint8Array[]): Keyring {
  let keyring = emptyKeyring(rootKey, code);
  for (const bytes of records) {
    const record = decodeRecord(bytes);
    if (record === undefined) throw new Error("a keyring's record is damaged");
    keyring = { ...keyring, records: [...keyring.records, record], head: record.digest };
    if (record.type === "signers") keyring = { ...keyring, signers: record.signers };
    else keyring = { ...keyring, secrets: [...keyring.secrets, record] };
  }
  return keyring;
}

export function appendRecords(keyring: Keyring, records: readonly Uint8Array[]): Keyring | KeyringProblem {
  let result: Keyring | KeyringProblem = keyring;
  for (const bytes of records) {
    result = appendRecord(result, bytes);
    if (typeof result === "string") return result;
  }
  return result;
}

/** Returns the keyring with one more record, or why it is not taken. */
export function appendRecord(keyring: Keyring, bytes: Uint8Array): Keyring | KeyringProblem {
  const record = decodeRecord(bytes);
  if (record === undefined) return "damaged";
  if (keyring.records.length >= MAX_KEYRING_RECORDS) return "full";
  if (record.index !== keyring.records.length || !isEqual(record.previous, keyring.head)) return "out_of_date";
  const signer = keyring.signers.find(({ key }) => isEqual(key, record.signer));
  if (signer === undefined) return "not_a_signer";
  if (record.type === "signers" && signer.rank !== "owner") return "not_a_signer";
  const { signer: publicKey, signature } = record;
  if (!verifySignature({ publicKey, signature, message: recordMessage(keyring.roomId, record) })) return "signature";
  const next = { ...keyring, records: [...keyring.records, record], head: record.digest };
  if (record.type === "signers") {
    const isFirst = keyring.records.length === 0;
    return isFirst ? "order" : isSignerList(record.signers) ? { ...next, signers: record.signers } : "damaged";
  }
  const isFirst = keyring.secrets.length === 0;
  if (record.keyEpoch !== keyring.secrets.length || (isFirst && record.past !== undefined)) return "order";
  return isPublicKey(record.joinKey) ? { ...next, secrets: [...keyring.secrets, record] } : "damaged";
}

/** A list of signers has one order, nobody twice, and an owner, so that a room can't lose its last one by it. */
function isSignerList(signers: readonly Signer[]): boolean {
  if (signers.length > MAX_SIGNERS || !signers.some(({ rank }) => rank === "owner")) return false;
  return signers.every(({ key }, at) => {
    const before = signers[at - 1];
    return (before === undefined || compareBytes(before.key, key) < 0) && isPublicKey(key);
  });
}

export const sortSigners = (signers: readonly Signer[]): Signer[] =>
  [...signers].sort((one, other) => compareBytes(one.key, other.key));

/**
 * Returns the keyring that a member has after a server showed one. `rolled_back`: it ends before what is known already.
 * `forked`: it differs from it. Neither happens with an honest server, except that a restored backup is shorter.
 */
export function mergeKeyring(
  known: Keyring,
  records: readonly Uint8Array[],
): Keyring | KeyringProblem | "rolled_back" | "forked" {
  const shared = known.records.slice(0, records.length);
  if (shared.some(({ bytes }, at) => !isEqual(bytes, records[at] ?? new Uint8Array()))) return "forked";
  if (records.length < known.records.length) return "rolled_back";
  return appendRecords(known, records.slice(known.records.length));
}

export const newestSecret = ({ secrets }: Keyring): SecretRecord | undefined => secrets.at(-1);

export const mayRekey = ({ signers }: Keyring, publicKey: Uint8Array): boolean =>
  signers.some(({ key }) => isEqual(key, publicKey));

/**
 * Returns whether a key was on the list of signers at some time while this key epoch was the newest: what its holder sealed
 * then goes on to count after they were taken off.
 */
export function wasSigner({ rootKey, records }: Keyring, keyEpoch: number, publicKey: Uint8Array): boolean {
  let signers: readonly Signer[] = [{ key: rootKey, rank: "owner" }];
  let current = -1;
  for (const record of records) {
    if (record.type === "signers") signers = record.signers;
    else current = record.keyEpoch;
    if (current === keyEpoch && signers.some(({ key }) => isEqual(key, publicKey))) return true;
  }
  return false;
}
