// Whom rooms saw is kept a while after, all at once: people come and go more often than a disk likes. Rule G12.
import type { Ports } from "../lib/ports.ts";
import type { Timer } from "../lib/timer-wheel.ts";
import type { Room } from "../room-model/room.ts";

const NOTE_MS = 10_000;

export class Notes {
  readonly #ports: Pick<Ports, "clock" | "wheel">;
  readonly #keep: (room: Room) => void;
  readonly #due = new Map<Room, Timer>();

  constructor(ports: Pick<Ports, "clock" | "wheel">, keep: (room: Room) => void) {
    this.#ports = ports;
    this.#keep = keep;
  }

  /** The room saw somebody come or go. */
  add(room: Room): void {
    if (this.#due.has(room)) return;
    const { clock, wheel } = this.#ports;
    const note = () => {
      this.#due.delete(room);
      this.#keep(room);
    };
    this.#due.set(room, wheel.schedule(clock() + NOTE_MS, note));
  }

  /** The room is over. */
  forget(room: Room): void {
    const due = this.#due.get(room);
    if (due !== undefined) this.#ports.wheel.cancel(due);
    this.#due.delete(room);
  }
}
