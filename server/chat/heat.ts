// How busy a room is: where it is so busy that frames cost more than a short wait, what happens in it is gathered for
// those whose clients take several frames in one. A calm room pays one addition a message. Rule W17.
import type { Fanout } from "./ports.ts";
import type { Room } from "./room.ts";

/** Deliveries a second. Measured: below this, a frame for several saves nothing worth having. */
const HOT = 20_000;
/** Once hot it stays so down to this. */
const WARM = 10_000;
/** Below this nobody waits: messages of which each awaits the one before come to no more, and a wait would slow them. */
const AWAITED = 400_000;
/** Of each ms of wait; more than the most saves little more (measured: half of the CPU time at a million and 5 ms). */
const PER_MS = 200_000;
const MOST_MS = 5;
/** Messages between two looks at the clock, and the least time a rate is taken over. */
const LOOK = 32;
const LOOK_MS = 25;

export class Heat {
  #count = 0;
  #since = 0;
  isHot = false;

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
  const isHot = deliveries >= (heat.isHot ? WARM : HOT);
  const waitMs = deliveries < AWAITED ? 0 : Math.min(MOST_MS, Math.floor(deliveries / PER_MS));
  if (isHot) fanout.gather(founding.epoch, waitMs);
  else if (heat.isHot) fanout.scatter(founding.epoch);
  if (isHot === heat.isHot) return;
  heat.isHot = isHot;
  for (const present of roster) for (const session of present.sessions) session.heatChanged();
}
