// Holds one room of the local engine: its log, the function that delivers its events, and the state of its pending writes.
import type { Deliver } from "../../chat/lib/ports.ts";
import type { RoomLog } from "./room-log.ts";

/** What the rooms of one visitor take together. */
export type VisitorUsage = {
  readonly key: string;
  rooms: number;
  /** All bytes, and those of them that can't be dropped. */
  bytes: number;
  fixedBytes: number;
};

export const NO_FILES: readonly string[] = [];

export class OpenRoom {
  readonly log: RoomLog;
  readonly deliver: Deliver;
  /** The bytes of its state beyond those that are counted for every room. */
  stateBytes = 0;
  /** The files that its state keeps, whatever becomes of their messages. */
  keptFiles: readonly string[] = NO_FILES;
  /** What all rooms of its creator take together; undefined where that isn't known or doesn't count. */
  visitor: VisitorUsage | undefined;
  /** The seq of the newest event that is being written. */
  stagedSeq = 0;
  /** Keys of the nonces of events that are being written. */
  readonly stagedNonces = new Set<string>();
  /** The seq of the oldest event that the last trim left in the journal. */
  trimmedTo = 1;

  constructor(log: RoomLog, deliver: Deliver) {
    this.log = log;
    this.deliver = deliver;
  }

  /** The number of events that history has dropped but the journal still holds. */
  get untrimmedCount(): number {
    return this.log.oldest - this.trimmedTo;
  }

  /** Resets the staged events. Called when no write of this room is pending any more, because all were written or failed. */
  clearStaged(): void {
    this.stagedSeq = this.log.head;
    this.stagedNonces.clear();
  }
}
