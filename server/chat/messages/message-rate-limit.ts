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

/** Above this many remembered members, those who have sent nothing lately are forgotten. */
const MIN_FORGET_ABOVE = 4096;

/**
 * Limits how fast each member of the server may send: a burst, then a steady rate. A message that is a little early is
 * delayed, one that is far too early is refused. Rule W15. It keeps one number per member: the generic cell rate algorithm
 * (ITU-T I.371).
 */
export class MessageRateLimit {
  /** When the member's next message would be on time at the steady rate, epoch ms. */
  readonly #expectedAt = new Map<string, number>();
  /** By member, the turn of the last message that had to wait, epoch ms: what comes later has its turn later. */
  readonly #lastTurn = new Map<string, number>();
  #forgetAbove = MIN_FORGET_ABOVE;

  /**
   * Counts one more message of this member.
   * @returns how long it must wait before it is taken (ms; 0 for not at all), or for how long it is refused
   */
  admit(memberId: string, now: number): { waitMs: number } | { retryAfterMs: number } {
    // After the clock was set back, nobody waits for it to catch up.
    const latest = now + MESSAGE_BURST * MESSAGE_INTERVAL_MS + MAX_MESSAGE_WAIT_MS;
    const expectedAt = Math.min(Math.max(this.#expectedAt.get(memberId) ?? now, now), latest);
    const turnAt = Math.max(expectedAt - (MESSAGE_BURST - 1) * MESSAGE_INTERVAL_MS, this.#turnAfterLast(memberId, now));
    const waitMs = Math.max(0, turnAt - now);
    if (waitMs > MAX_MESSAGE_WAIT_MS) return { retryAfterMs: waitMs - MAX_MESSAGE_WAIT_MS };
    this.#expectedAt.set(memberId, expectedAt + MESSAGE_INTERVAL_MS);
    if (waitMs > 0) this.#lastTurn.set(memberId, now + waitMs);
    if (this.#expectedAt.size > this.#forgetAbove) this.#forget(now);
    return { waitMs };
  }

  /** Counts a message that another node has taken. @param at when it was sent, epoch ms */
  countElsewhere(memberId: string, at: number, now: number): void {
    const expectedAt = Math.max(this.#expectedAt.get(memberId) ?? at, at) + MESSAGE_INTERVAL_MS;
    // What was sent long ago, and is only read now, counts no more.
    if (expectedAt > now) this.#expectedAt.set(memberId, expectedAt);
    if (this.#expectedAt.size > this.#forgetAbove) this.#forget(now);
  }

  /** Gives back the turn of a message that was refused after all. */
  giveBack(memberId: string): void {
    const expectedAt = this.#expectedAt.get(memberId);
    if (expectedAt !== undefined) this.#expectedAt.set(memberId, expectedAt - MESSAGE_INTERVAL_MS);
  }

  /** Returns the earliest turn after the messages that still wait; an instant long ago where none does. */
  #turnAfterLast(memberId: string, now: number): number {
    const lastTurn = this.#lastTurn.size === 0 ? undefined : this.#lastTurn.get(memberId);
    if (lastTurn === undefined) return Number.NEGATIVE_INFINITY;
    // After the clock was set back, nobody waits for it to catch up.
    if (lastTurn > now && lastTurn <= now + MAX_MESSAGE_WAIT_MS) return lastTurn + MESSAGE_INTERVAL_MS;
    this.#lastTurn.delete(memberId);
    return Number.NEGATIVE_INFINITY;
  }

  /**
   * Forgets the members whose next message would be on time now, because they are treated like new ones. The bound is then
   * set to twice the number left, so that the cost of a pass is shared by as many new members.
   */
  #forget(now: number): void {
    for (const [memberId, expectedAt] of this.#expectedAt) if (expectedAt <= now) this.#expectedAt.delete(memberId);
    for (const [memberId, turnAt] of this.#lastTurn) if (turnAt <= now) this.#lastTurn.delete(memberId);
    this.#forgetAbove = Math.max(MIN_FORGET_ABOVE, this.#expectedAt.size * 2);
  }
}
