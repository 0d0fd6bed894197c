// Draws codes, ids and keys: Crockford's base32 in lower case, five bits of randomness a character, without bias.
import type { Random } from "./ports.ts";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** @param length characters; each carries 5 bits, a 32-letter alphabet divides 256, so no letter is favoured */
export function draw(random: Random, length: number): string {
  const bytes = new Uint8Array(length);
  random(bytes);
  let drawn = "";
  for (const byte of bytes) drawn += ALPHABET[byte & 31];
  return drawn;
}

/** 80 bits: a member for life. */
export const memberId = (random: Random) => draw(random, 16);
/** 60 bits: one room's one life, and its topic. */
export const epochId = (random: Random) => draw(random, 12);
/** 160 bits: proves ownership. */
export const ownerKey = (random: Random) => draw(random, 32);
