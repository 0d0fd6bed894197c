import { foldCode } from "#protocol/room-code";
import type { Digest, EndedCode, TimerCallback } from "../lib/ports.ts";
import type { Timer, TimerWheel } from "../lib/timer-wheel.ts";

/**
 * The codes of rooms that ended, remembered for a day as digests. Drawn and chosen codes are kept apart, for a chosen
 * code may be chosen again at once. Rules R4, R6.
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

  /** Returns whether a room of this code, drawn or chosen, ended within a day. */
  has(code: string, isChosen: boolean): boolean {
    return this.#timers.has(this.#digestOf(code, isChosen));
  }

  /** Remembers the code of a room that ends. @param until epoch ms @returns what the engine keeps of it */
  add(code: string, isChosen: boolean, until: number): EndedCode {
    const endedCode = { digest: this.#digestOf(code, isChosen), until };
    this.restore(endedCode);
    return endedCode;
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
    this.#forget(this.#digestOf(code, true));
  }

  #forget(digest: string): void {
    const timer = this.#timers.get(digest);
    if (timer !== undefined) this.#wheel.cancel(timer);
    this.#timers.delete(digest);
  }

  /** The digested text is part of the data file's format. */
  #digestOf(code: string, isChosen: boolean): string {
    return this.#digest(`${isChosen ? "chosen" : "drawn"} ${foldCode(code)}`);
  }
}
