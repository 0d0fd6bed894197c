import { MAX_MESSAGE_WAIT_MS, MESSAGE_BURST, MESSAGE_INTERVAL_MS } from "#protocol/limits";
import type { MaybePromise, TimerCallback } from "../lib/ports.ts";
import type { TimerWheel } from "../lib/timer-wheel.ts";

/** Runs a task at an instant (epoch ms). @returns what the task returns, or rejects with what it throws */
export function runAt<T>(wheel: TimerWheel<TimerCallback>, at: number, task: () => MaybePromise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    wheel.schedule(at, () => {
      try {
        resolve(task());
      } catch (error) {
        reject(error);
      }
    });
  });
}

/** From this many members on, those whose rate is back to none are forgotten. */
const MIN_FORGET_ABOVE = 4096;

/**
 * How fast each member of the server may send: a burst, then a steady rate. What comes a little early waits its turn,
 * what comes far too early is refused. Rule W15. One number a member, by the generic cell rate algorithm (ITU-T I.371).
 */
export class MessageRateLimit {
  /** When the member's next message would be on time at the steady rate, epoch ms. */
  readonly #expectedAt = new Map<string, number>();
  #forgetAbove = MIN_FORGET_ABOVE;

  /**
   * Counts one more message of this member.
   * @returns how long it must wait before it is taken (ms; 0 for not at all), or for how long it is refused
   */
  admit(memberId: string, now: number): { waitMs: number } | { retryAfterMs: number } {
    // After the clock was set back, nobody waits for it to catch up.
    const latest = now + MESSAGE_BURST * MESSAGE_INTERVAL_MS + MAX_MESSAGE_WAIT_MS;
    const expectedAt = Math.min(Math.max(this.#expectedAt.get(memberId) ?? now, now), latest);
    const waitMs = Math.max(0, expectedAt - now - (MESSAGE_BURST - 1) * MESSAGE_INTERVAL_MS);
    if (waitMs > MAX_MESSAGE_WAIT_MS) return { retryAfterMs: waitMs - MAX_MESSAGE_WAIT_MS };
    this.#expectedAt.set(memberId, expectedAt + MESSAGE_INTERVAL_MS);
    if (this.#expectedAt.size > this.#forgetAbove) this.#forget(now);
    return { waitMs };
  }

  /**
   * Forgets the members whose next message would be on time now: nothing tells them from new ones. The bound is then set
   * to twice those left, so that the cost of a pass is shared by as many new members.
   */
  #forget(now: number): void {
    for (const [memberId, expectedAt] of this.#expectedAt) if (expectedAt <= now) this.#expectedAt.delete(memberId);
    this.#forgetAbove = Math.max(MIN_FORGET_ABOVE, this.#expectedAt.size * 2);
  }
}
