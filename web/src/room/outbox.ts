// Gets waiting messages to the server in the order they were written, once: the nonce stays the same over every try.
// What waits is the room state's; only what is under way on this socket is known here.
import { FRAME_BURST, FRAMES_PER_SECOND } from "#protocol/limits";
import type { Outgoing } from "./reduce.ts";

/** Messages under way at once, unconfirmed. */
export const IN_FLIGHT = 16;
/** A socket that has not confirmed a message by then is taken for dead. */
export const CONFIRM_MS = 10_000;

export type OutboxPorts = {
  now(): number;
  /** Every message of ours not confirmed yet, oldest first. */
  waiting(): readonly Outgoing[];
  send(message: Outgoing): void;
};

export class Outbox {
  readonly #ports: OutboxPorts;
  /** Nonces under way on this socket, with when they were sent. */
  readonly #underWay = new Map<string, number>();
  #heldUntil = 0;
  // A sender that outruns its allowance would be refused in the middle of a burst, and what was under way behind the
  // refused message might overtake it. So only within the allowance do several go at once; beyond it, one by one.
  #allowance = FRAME_BURST;
  #countedAt = 0;

  constructor(ports: OutboxPorts) {
    this.#ports = ports;
  }

  /** A new socket has joined: nothing is under way, and its allowance is whole. */
  restart(): void {
    this.#underWay.clear();
    this.#heldUntil = 0;
    this.#allowance = FRAME_BURST;
    this.#countedAt = this.#ports.now();
  }

  /** Any frame sent costs allowance, also one that is no message. */
  count(): void {
    const now = this.#ports.now();
    const earned = ((now - this.#countedAt) / 1000) * FRAMES_PER_SECOND;
    this.#allowance = Math.max(0, Math.min(FRAME_BURST, this.#allowance + Math.max(0, earned)) - 1);
    this.#countedAt = now;
  }

  /** The server asked for patience before it takes this message. */
  slowDown(nonce: string, retryAfterMs: number): void {
    if (!this.#underWay.delete(nonce)) return;
    this.#allowance = 0;
    this.#countedAt = this.#ports.now();
    this.#heldUntil = Math.max(this.#heldUntil, this.#ports.now() + retryAfterMs);
  }

  /** Sends what may go now. @returns when to call again (epoch ms), if there is something to wait for */
  flush(): number | undefined {
    const now = this.#ports.now();
    const waiting = this.#ports.waiting().filter(({ failure }) => failure === undefined);
    const nonces = new Set(waiting.map(({ nonce }) => nonce));
    for (const nonce of this.#underWay.keys()) if (!nonces.has(nonce)) this.#underWay.delete(nonce);
    if (now < this.#heldUntil) return this.#heldUntil;
    for (const message of waiting) {
      if (this.#underWay.has(message.nonce)) continue;
      if (this.#underWay.size >= this.#window()) break;
      this.count();
      this.#underWay.set(message.nonce, now);
      this.#ports.send(message);
    }
    const [oldest] = this.#underWay.values();
    return oldest === undefined ? undefined : oldest + CONFIRM_MS;
  }

  /** A message has waited for its confirmation longer than a living socket takes. */
  get isStuck(): boolean {
    const [oldest] = this.#underWay.values();
    return oldest !== undefined && this.#ports.now() - oldest >= CONFIRM_MS;
  }

  #window(): number {
    return this.#allowance > IN_FLIGHT ? IN_FLIGHT : 1;
  }
}
