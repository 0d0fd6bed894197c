import { foldCode } from "#protocol/room-code";
import type { Digest, EndedCode, TimerCallback } from "../lib/ports.ts";
import type { Timer, TimerWheel } from "../lib/timer-wheel.ts";

/** A hidden code is that of a members-only room, which nobody outside may know of, also after its end. */
export type CodeKind = "drawn" | "chosen" | "hidden";

/**
 * The codes of rooms that ended, remembered for a day as digests. The kinds are kept apart, for a chosen code may be chosen
 * again at once, and a hidden one is told to nobody. Rules R4, R6, G5.
 */
export class EndedCodes {
  readonly #digest: Digest;
  readonly #wheel: TimerWheel<TimerCallback>;
  /** By digest, the timer that forgets it. */
  readonly #timers = new Map<string, Timer>();

  constructor(digest: Digest, wheel: TimerWheel<TimerCallback>) {
    this.#digest = digest;
    this.#wheel = wheel;
  }

  /** Returns whether a room whose code is of this kind ended within a day. */
  has(code: string, kind: CodeKind): boolean {
    return this.#timers.has(this.#digestOf(code, kind));
  }

  /** Remembers the code of a room that ends. @param until epoch ms @returns what the engine keeps of it */
  add(code: string, kind: CodeKind, until: number): EndedCode {
    const endedCode = { digest: this.#digestOf(code, kind), until };
    this.restore(endedCode);
    return endedCode;
  }

  /** Returns whether this member owned a hidden room of this code that ended within a day, since the start of the process. */
  wasOwner(code: string, memberId: string): boolean {
    return this.#timers.has(this.#digest(`owner ${foldCode(code)} ${memberId}`));
  }

  /** Remembers who owned a hidden room, so that they are told that it has ended. */
  addOwner(code: string, memberId: string, until: number): void {
    this.restore({ digest: this.#digest(`owner ${foldCode(code)} ${memberId}`), until });
  }

  /** Remembers again what was remembered before a restart. */
  restore({ digest, until }: EndedCode): void {
    this.#forget(digest);
    this.#timers.set(
      digest,
      this.#wheel.schedule(until, () => this.#timers.delete(digest)),
    );
  }

  /** Forgets a chosen code, which is a living room's again. */
  release(code: string): void {
    this.#forget(this.#digestOf(code, "chosen"));
  }

  #forget(digest: string): void {
    const timer = this.#timers.get(digest);
    if (timer !== undefined) this.#wheel.cancel(timer);
    this.#timers.delete(digest);
  }

  /** The digested text is part of the data file's format. */
  #digestOf(code: string, kind: CodeKind): string {
    return this.#digest(`${kind} ${foldCode(code)}`);
  }
}
