// One room of the local engine: its log, whom it delivers to, and what of it is on its way into the journal.
import type { Deliver } from "../../chat/lib/ports.ts";
import type { Log } from "./room-log.ts";

export class OpenRoom {
  readonly log: Log;
  readonly deliver: Deliver;
  /** What its state weighs beyond what every room's does. */
  stateBytes = 0;
  /** The seq of the newest event that is being written. */
  stagedSeq = 0;
  /** Nonces of events that are being written. */
  readonly stagedNonces = new Set<string>();
  /** The oldest event the journal was told to keep. */
  trimmedTo = 1;

  constructor(log: Log, deliver: Deliver) {
    this.log = log;
    this.deliver = deliver;
  }

  /** Events that history has lost and the journal holds. */
  get untrimmed(): number {
    return this.log.oldest - this.trimmedTo;
  }

  /** What was being written came to be, or came to nothing. */
  unstage(): void {
    this.stagedSeq = this.log.head;
    this.stagedNonces.clear();
  }
}
