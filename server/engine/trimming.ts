// What history has lost goes from the journal, too: many events at a time, for each time costs something, and the few
// that are left after a while. Rule J3.
import type { Write } from "./journal.ts";
import type { OpenRoom } from "./openroom.ts";

/** Events of one room: fewer wait for a while. */
const MANY_EVENTS = 256;
/** Rooms in one batch. */
const ROOMS_AT_ONCE = 64;

export type TrimmingPorts = {
  /** Runs it in a while. */
  readonly later: (run: () => void) => void;
  readonly chore: (write: Write) => void;
};

export class Trimming {
  readonly #ports: TrimmingPorts;
  /** Rooms whose journal holds a little of what history has lost. */
  readonly #untrimmed = new Map<string, OpenRoom>();

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
    let some = Math.max(ROOMS_AT_ONCE, this.#untrimmed.size / 4);
    for (const [epoch, room] of this.#untrimmed) if (some-- > 0) this.#trim(epoch, room);
    if (this.#untrimmed.size > 0) this.#ports.later(() => this.#trimSome());
  }

  #trim(epoch: string, room: OpenRoom): void {
    const { oldest, oldestNonce } = room.log;
    room.trimmedTo = oldest;
    this.#untrimmed.delete(epoch);
    this.#ports.chore(["trim", epoch, oldest, oldestNonce]);
  }
}
