import type { Ports } from "../lib/ports.ts";
import type { Timer } from "../lib/timer-wheel.ts";
import type { Room } from "../room-model/room.ts";

const WRITE_DELAY_MS = 10_000;

/** Saves a room's remembered members after a delay, because people come and go too often to write each time. Rule G12. */
export class LastSeenWriter {
  readonly #ports: Pick<Ports, "clock" | "wheel">;
  readonly #save: (room: Room) => void;
  readonly #timers = new Map<Room, Timer>();

  constructor(ports: Pick<Ports, "clock" | "wheel">, save: (room: Room) => void) {
    this.#ports = ports;
    this.#save = save;
  }

  /** Schedules a save, unless one is due already. */
  schedule(room: Room): void {
    if (this.#timers.has(room)) return;
    const { clock, wheel } = this.#ports;
    const save = () => {
      this.#timers.delete(room);
      this.#save(room);
    };
    this.#timers.set(room, wheel.schedule(clock() + WRITE_DELAY_MS, save));
  }

  /** Cancels the save of a room that has ended. */
  cancel(room: Room): void {
    const timer = this.#timers.get(room);
    if (timer !== undefined) this.#ports.wheel.cancel(timer);
    this.#timers.delete(room);
  }
}
