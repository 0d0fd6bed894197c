// The memory that a code was a room's: a digest of it, for a day. Codes that were drawn and codes that were chosen are
// remembered apart, for the latter are free to be chosen again. Rules R4, R6.
import { foldCode } from "#protocol/text";
import type { Digest, Due, Tomb } from "../lib/ports.ts";
import type { Timer, Wheel } from "../lib/timer-wheel.ts";

export class EndedCodes {
  readonly #digest: Digest;
  readonly #wheel: Wheel<Due>;
  /** By digest, the timer that forgets it. */
  readonly #tombs = new Map<string, Timer>();

  constructor(digest: Digest, wheel: Wheel<Due>) {
    this.#digest = digest;
    this.#wheel = wheel;
  }

  /** Whether a room of this code, drawn or chosen, ended within a day. */
  has(code: string, isChosen: boolean): boolean {
    return this.#tombs.has(this.#digestOf(code, isChosen));
  }

  /** @param until epoch ms */
  bury(code: string, isChosen: boolean, until: number): Tomb {
    const tomb = { digest: this.#digestOf(code, isChosen), until };
    this.restore(tomb);
    return tomb;
  }

  /** Takes up what was remembered before a restart. */
  restore({ digest, until }: Tomb): void {
    this.#forget(digest);
    this.#tombs.set(
      digest,
      this.#wheel.schedule(until, () => this.#tombs.delete(digest)),
    );
  }

  /** The chosen code is a living room's again. */
  reuse(code: string): void {
    this.#forget(this.#digestOf(code, true));
  }

  #forget(digest: string): void {
    const timer = this.#tombs.get(digest);
    if (timer !== undefined) this.#wheel.cancel(timer);
    this.#tombs.delete(digest);
  }

  #digestOf(code: string, isChosen: boolean): string {
    return this.#digest(`${isChosen ? "chosen" : "drawn"} ${foldCode(code)}`);
  }
}
