import { foldCode } from "#protocol/room-code";
import type { Clock, Digest, EndedCode } from "../lib/ports.ts";

/** Codes are remembered in portions of so many, and a portion is forgotten as a whole. */
const PORTION_CODES = 16_384;
/** With so many portions, the newest quarter of a million codes is remembered, in about 10 MB. */
const MAX_PORTIONS = 17;

/** Until when each code is remembered (epoch ms), by a number of its digest; and until when the last of them is. */
type Portion = { readonly codes: Map<number, number>; until: number };

/**
 * The codes of rooms that ended, remembered for a day as digests. Drawn and chosen codes are kept apart, for a chosen
 * code may be chosen again at once. A code takes two numbers, without a timer or a text of its own. Rules R4, R6.
 */
export class EndedCodes {
  readonly #digest: Digest;
  readonly #clock: Clock;
  /** The newest last. */
  readonly #portions: Portion[] = [];

  constructor(digest: Digest, clock: Clock) {
    this.#digest = digest;
    this.#clock = clock;
  }

  /** How many codes are remembered. */
  get count(): number {
    this.#forgetExpired();
    return this.#portions.reduce((sum, { codes }) => sum + codes.size, 0);
  }

  /** Returns whether a room of this code, drawn or chosen, ended within a day. */
  has(code: string, isChosen: boolean): boolean {
    if (this.#portions.length === 0) return false;
    this.#forgetExpired();
    const key = keyOf(this.#digestOf(code, isChosen));
    const now = this.#clock();
    return this.#portions.some(({ codes }) => (codes.get(key) ?? 0) > now);
  }

  /** Remembers the code of a room that ends. @param until epoch ms @returns what the engine keeps of it */
  add(code: string, isChosen: boolean, until: number): EndedCode {
    const endedCode = { digest: this.#digestOf(code, isChosen), until };
    this.restore(endedCode);
    return endedCode;
  }

  /** Remembers again what was remembered before a restart. */
  restore({ digest, until }: EndedCode): void {
    const key = keyOf(digest);
    this.#forget(key);
    this.#forgetExpired();
    let portion = this.#portions.at(-1);
    if (portion === undefined || portion.codes.size >= PORTION_CODES) {
      portion = { codes: new Map(), until: 0 };
      this.#portions.push(portion);
      if (this.#portions.length > MAX_PORTIONS) this.#portions.shift();
    }
    portion.codes.set(key, until);
    portion.until = Math.max(portion.until, until);
  }

  /** Forgets a chosen code, which is a living room's again. */
  release(code: string): void {
    this.#forget(keyOf(this.#digestOf(code, true)));
  }

  #forget(key: number): void {
    for (const { codes } of this.#portions) codes.delete(key);
  }

  #forgetExpired(): void {
    const now = this.#clock();
    while ((this.#portions[0]?.until ?? Number.POSITIVE_INFINITY) <= now) this.#portions.shift();
  }

  /** The digested text is part of the data file's format. */
  #digestOf(code: string, isChosen: boolean): string {
    return this.#digest(`${isChosen ? "chosen" : "drawn"} ${foldCode(code)}`);
  }
}

/** Returns 52 bits of a digest: among a quarter of a million codes, one in ten billion others passes for one of them. */
function keyOf(digest: string): number {
  let [high, low] = [0, 0];
  for (let at = 0; at < digest.length; at++) {
    const unit = digest.charCodeAt(at);
    high = Math.imul(high ^ unit, 0x9e3779b1);
    low = Math.imul(low + unit, 0x85ebca77);
  }
  return (high >>> 6) * 2 ** 26 + (low >>> 6);
}
