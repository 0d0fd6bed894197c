// Random ids and keys in Crockford's base32, lower case: five unbiased random bits a character.
import type { Random } from "./ports.ts";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/**
 * Returns a random text of this many characters, each worth 5 bits. A byte has 256 values, a multiple of the alphabet's
 * 32 letters, so no letter is more likely than another.
 */
export function randomBase32(random: Random, length: number): string {
  const bytes = new Uint8Array(length);
  random(bytes);
  let text = "";
  for (const byte of bytes) text += ALPHABET[byte & 31];
  return text;
}

/** Returns a member's id: 80 bits, kept for life. */
export const createMemberId = (random: Random) => randomBase32(random, 16);
/** Returns an epoch: 60 bits that name one life of one room, and its topic. */
export const createEpochId = (random: Random) => randomBase32(random, 12);
/** Returns a secret of 160 bits that proves ownership of a room. */
export const createOwnerKey = (random: Random) => randomBase32(random, 32);

/** Returns 64 random bytes that sign whatever a server must know again. */
export function createServerSecret(random: Random): Uint8Array {
  const secret = new Uint8Array(64);
  random(secret);
  return secret;
}
