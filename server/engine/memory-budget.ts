// The memory that all rooms of a server may use together: their events, nonces and states, and a fixed amount for each
// room. A room that needs more drops its own oldest events. Rule H4.
import type { OpenRoom } from "./log/open-room.ts";
import type { RoomLog } from "./log/room-log.ts";

/** What a room takes beside its events: about the measured bytes, rounded up. */
const ROOM_OVERHEAD_BYTES = 1024;
/** The part of a room's state that ROOM_OVERHEAD_BYTES contains already. */
const INCLUDED_STATE_BYTES = 512;

export class MemoryBudget {
  readonly #maxBytes: number;
  #usedBytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** Returns whether another room with this state fits. */
  fitsRoom(state: string): boolean {
    return this.#usedBytes + ROOM_OVERHEAD_BYTES + extraStateBytes(state) <= this.#maxBytes;
  }

  /**
   * Returns whether so many bytes of events, and a new state if one is given, fit when the room drops what history it
   * has. To be asked before anything is dropped: a refused message must not cost the room its history.
   */
  fits(room: OpenRoom, eventBytes: number, state: string | undefined): boolean {
    const more = state === undefined ? 0 : extraStateBytes(state) - room.stateBytes;
    return this.#usedBytes - room.log.bytes + eventBytes + Math.max(0, more) <= this.#maxBytes;
  }

  addRoom(room: OpenRoom, state: string): void {
    this.#usedBytes += ROOM_OVERHEAD_BYTES;
    this.setState(room, state);
  }

  removeRoom(room: OpenRoom): void {
    this.#usedBytes -= room.log.bytes + room.stateBytes + ROOM_OVERHEAD_BYTES;
  }

  /** Counts the room's state anew, and drops its oldest events where that takes too much. */
  setState(room: OpenRoom, state: string): void {
    const bytes = extraStateBytes(state);
    this.#usedBytes += bytes - room.stateBytes;
    room.stateBytes = bytes;
    this.makeSpace(room.log, 0);
  }

  /** Counts what a log has grown by; a negative number where it has shrunk. */
  countGrowth(bytes: number): void {
    this.#usedBytes += bytes;
  }

  /** Drops the oldest events of a log until so many bytes fit, or none is left. */
  makeSpace(log: RoomLog, bytes: number): void {
    while (this.#usedBytes + bytes > this.#maxBytes) {
      const freed = log.dropOldest();
      if (freed === 0) return;
      this.#usedBytes -= freed;
    }
  }
}

const extraStateBytes = (state: string) => Math.max(0, Buffer.byteLength(state) - INCLUDED_STATE_BYTES);
