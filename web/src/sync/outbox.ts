// Gets waiting messages to the server in the order they were written, once: the nonce stays the same over every try.
// What waits is the room state's; only what is under way on this socket is known here.
import { FRAME_BURST, FRAMES_PER_SECOND } from "#protocol/limits";
import type { Outgoing } from "./pending-messages.ts";

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

/** What goes by itself now, and when the first of what may still be taken back does. */
function dueAt(now: number, waiting: readonly Outgoing[]): [due: readonly Outgoing[], later: number] {
  const willing = waiting.filter(({ failure }) => failure === undefined);
  const isDue = ({ notBefore = 0 }: Outgoing) => notBefore <= now;
  const held = willing.filter((one) => !isDue(one)).map(({ notBefore = 0 }) => notBefore);
  return [willing.filter(isDue), Math.min(...held)];
}

export type Outbox = ReturnType<typeof createOutbox>;

export function createOutbox({ now, waiting, send }: OutboxPorts) {
  /** Nonces under way on this socket, with when they were sent. */
  const underWay = new Map<string, number>();
  let heldUntil = 0;
  // A sender that outruns its allowance would be refused in the middle of a burst, and what was under way behind the
  // refused message might overtake it. So only within the allowance do several go at once; beyond it, one by one.
  let allowance = FRAME_BURST;
  let countedAt = 0;

  const oldestSentAt = () => underWay.values().next().value;

  /** Any frame sent costs allowance, also one that is no message. */
  function count(): void {
    const earned = ((now() - countedAt) / 1000) * FRAMES_PER_SECOND;
    allowance = Math.max(0, Math.min(FRAME_BURST, allowance + Math.max(0, earned)) - 1);
    countedAt = now();
  }

  return {
    count,

    /** A new socket has joined: nothing is under way, and its allowance is whole but for the join. */
    restart(): void {
      underWay.clear();
      heldUntil = 0;
      allowance = FRAME_BURST;
      countedAt = now();
      count();
    },

    /** The server asked for patience before it takes this message. */
    slowDown(nonce: string, retryAfterMs: number): void {
      if (!underWay.delete(nonce)) return;
      allowance = 0;
      countedAt = now();
      heldUntil = Math.max(heldUntil, now() + retryAfterMs);
    },

    /** Sends what may go now. @returns when to call again (epoch ms), if there is something to wait for */
    flush(): number | undefined {
      const [due, later] = dueAt(now(), waiting());
      for (const nonce of underWay.keys()) if (!due.some((one) => one.nonce === nonce)) underWay.delete(nonce);
      if (now() < heldUntil) return heldUntil;
      for (const message of due) {
        if (underWay.has(message.nonce)) continue;
        if (underWay.size >= (allowance > IN_FLIGHT ? IN_FLIGHT : 1)) break;
        count();
        underWay.set(message.nonce, now());
        send(message);
      }
      const oldest = oldestSentAt();
      const next = Math.min(later, oldest === undefined ? later : oldest + CONFIRM_MS);
      return next === Number.POSITIVE_INFINITY ? undefined : next;
    },

    /** A message has waited for its confirmation longer than a living socket takes. */
    isStuck(): boolean {
      return now() - (oldestSentAt() ?? now()) >= CONFIRM_MS;
    },
  };
}
