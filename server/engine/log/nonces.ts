// Remembers the newest nonces of a room, each with the result of the first event that had it. Rule H2.
import type { NonceOwner } from "../../chat/lib/ports.ts";

const MAX_NONCES = 4096;

/** The approximate memory that one nonce takes: its key, its map entry and its result. */
const NONCE_BYTES = 160;

export type FirstResult = { readonly seq: number; readonly timestamp: string };

export class Nonces {
  /** By key, in order of seq. */
  readonly #results = new Map<string, FirstResult>();
  /** An iterator that is kept at the oldest key. A new one would skip all deleted entries each time, which takes 2 µs. */
  #oldestKeys: Iterator<string> | undefined;

  get bytes(): number {
    return this.#results.size * NONCE_BYTES;
  }

  get size(): number {
    return this.#results.size;
  }

  get(key: string): FirstResult | undefined {
    return this.#results.get(key);
  }

  /** Remembers a nonce, and forgets the oldest if there are too many. @param result of an event newer than all others */
  remember(key: string, result: FirstResult): void {
    this.#results.set(key, result);
    if (this.#results.size > MAX_NONCES) this.forgetOldest();
  }

  /** @returns bytes freed; 0 when none was remembered */
  forgetOldest(): number {
    this.#oldestKeys ??= this.#results.keys();
    const { done, value } = this.#oldestKeys.next();
    // An iterator that has come to the end stays there, whatever is added.
    if (done) this.#oldestKeys = undefined;
    return !done && this.#results.delete(value) ? NONCE_BYTES : 0;
  }

  /** The seq of the oldest event whose nonce is remembered. */
  get oldestSeq(): number | undefined {
    for (const { seq } of this.#results.values()) return seq;
    return undefined;
  }
}

/** Returns the key of an event's nonce, which contains its member's id; undefined for an event without a nonce. */
export function nonceKey({ type, userId, nonce }: NonceOwner): string | undefined {
  if (nonce === undefined) return undefined;
  return type === "chat" ? `${userId} ${nonce}` : `${type} ${userId} ${nonce}`;
}

/** Returns a key for messages that vanish: all nodes let the same ones vanish at the same time, and the first one does it. */
export const vanishKey = ({ messageIds }: { readonly messageIds: readonly string[] }) =>
  `vanish ${Bun.hash(messageIds.join())}`;
