// Looks after the rooms that no node has any more, because those that had them have died or were stopped: they end at their time
// all the same, and those that end when nobody is in them do so. Rules D77, D78.
import type { RoomIndex } from "../lib/node-ports.ts";
import type { Ports } from "../lib/ports.ts";
import type { Room } from "../room-model/room.ts";

const LOOK_MS = 10_000;
/** A node that has a room ends it at its time. After so long, none has it. */
const LATE_MS = 2_000;
/** For how long a node looks after the rooms that end when nobody is in them; it says so again with each look. */
const ATTENDED_MS = 60_000;

export type UnattendedParts = {
  readonly ports: Pick<Ports, "clock" | "wheel" | "reportFault">;
  readonly index: RoomIndex;
  /** The rooms of this node, by epoch. */
  readonly rooms: ReadonlyMap<string, Room>;
  /** Takes a room in, which ends it if its time is over. */
  readonly takeIn: (epoch: string) => Promise<unknown>;
};

export class UnattendedRooms {
  readonly #parts: UnattendedParts;
  #looking: Promise<void> | undefined;

  constructor(parts: UnattendedParts) {
    this.#parts = parts;
    this.#lookLater();
  }

  /** Says that this node looks after a room from now on, where that is needed. */
  attend(...rooms: readonly Room[]): void {
    const { index, ports } = this.#parts;
    const epochs = rooms.filter(({ idleMs }) => idleMs !== undefined).map(({ founding }) => founding.epoch);
    if (epochs.length > 0) index.attend(epochs, ports.clock() + ATTENDED_MS);
  }

  /** Takes in the rooms that nobody looks after. Resolves when that is done. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #look(): Promise<void> {
    const { index, ports, rooms, takeIn } = this.#parts;
    this.attend(...rooms.values());
    const now = ports.clock();
    for (const epoch of await index.takeDue(now - LATE_MS, now)) {
      if (!rooms.has(epoch)) await takeIn(epoch);
    }
  }

  #lookLater(): void {
    const { ports } = this.#parts;
    ports.wheel.schedule(ports.clock() + LOOK_MS, () => {
      this.look()
        .catch(ports.reportFault)
        .finally(() => this.#lookLater());
    });
  }
}
