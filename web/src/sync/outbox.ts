// Sends pending messages in the order they were written, each once: its nonce stays the same over all tries. The messages
// belong to the room's state; the outbox knows only which of them are under way on this socket.
import { FRAME_BURST, FRAMES_PER_SECOND } from "#protocol/limits";
import { isUndoable, type PendingMessage } from "./pending-messages.ts";

/** At most this many messages are sent and not confirmed yet. */
export const MAX_IN_FLIGHT = 16;
/** A socket that has not confirmed a message after this long counts as dead. */
export const CONFIRM_TIMEOUT_MS = 10_000;

export type OutboxPorts = {
  now(): number;
  /** Returns all messages of ours that are not confirmed yet, oldest first. */
  pending(): readonly PendingMessage[];
  send(message: PendingMessage): void;
};

/**
 * Splits off the messages that may be sent now, and says when the first of those that can still be undone is due
 * (epoch ms; infinity without one).
 */
function splitDue(
  now: number,
  pending: readonly PendingMessage[],
): [due: readonly PendingMessage[], nextDueAt: number] {
  const sendable = pending.filter(({ failure }) => failure === undefined);
  const isDue = (message: PendingMessage) => !isUndoable(message, now);
  const laterAt = sendable.filter((message) => !isDue(message)).map(({ notBefore = 0 }) => notBefore);
  return [sendable.filter(isDue), Math.min(...laterAt)];
}

export function createOutbox({ now, pending, send }: OutboxPorts) {
  /** When each nonce that is under way on this socket was sent, in that order. */
  const sentAt = new Map<string, number>();
  let pausedUntil = 0;
  // A sender that exceeds its allowance is refused in the middle of a burst, and messages under way behind the refused one
  // could overtake it. So several go at once only within the allowance; beyond it, one by one.
  let allowance = FRAME_BURST;
  let countedAt = 0;

  const oldestSentAt = () => sentAt.values().next().value;

  /** Takes one frame off the allowance. Every frame that is sent counts, not only messages. */
  function count(): void {
    const earned = ((now() - countedAt) / 1000) * FRAMES_PER_SECOND;
    allowance = Math.max(0, Math.min(FRAME_BURST, allowance + Math.max(0, earned)) - 1);
    countedAt = now();
  }

  return {
    count,

    /** Starts on a new socket that has joined: nothing is under way, and only the join was taken off the allowance. */
    restart(): void {
      sentAt.clear();
      pausedUntil = 0;
      allowance = FRAME_BURST;
      countedAt = now();
      count();
    },

    /** Pauses before this message is sent again, as the server asked. */
    slowDown(nonce: string, retryAfterMs: number): void {
      if (!sentAt.delete(nonce)) return;
      allowance = 0;
      countedAt = now();
      pausedUntil = Math.max(pausedUntil, now() + retryAfterMs);
    },

    /** Sends what may go now. Returns when to call again (epoch ms), if there is something to wait for. */
    flush(): number | undefined {
      const [due, nextDueAt] = splitDue(now(), pending());
      for (const nonce of sentAt.keys()) if (!due.some((message) => message.nonce === nonce)) sentAt.delete(nonce);
      if (now() < pausedUntil) return pausedUntil;
      for (const message of due) {
        if (sentAt.has(message.nonce)) continue;
        if (sentAt.size >= (allowance > MAX_IN_FLIGHT ? MAX_IN_FLIGHT : 1)) break;
        count();
        sentAt.set(message.nonce, now());
        send(message);
      }
      const oldest = oldestSentAt();
      const next = Math.min(nextDueAt, oldest === undefined ? nextDueAt : oldest + CONFIRM_TIMEOUT_MS);
      return next === Number.POSITIVE_INFINITY ? undefined : next;
    },

    /** Returns whether a message has waited for its confirmation longer than a living socket takes. */
    isStuck(): boolean {
      return now() - (oldestSentAt() ?? now()) >= CONFIRM_TIMEOUT_MS;
    },
  };
}
