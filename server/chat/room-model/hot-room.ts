// How busy a room is: where it is so busy that frames cost more than a short wait, what happens in it is gathered for
// those whose clients take several frames in one. A calm room pays one addition a message. Rule W17.
import type { Fanout } from "../lib/ports.ts";
import type { Room } from "./room.ts";

/**
 * Deliveries a second. Measured: below this, a frame for several saves nothing, and one message after the other, each awaited,
 * comes to no more: a wait would slow it.
 */
const HOT = 400_000;
/** Of each ms of wait; more than the most saves little more (measured: a quarter of the CPU time at a million). */
const PER_MS = 200_000;
const MOST_MS = 5;
/** Messages between two looks at the clock, and the least time a rate is taken over. */
const LOOK = 32;
const LOOK_MS = 25;

export class Heat {
  #count = 0;
  #since = 0;
  isHot = false;
  /** Deliveries a second; once hot, it stays so down to half of them. */
  hotAt = HOT;

  /** Counts one more. @returns whether it is time to look how many come */
  count(): boolean {
    return ++this.#count >= LOOK || this.isHot;
  }

  /** Messages a second since the last time, where enough time has passed to say. @param now epoch ms */
  rate(now: number): number | undefined {
    const passedMs = now - this.#since;
    if (passedMs >= 0 && passedMs < LOOK_MS) return undefined;
    const rate = (this.#count * 1000) / passedMs;
    this.#count = 0;
    this.#since = now;
    // Set back, the clock says nothing.
    return passedMs > 0 ? rate : undefined;
  }
}

/** Lets the room's frames be gathered, or no longer, by how many there are. @param now epoch ms */
export function heed(room: Room, fanout: Fanout, now: number): void {
  const { heat, founding, roster } = room;
  const messages = heat.rate(now);
  if (messages === undefined) return;
  const deliveries = messages * roster.size;
  const isHot = deliveries >= (heat.isHot ? heat.hotAt / 2 : heat.hotAt);
  if (isHot) fanout.gather(founding.epoch, Math.min(MOST_MS, Math.floor(deliveries / PER_MS)));
  else if (heat.isHot) fanout.scatter(founding.epoch);
  if (isHot === heat.isHot) return;
  heat.isHot = isHot;
  for (const present of roster) for (const session of present.sessions) session.heatChanged();
}
