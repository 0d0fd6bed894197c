// How fast a member may talk: a few messages at once, then at a steady pace. What comes a little early waits its turn;
// what comes far too early is refused with the time to wait. Rule W15.

import { MESSAGE_BURST, MESSAGE_EVERY_MS, MESSAGE_PATIENCE_MS } from "#protocol/limits";
import type { Due, MaybePromise } from "../lib/ports.ts";
import type { Wheel } from "../lib/timer-wheel.ts";

/** Runs it when its turn has come, at that instant (epoch ms). */
export function inTurn<T>(wheel: Wheel<Due>, at: number, run: () => MaybePromise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    wheel.schedule(at, () => {
      try {
        resolve(run());
      } catch (error) {
        reject(error);
      }
    });
  });
}

/** Members remembered before those who are quiet again are forgotten. */
const REMEMBERED = 4096;

/** The pace of every member of the server: one number each (the generic cell rate algorithm, ITU-T I.371). */
export class Pace {
  /** When each member would have been expected to talk next, had they kept the pace; epoch ms. */
  readonly #expectedAt = new Map<string, number>();
  #forgetAbove = REMEMBERED;

  /**
   * Counts one more message of this member.
   * @returns how long it has to wait before it is taken (ms; 0 for not at all), or that it is refused and for how long
   */
  admit(memberId: string, now: number): { waitMs: number } | { retryAfterMs: number } {
    // A clock set back must not make anyone wait for it to catch up.
    const latest = now + MESSAGE_BURST * MESSAGE_EVERY_MS + MESSAGE_PATIENCE_MS;
    const expectedAt = Math.min(Math.max(this.#expectedAt.get(memberId) ?? now, now), latest);
    const waitMs = Math.max(0, expectedAt - now - (MESSAGE_BURST - 1) * MESSAGE_EVERY_MS);
    if (waitMs > MESSAGE_PATIENCE_MS) return { retryAfterMs: waitMs - MESSAGE_PATIENCE_MS };
    this.#expectedAt.set(memberId, expectedAt + MESSAGE_EVERY_MS);
    if (this.#expectedAt.size > this.#forgetAbove) this.#forget(now);
    return { waitMs };
  }

  // Whoever kept the pace since is as good as new. Amortised: only after as many new members as there were left.
  #forget(now: number): void {
    for (const [memberId, expectedAt] of this.#expectedAt) if (expectedAt <= now) this.#expectedAt.delete(memberId);
    this.#forgetAbove = Math.max(REMEMBERED, this.#expectedAt.size * 2);
  }
}
