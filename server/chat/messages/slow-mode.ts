import type { Room } from "../room-model/room.ts";

/** Once this many members of a room are remembered, those who may send again are forgotten. */
const FORGET_FROM = 1024;

/** Enforces slow mode: a member may send one message per interval. Forgets rooms that are gone. Rule G11. */
export class SlowMode {
  /** By room and member, when the last message was sent, epoch ms. */
  readonly #sentAt = new WeakMap<Room, Map<string, number>>();

  /**
   * Counts a message.
   * @returns how long the member must wait before sending it, ms; where it may be sent now, what gives the turn back if it
   * isn't sent after all
   */
  admit(room: Room, memberId: string, intervalMs: number, now: number): number | (() => void) {
    const sentAt = this.#sentAt.get(room) ?? new Map<string, number>();
    const last = sentAt.get(memberId);
    // After the clock was set back, nobody waits longer than one interval.
    const waitMs = last === undefined ? 0 : Math.min(last, now) + intervalMs - now;
    if (waitMs > 0) return waitMs;
    if (sentAt.size >= FORGET_FROM) for (const [id, at] of sentAt) if (at + intervalMs <= now) sentAt.delete(id);
    this.#sentAt.set(room, sentAt.set(memberId, now));
    return () => {
      if (sentAt.get(memberId) !== now) return;
      if (last === undefined) sentAt.delete(memberId);
      else sentAt.set(memberId, last);
    };
  }
}
