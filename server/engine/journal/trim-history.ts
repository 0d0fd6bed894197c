// What history has lost goes from the journal, too: many events at a time, for each time costs something, and the few
// that are left after a while. Rule J3.

import type { OpenRoom } from "../log/open-room.ts";
import type { Write } from "./journal.ts";

/** Events of one room: fewer wait for a while. */
const MANY_EVENTS = 256;
/** Rooms in one batch, and the part of all of them: however many fall silent together, after four times they are done. */
const ROOMS_AT_ONCE = 64;
const SHARE = 4;

export type TrimmingPorts = {
  /** Runs it in a while. */
  readonly later: (run: () => void) => void;
  readonly chore: (write: Write) => void;
  /** These chores have waited already. */
  readonly press: () => void;
};

export class Trimming {
  readonly #ports: TrimmingPorts;
  /** Rooms whose journal holds a little of what history has lost. */
  readonly #untrimmed = new Map<string, OpenRoom>();
  /** Rooms in the next batch at least: no fewer than in the last, until none is left. */
  #rooms = 0;

  constructor(ports: TrimmingPorts) {
    this.#ports = ports;
  }

  /** Looks whether the room has something to trim. */
  look(epoch: string, room: OpenRoom): void {
    if (room.untrimmed === 0) return;
    if (room.untrimmed >= MANY_EVENTS) return this.#trim(epoch, room);
    if (this.#untrimmed.size === 0) this.#ports.later(() => this.#trimSome());
    this.#untrimmed.set(epoch, room);
  }

  /** Trims all there is. */
  finish(): void {
    for (const [epoch, room] of this.#untrimmed) this.#trim(epoch, room);
  }

  /** The room is over. */
  forget(epoch: string): void {
    this.#untrimmed.delete(epoch);
  }

  /** Those that have waited longest, so that however many rooms there are, they make no batch a long one. */
  #trimSome(): void {
    this.#rooms = Math.max(ROOMS_AT_ONCE, this.#rooms, this.#untrimmed.size / SHARE);
    let some = this.#rooms;
    for (const [epoch, room] of this.#untrimmed) if (some-- > 0) this.#trim(epoch, room);
    this.#ports.press();
    if (this.#untrimmed.size > 0) this.#ports.later(() => this.#trimSome());
    else this.#rooms = 0;
  }

  #trim(epoch: string, room: OpenRoom): void {
    const { oldest, oldestNonce } = room.log;
    room.trimmedTo = oldest;
    this.#untrimmed.delete(epoch);
    this.#ports.chore(["trim", epoch, oldest, oldestNonce]);
  }
}
