import type { Random } from "../chat/lib/ports.ts";

/** Returns a generator of numbers from 0 (inclusive) to 1 (exclusive), the same for the same seed: it hashes a counter. */
export function seededRandom(seed: number): () => number {
  let count = 0;
  return () => Bun.hash.xxHash32(String(count++), seed) / 2 ** 32;
}

/** Returns a source of random bytes that is the same for the same seed. */
export function seededRandomBytes(seed: number): Random {
  const next = seededRandom(seed);
  return (bytes) => {
    for (let at = 0; at < bytes.length; at++) bytes[at] = Math.floor(next() * 256);
  };
}
