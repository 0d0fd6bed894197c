// Slow mode: a member talks once in so long. Remembered only where it is on, and only for as long. Rule G11.
import type { Room } from "../room-model/room.ts";

/** Members remembered of one room before those who may talk again are forgotten. */
const REMEMBERED = 1024;

export class SlowMode {
  /** When who talked last, epoch ms. */
  readonly #talkedAt = new WeakMap<Room, Map<string, number>>();

  /** Counts a message. @returns how long the member has to wait before it may be said, ms; 0 for not at all */
  admit(room: Room, memberId: string, everyMs: number, now: number): number {
    const talked = this.#talkedAt.get(room) ?? new Map<string, number>();
    const at = talked.get(memberId);
    // A clock set back must not make anyone wait longer than once.
    const waitMs = at === undefined ? 0 : Math.min(at, now) + everyMs - now;
    if (waitMs > 0) return waitMs;
    if (talked.size >= REMEMBERED) for (const [id, then] of talked) if (then + everyMs <= now) talked.delete(id);
    this.#talkedAt.set(room, talked.set(memberId, now));
    return 0;
  }
}
