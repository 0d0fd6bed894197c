// A link for one use: the server holds the room's secret, wrapped under a key that is only in the link. It hands it out
// once and erases it, so that the link opens nothing any more.
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, type FillRandom, label, numberBytes, readNumber } from "./bytes.ts";
import { type EpochKeys, SECRET_BYTES } from "./key-schedule.ts";
import type { Keyring } from "./keyring.ts";
import { LINK_SECRET_BYTES } from "./link.ts";
import { packSecret, splitSecret, unpackSecret } from "./rekey.ts";
import type { RoomSecret } from "./room-secrets.ts";
import { NONCE_BYTES, seal, TAG_BYTES, unseal } from "./sealing.ts";

const EPOCH_BYTES = 4;
/** The size of every wrapped secret: a server refuses any other. */
const WRAPPED_BYTES = EPOCH_BYTES + NONCE_BYTES + SECRET_BYTES + LINK_SECRET_BYTES + TAG_BYTES;

const wrapKey = (inviteKey: Uint8Array, roomId: Uint8Array) => hkdf(sha256, inviteKey, roomId, label("invite"), 32);

/** Returns what the server holds for an invite whose link has this key. */
export function wrapForInvite(
  inviteKey: Uint8Array,
  { roomId, keyEpoch }: EpochKeys,
  secret: RoomSecret,
  random: FillRandom,
): Uint8Array {
  const epoch = numberBytes(keyEpoch, EPOCH_BYTES);
  return concat(epoch, seal(wrapKey(inviteKey, roomId), epoch, packSecret(secret), random));
}

/**
 * Opens what the server handed out, before the keyring is known: the server shows that only to who proves to have the secret.
 * Then `openInvite` says whether it is the one that the keyring was signed for.
 */
export function unwrapInvite(
  inviteKey: Uint8Array,
  roomId: Uint8Array,
  wrapped: Uint8Array,
): (RoomSecret & { readonly keyEpoch: number }) | undefined {
  if (wrapped.length !== WRAPPED_BYTES) return undefined;
  const epoch = wrapped.subarray(0, EPOCH_BYTES);
  const secret = splitSecret(unseal(wrapKey(inviteKey, roomId), epoch, wrapped.subarray(EPOCH_BYTES)));
  return secret && { ...secret, keyEpoch: readNumber(epoch) };
}

/**
 * Opens what the server handed out. `old_key`: the room has had a new key since the invite was made. `damaged`: the link's
 * key doesn't open it, or it isn't the secret that the keyring was signed for.
 */
export function openInvite(
  inviteKey: Uint8Array,
  keyring: Keyring,
  wrapped: Uint8Array,
): { readonly keys: EpochKeys; readonly secret: RoomSecret } | "old_key" | "damaged" {
  const secret = unwrapInvite(inviteKey, keyring.roomId, wrapped);
  const record = secret && keyring.secrets[secret.keyEpoch];
  const opened = record && unpackSecret(keyring, record, packSecret(secret));
  if (opened === undefined) return "damaged";
  return record === keyring.secrets.at(-1) ? opened : "old_key";
}
