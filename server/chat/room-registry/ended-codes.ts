import { foldCode } from "#protocol/room-code";
import type { Clock, Digest, EndedCode } from "../lib/ports.ts";

/** Digests are remembered in portions of so many, and a portion is forgotten as a whole. */
const PORTION_SIZE = 16_384;
/** With so many portions, the newest quarter of a million codes is remembered, in about 10 MB. */
const MAX_PORTIONS = 17;

/** A hidden code is that of a members-only room, which nobody outside may know of, also after its end. */
export type CodeKind = "drawn" | "chosen" | "hidden";

/**
 * The codes of rooms that ended, remembered for a day as digests. The kinds are kept apart, for a chosen code may be chosen
 * again at once, and a hidden one is told to nobody. A code takes two numbers, without a timer or a text of its own.
 * Rules R4, R6, G5.
 */
export class EndedCodes {
  readonly #digest: Digest;
  readonly #codes: DigestMemory;
  /** Of hidden codes, each with the member who owned its room. Kept apart, so that they take no code's place. */
  readonly #owners: DigestMemory;

  constructor(digest: Digest, clock: Clock) {
    this.#digest = digest;
    this.#codes = new DigestMemory(clock);
    this.#owners = new DigestMemory(clock);
  }

  /** How many codes are remembered. */
  get count(): number {
    return this.#codes.count;
  }

  /** Returns whether a room whose code is of this kind ended within a day. */
  has(code: string, kind: CodeKind): boolean {
    return !this.#codes.isEmpty && this.#codes.has(this.digestOf(code, kind));
  }

  /** Remembers the code of a room that ends. @param until epoch ms @returns the ended code for the engine to save */
  add(code: string, kind: CodeKind, until: number): EndedCode {
    const endedCode = { digest: this.digestOf(code, kind), until };
    this.restore(endedCode);
    return endedCode;
  }

  /** Returns whether this member owned a hidden room of this code that ended within a day, since the start of the process. */
  wasOwner(code: string, memberId: string): boolean {
    return !this.#owners.isEmpty && this.#owners.has(this.#digest(`owner ${foldCode(code)} ${memberId}`));
  }

  /** Remembers who owned a hidden room, so that they are told that it has ended. */
  addOwner(code: string, memberId: string, until: number): void {
    this.#owners.add(this.#digest(`owner ${foldCode(code)} ${memberId}`), until);
  }

  /** Remembers an ended code again after a restart. */
  restore({ digest, until }: EndedCode): void {
    this.#codes.add(digest, until);
  }

  /** Forgets a chosen code, because a new room has it now. */
  release(code: string): void {
    this.#codes.delete(this.digestOf(code, "chosen"));
  }

  /** The digested text is part of the data file's format. */
  digestOf(code: string, kind: CodeKind): string {
    return this.#digest(`${kind} ${foldCode(code)}`);
  }
}

/** Until when each digest is remembered (epoch ms), by a number of it; and until when the last of them is. */
type Portion = { readonly untils: Map<number, number>; until: number };

/** The digests that were added last, each until its time is over. */
class DigestMemory {
  readonly #clock: Clock;
  /** The newest last. */
  readonly #portions: Portion[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get count(): number {
    this.#forgetExpired();
    return this.#portions.reduce((sum, { untils }) => sum + untils.size, 0);
  }

  /** Whether nothing is remembered, so that no digest needs to be made. */
  get isEmpty(): boolean {
    return this.#portions.length === 0;
  }

  has(digest: string): boolean {
    this.#forgetExpired();
    const key = keyOf(digest);
    const now = this.#clock();
    return this.#portions.some(({ untils }) => (untils.get(key) ?? 0) > now);
  }

  add(digest: string, until: number): void {
    this.delete(digest);
    this.#forgetExpired();
    let portion = this.#portions.at(-1);
    if (portion === undefined || portion.untils.size >= PORTION_SIZE) {
      portion = { untils: new Map(), until: 0 };
      this.#portions.push(portion);
      if (this.#portions.length > MAX_PORTIONS) this.#portions.shift();
    }
    portion.untils.set(keyOf(digest), until);
    portion.until = Math.max(portion.until, until);
  }

  delete(digest: string): void {
    const key = keyOf(digest);
    for (const { untils } of this.#portions) untils.delete(key);
  }

  #forgetExpired(): void {
    const now = this.#clock();
    while ((this.#portions[0]?.until ?? Number.POSITIVE_INFINITY) <= now) this.#portions.shift();
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
