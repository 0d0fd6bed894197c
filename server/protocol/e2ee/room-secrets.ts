// What members do with a keyring: begin a room or a key epoch, find out whether a secret is the right one, and reach the
// secrets of the past from the newest.
import { concat, type FillRandom, isEqual, label, numberBytes } from "./bytes.ts";
import { deriveEpochKeys, deriveJoinKey, deriveLinkCheck, deriveSecret, type EpochKeys } from "./key-schedule.ts";
import { emptyKeyring, type Keyring, newestSecret, sortSigners } from "./keyring.ts";
import { type SecretContent, type Signer, signRecord } from "./keyring-record.ts";
import { seal, unseal } from "./sealing.ts";
import { publicKeyOf } from "./signatures.ts";

/** A secret, and the link's secret that leads to it: what one needs to be in the room and to pass the link on. */
export type RoomSecret = { readonly secret: Uint8Array; readonly linkSecret: Uint8Array };

export type NewSecret = {
  readonly linkSecret: Uint8Array;
  readonly password?: { readonly key: Uint8Array; readonly salt: Uint8Array };
  /** The newest secret so far, where those who come now may read the past. */
  readonly pastSecret?: Uint8Array;
};

/** Returns a keyring's next secret record and the secret it is of. */
export function makeSecretRecord(
  keyring: Keyring,
  { linkSecret, password, pastSecret }: NewSecret,
  signingKey: Uint8Array,
  random: FillRandom,
): { readonly record: Uint8Array; readonly secret: Uint8Array } {
  const { roomId } = keyring;
  const keyEpoch = keyring.secrets.length;
  const secret = deriveSecret(linkSecret, password?.key, roomId, keyEpoch);
  const keys = deriveEpochKeys(secret, roomId, keyEpoch);
  const content: SecretContent = {
    type: "secret",
    index: keyring.records.length,
    previous: keyring.head,
    keyEpoch,
    linkCheck: deriveLinkCheck(linkSecret, roomId),
    commitment: keys.commitment,
    joinKey: deriveJoinKey(keys),
    ...(password !== undefined && { passwordSalt: password.salt }),
    ...(pastSecret !== undefined && { past: wrapPast(keys, pastSecret, random) }),
  };
  return { record: signRecord(content, roomId, publicKeyOf(signingKey), signingKey), secret };
}

/** Returns the first record of a room, whose first owner's key signs it. */
export function makeFirstRecord(
  code: string,
  secret: Omit<NewSecret, "pastSecret">,
  rootSigningKey: Uint8Array,
  random: FillRandom,
): { readonly record: Uint8Array; readonly secret: Uint8Array } {
  return makeSecretRecord(emptyKeyring(publicKeyOf(rootSigningKey), code), secret, rootSigningKey, random);
}

/** Returns the record that says who may sign from now on. */
export function makeSignersRecord(keyring: Keyring, signers: readonly Signer[], signingKey: Uint8Array): Uint8Array {
  const { roomId, head, records } = keyring;
  const content = { type: "signers", index: records.length, previous: head, signers: sortSigners(signers) } as const;
  return signRecord(content, roomId, publicKeyOf(signingKey), signingKey);
}

/** Returns a key epoch's keys, or undefined where this is not its secret. Nothing is decrypted to find that out. */
export function keysOfSecret(keyring: Keyring, keyEpoch: number, secret: Uint8Array): EpochKeys | undefined {
  const record = keyring.secrets[keyEpoch];
  if (record === undefined) return undefined;
  const keys = deriveEpochKeys(secret, keyring.roomId, keyEpoch);
  return isEqual(keys.commitment, record.commitment) ? keys : undefined;
}

/**
 * Returns the keys of the newest key epoch for what somebody typed and opened, or what is wrong with it. `link`: it is a link
 * of before the last rekey, or of no time. `password`: one is missing, or it is wrong.
 */
export function openNewest(
  keyring: Keyring,
  linkSecret: Uint8Array,
  passwordKey: Uint8Array | undefined,
): EpochKeys | "link" | "password" {
  const record = newestSecret(keyring);
  if (record === undefined) return "link";
  if (!isEqual(record.linkCheck, deriveLinkCheck(linkSecret, keyring.roomId))) return "link";
  const key = record.passwordSalt === undefined ? undefined : passwordKey;
  const secret = deriveSecret(linkSecret, key, keyring.roomId, record.keyEpoch);
  return keysOfSecret(keyring, record.keyEpoch, secret) ?? "password";
}

/**
 * Returns the keys of every key epoch that a secret leads to, by key epoch: its own, and those before as far as the past was
 * left open. `wrong_key`: it is not this key epoch's secret. A wrapped secret that is damaged ends the way back.
 */
export function openPast(
  keyring: Keyring,
  keyEpoch: number,
  secret: Uint8Array,
): ReadonlyMap<number, EpochKeys> | "wrong_key" {
  const opened = new Map<number, EpochKeys>();
  let keys = keysOfSecret(keyring, keyEpoch, secret);
  if (keys === undefined) return "wrong_key";
  while (keys !== undefined) {
    opened.set(keys.keyEpoch, keys);
    const past: Uint8Array | undefined = keyring.secrets[keys.keyEpoch]?.past;
    const before: Uint8Array | undefined = past === undefined ? undefined : unwrapPast(keys, past);
    keys = before === undefined ? undefined : keysOfSecret(keyring, keys.keyEpoch - 1, before);
  }
  return opened;
}

const pastContext = ({ roomId, keyEpoch }: EpochKeys) => concat(label("past"), roomId, numberBytes(keyEpoch - 1, 4));

function wrapPast(keys: EpochKeys, pastSecret: Uint8Array, random: FillRandom): Uint8Array {
  return seal(keys.wrapping, pastContext(keys), pastSecret, random);
}

function unwrapPast(keys: EpochKeys, past: Uint8Array): Uint8Array | undefined {
  return keys.keyEpoch === 0 ? undefined : unseal(keys.wrapping, pastContext(keys), past);
}
