// After a kick, the room gets a new secret. Who draws it seals it for each session that may stay, to the X25519 key that
// the session announced; the signed record in the keyring says which secret is the right one, so a box needs no signature.
import { x25519 } from "@noble/curves/ed25519.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, drawBytes, type FillRandom, isEqual, label, numberBytes } from "./bytes.ts";
import { deriveJoinKey, deriveLinkCheck, type EpochKeys, SECRET_BYTES } from "./key-schedule.ts";
import type { Keyring } from "./keyring.ts";
import type { SecretRecord } from "./keyring-record.ts";
import { LINK_SECRET_BYTES } from "./link.ts";
import { keysOfSecret, type RoomSecret } from "./room-secrets.ts";
import { NONCE_BYTES, seal, TAG_BYTES, unseal } from "./sealing.ts";

const KEX_BYTES = 32;
export const BOX_BYTES = KEX_BYTES + NONCE_BYTES + SECRET_BYTES + LINK_SECRET_BYTES + TAG_BYTES;

/** The X25519 keys of a session, drawn when it opens the room and forgotten with it. */
export type SessionKeys = { readonly secretKey: Uint8Array; readonly publicKey: Uint8Array };

export function drawSessionKeys(random: FillRandom): SessionKeys {
  const secretKey = drawBytes(random, KEX_BYTES);
  return { secretKey, publicKey: x25519.getPublicKey(secretKey) };
}

export const packSecret = ({ secret, linkSecret }: RoomSecret): Uint8Array => concat(secret, linkSecret);

export function splitSecret(packed: Uint8Array | undefined): RoomSecret | undefined {
  if (packed?.length !== SECRET_BYTES + LINK_SECRET_BYTES) return undefined;
  return { secret: packed.slice(0, SECRET_BYTES), linkSecret: packed.slice(SECRET_BYTES) };
}

/**
 * Returns the keys that a handed-over secret leads to, or undefined unless it is, in every part, the one that the record
 * was signed for: a record whose parts contradict each other would lock out who comes later.
 */
export function unpackSecret(
  keyring: Keyring,
  record: SecretRecord,
  packed: Uint8Array | undefined,
): { readonly keys: EpochKeys; readonly secret: RoomSecret } | undefined {
  const handed = splitSecret(packed);
  if (handed === undefined) return undefined;
  const { secret, linkSecret } = handed;
  const keys = keysOfSecret(keyring, record.keyEpoch, secret);
  if (keys === undefined || !isEqual(deriveJoinKey(keys), record.joinKey)) return undefined;
  if (!isEqual(deriveLinkCheck(linkSecret, keyring.roomId), record.linkCheck)) return undefined;
  return { keys, secret: handed };
}

/** Returns a shared key, or undefined for a public key of small order, with which everybody would share the same. */
function boxKey(
  shared: () => Uint8Array,
  roomId: Uint8Array,
  record: SecretRecord,
  session: Uint8Array,
  ephemeral: Uint8Array,
  publicKey: Uint8Array,
): Uint8Array | undefined {
  try {
    const info = concat(label("rekey"), numberBytes(record.keyEpoch, 4), record.digest, session, ephemeral, publicKey);
    return hkdf(sha256, shared(), roomId, info, 32);
  } catch {
    return undefined;
  }
}

/** Returns the box that only this session opens; undefined where its key is none. */
export function sealForSession(
  roomId: Uint8Array,
  record: SecretRecord,
  session: Uint8Array,
  publicKey: Uint8Array,
  secret: RoomSecret,
  random: FillRandom,
): Uint8Array | undefined {
  if (publicKey.length !== KEX_BYTES) return undefined;
  const ephemeral = drawSessionKeys(random);
  const shared = () => x25519.getSharedSecret(ephemeral.secretKey, publicKey);
  const key = boxKey(shared, roomId, record, session, ephemeral.publicKey, publicKey);
  if (key === undefined) return undefined;
  return concat(ephemeral.publicKey, seal(key, label("box"), packSecret(secret), random));
}

/** Opens the box of this session. What is not the secret that the record was signed for is undefined. */
export function openForSession(
  keyring: Keyring,
  record: SecretRecord,
  session: Uint8Array,
  { secretKey, publicKey }: SessionKeys,
  box: Uint8Array,
): { readonly keys: EpochKeys; readonly secret: RoomSecret } | undefined {
  if (box.length !== BOX_BYTES) return undefined;
  const ephemeral = box.subarray(0, KEX_BYTES);
  const shared = () => x25519.getSharedSecret(secretKey, ephemeral);
  const key = boxKey(shared, keyring.roomId, record, session, ephemeral, publicKey);
  return key && unpackSecret(keyring, record, unseal(key, label("box"), box.subarray(KEX_BYTES)));
}
