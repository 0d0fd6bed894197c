// Removes the events that history has dropped from the journal, too. Each removal has a fixed cost, so many events of a room
// are removed together; a few remaining ones are removed after a while. Rule J3.
import type { OpenRoom } from "../log/open-room.ts";
import type { JournalWrite } from "./journal.ts";

/** A room with this many events to trim is trimmed at once; a room with fewer waits. */
const MIN_EVENTS = 256;
/** A batch trims at least MIN_BATCH_ROOMS, and enough rooms that all waiting ones are trimmed after MAX_BATCHES. */
const MIN_BATCH_ROOMS = 64;
const MAX_BATCHES = 4;

export type TrimHistoryPorts = {
  /** Runs a function after about a second. */
  readonly runLater: (run: () => void) => void;
  readonly addBackgroundWrite: (write: JournalWrite) => void;
  /** Writes the background writes now, because the trimmed rooms have waited already. */
  readonly flushBackgroundWrites: () => void;
};

export class TrimHistory {
  readonly #ports: TrimHistoryPorts;
  /** Rooms with a few events to trim, by epoch; those that have waited longest come first. */
  readonly #untrimmed = new Map<string, OpenRoom>();
  /** How many rooms the last batch trimmed; the next trims no fewer, until none is left. */
  #batchRooms = 0;

  constructor(ports: TrimHistoryPorts) {
    this.#ports = ports;
  }

  /** Trims the room if it has enough events to trim; a room with only a few is trimmed later. */
  check(epoch: string, room: OpenRoom): void {
    if (room.untrimmedCount === 0) return;
    if (room.untrimmedCount >= MIN_EVENTS) return this.#trim(epoch, room);
    if (this.#untrimmed.size === 0) this.#ports.runLater(() => this.#trimSome());
    this.#untrimmed.set(epoch, room);
  }

  /** Trims all rooms that wait. */
  trimAll(): void {
    for (const [epoch, room] of this.#untrimmed) this.#trim(epoch, room);
  }

  /** Forgets a room that has ended. */
  forget(epoch: string): void {
    this.#untrimmed.delete(epoch);
  }

  /** Trims a part of the waiting rooms, so that many rooms together don't make one long batch. */
  #trimSome(): void {
    this.#batchRooms = Math.max(MIN_BATCH_ROOMS, this.#batchRooms, this.#untrimmed.size / MAX_BATCHES);
    let rooms = this.#batchRooms;
    for (const [epoch, room] of this.#untrimmed) if (rooms-- > 0) this.#trim(epoch, room);
    this.#ports.flushBackgroundWrites();
    if (this.#untrimmed.size > 0) this.#ports.runLater(() => this.#trimSome());
    else this.#batchRooms = 0;
  }

  #trim(epoch: string, room: OpenRoom): void {
    const { oldest, oldestNonceSeq } = room.log;
    room.trimmedTo = oldest;
    this.#untrimmed.delete(epoch);
    this.#ports.addBackgroundWrite(["trim", epoch, oldest, oldestNonceSeq]);
  }
}
