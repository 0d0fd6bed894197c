// From a link's secret to the keys of a key epoch. A room's first secret comes from its first link; with each rekey it gets
// a new one, and its key epoch is one more.
import { ed25519 } from "@noble/curves/ed25519.js";
import { expand, extract, hkdf } from "@noble/hashes/hkdf.js";
import { scrypt } from "@noble/hashes/scrypt.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, label, numberBytes, utf8 } from "./bytes.ts";

export const SECRET_BYTES = 32;
export const PASSWORD_SALT_BYTES = 16;
const LINK_CHECK_BYTES = 16;
/** 64 MiB and about a third of a second: what each guess costs who has the link but not the password. */
const PASSWORD_COST = { N: 2 ** 16, r: 8, p: 1, dkLen: 32 };

/** Whatever is done with a room's secret has a key of its own. */
export type EpochKeys = {
  readonly roomId: Uint8Array;
  readonly keyEpoch: number;
  /** Seals chat, edit, react, pin and typing. */
  readonly messages: Uint8Array;
  /** Seals what is about members and room: profiles, sessions, titles. */
  readonly metadata: Uint8Array;
  /** Each file's key comes from this one and the file's salt. */
  readonly files: Uint8Array;
  /** Seals the secret of the key epoch before. */
  readonly wrapping: Uint8Array;
  /** The Ed25519 seed that proves a joining member knows the secret. */
  readonly authentication: Uint8Array;
  /** Tells everybody with the keyring whether they have this secret, and nothing else about it. */
  readonly commitment: Uint8Array;
  /** What the words to compare aloud come from. */
  readonly phrase: Uint8Array;
};

/** Returns a password as it is mixed into a secret. Spelled on another keyboard (NFKC), it is the same. */
export function derivePasswordKey(password: string, salt: Uint8Array): Uint8Array {
  return scrypt(utf8(password.normalize("NFKC")), concat(label("password"), salt), PASSWORD_COST);
}

/**
 * Returns the secret of a key epoch. A password is mixed with the link's secret and never stands alone: who has no link
 * can't even try one.
 */
export function deriveSecret(
  linkSecret: Uint8Array,
  passwordKey: Uint8Array | undefined,
  roomId: Uint8Array,
  keyEpoch: number,
): Uint8Array {
  const purpose = label(passwordKey === undefined ? "secret" : "secret with password");
  const material = concat(linkSecret, passwordKey ?? new Uint8Array());
  return hkdf(sha256, material, roomId, concat(purpose, numberBytes(keyEpoch, 4)), SECRET_BYTES);
}

/** Returns by what a link is known to be the room's before its password is asked for. */
export function deriveLinkCheck(linkSecret: Uint8Array, roomId: Uint8Array): Uint8Array {
  return hkdf(sha256, linkSecret, roomId, label("link"), LINK_CHECK_BYTES);
}

export function deriveEpochKeys(secret: Uint8Array, roomId: Uint8Array, keyEpoch: number): EpochKeys {
  const prk = extract(sha256, secret, roomId);
  const keyFor = (purpose: string) => expand(sha256, prk, concat(label(purpose), numberBytes(keyEpoch, 4)), 32);
  return {
    roomId,
    keyEpoch,
    messages: keyFor("messages"),
    metadata: keyFor("metadata"),
    files: keyFor("files"),
    wrapping: keyFor("wrapping"),
    authentication: keyFor("authentication"),
    commitment: keyFor("commitment"),
    phrase: keyFor("phrase"),
  };
}

/** Returns the public key with which a server checks who joins. */
export function deriveJoinKey({ authentication }: EpochKeys): Uint8Array {
  return ed25519.getPublicKey(authentication);
}
