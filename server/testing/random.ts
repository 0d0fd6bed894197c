// Randomness that is the same for the same seed: a counter, hashed.
import type { Random } from "../chat/lib/ports.ts";

/** @returns numbers from 0 up to 1, the same for the same seed */
export function seeded(seed: number): () => number {
  let count = 0;
  return () => Bun.hash.xxHash32(String(count++), seed) / 2 ** 32;
}

export function seededBytes(seed: number): Random {
  const next = seeded(seed);
  return (bytes) => {
    for (let at = 0; at < bytes.length; at++) bytes[at] = Math.floor(next() * 256);
  };
}
