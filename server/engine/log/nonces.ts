// The nonces a room remembers, the newest of them, with what each gave. Rule H2.
import type { Draft } from "../../chat/lib/ports.ts";

/** So many. */
const MOST = 4096;

/** About what one weighs: its key, its place in the map, what it gave. */
const BYTES = 160;

export type First = { readonly seq: number; readonly timestamp: string };

export class Nonces {
  /** In order of seq. */
  readonly #firsts = new Map<string, First>();
  /** Goes through them as they are forgotten. Another would pass all that have been: 2 µs for the oldest. */
  #forgetting: Iterator<string> | undefined;

  get bytes(): number {
    return this.#firsts.size * BYTES;
  }

  get(key: string): First | undefined {
    return this.#firsts.get(key);
  }

  /** @param first of a later event than any before */
  remember(key: string, first: First): void {
    this.#firsts.set(key, first);
    if (this.#firsts.size <= MOST) return;
    this.#forgetting ??= this.#firsts.keys();
    this.#firsts.delete(this.#forgetting.next().value);
  }

  /** The seq of the oldest event whose nonce is remembered. */
  get oldest(): number | undefined {
    for (const { seq } of this.#firsts.values()) return seq;
    return undefined;
  }
}

/** What a nonce is remembered by: it is its member's own. */
export function nonceKey(of: Draft): string | undefined {
  if (!("nonce" in of) || of.nonce === undefined) return undefined;
  return of.type === "chat" ? `${of.userId} ${of.nonce}` : `${of.type} ${of.userId} ${of.nonce}`;
}
