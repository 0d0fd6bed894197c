// One room as a node has it: the whole log in memory, and what is needed to go on with it in order. Events may come early and
// in any order, from the channel, from an answer or from a reading; they are applied in order of seq, each once.
import type { Deliver, EncodedState } from "../../chat/lib/ports.ts";
import { OpenRoom } from "../log/open-room.ts";
import type { NumberedEvent, RoomLog } from "../log/room-log.ts";
import type { RoomKeys } from "./room-keys.ts";
import type { RoomPlace } from "./scripts/room-place.ts";
import type { NewEntry } from "./wire-format.ts";

/** How many of the newest tags a replica remembers, to know a log that is shorter than its own as the same. */
const REMEMBERED_TAGS = 256;

const NO_NAMES: readonly string[] = [];

/** An event of this node that is on its way: it needn't be decoded when it comes back. */
export type OwnEvent = {
  readonly event: NumberedEvent["event"];
  readonly state: EncodedState | undefined;
  /** The seqs of entries that it has changed, once it is applied. */
  readonly changed: number[];
};

export class Replica extends OpenRoom {
  override log: RoomLog;
  epoch: string;
  keys: RoomKeys;
  /** The tag of the newest event applied. */
  tag: string;
  readonly founding: object;
  state: string;
  version: number;
  edition: number;
  /** When Redis forgets the room: epoch ms, 0 for never, empty where that isn't known. */
  expires: string;
  /** The digest of its code; empty where nobody looks for it. */
  code: string;
  /** Whether the state is the one that Redis has of this version: another master may have had another change. */
  isStateSure = true;
  /** The place that Redis has for the room with its newest event, as far as this node knows. */
  place: RoomPlace | undefined;
  /** How many of the next appends don't count on that: other nodes write at the same time. */
  contended = 0;
  /** Events of this node on their way, by tag, and a state on its way. */
  readonly own = new Map<string, OwnEvent>();
  savingState: EncodedState | undefined;
  /** The newest event that had to be read. */
  readUpTo = 0;
  readonly early = new Map<number, NewEntry>();
  /** The members whose names this node has taken out of the log. */
  forgotten = NO_NAMES;
  /** Set while this room's reading, and its move to a new epoch, is under way. */
  healing: Promise<boolean> | undefined;
  gapTimer: Timer | undefined;
  isOpen = true;
  /** Whether the room has ended. One that is no longer open and has not goes on elsewhere, or in another epoch. */
  hasEnded = false;
  /** The newest seq that may be applied: it is known that enough of Redis's replicas have it. */
  confirmed = Number.POSITIVE_INFINITY;
  isConfirming = false;
  readonly #tags = new Map<number, string>();
  #waiting: { readonly seq: number; readonly resolve: (isApplied: boolean) => void }[] = [];

  constructor(
    place: { readonly epoch: string; readonly keys: RoomKeys; readonly founding: object },
    log: RoomLog,
    deliver: Deliver,
  ) {
    super(log, deliver);
    this.log = log;
    this.epoch = place.epoch;
    this.keys = place.keys;
    this.founding = place.founding;
    this.tag = "";
    this.state = "";
    this.version = 0;
    this.edition = 0;
    this.expires = "";
    this.code = "";
  }

  get head(): number {
    return this.log.head;
  }

  /** The oldest seq that this node needs Redis to keep; 0 once it has let go of the room and has no say in that any more. */
  get oldestKept(): number {
    return this.isOpen ? this.log.oldest : 0;
  }

  /** Remembers the tag of the newest event. */
  setTag(seq: number, tag: string): void {
    this.tag = tag;
    this.#tags.set(seq, tag);
    this.#tags.delete(seq - REMEMBERED_TAGS);
  }

  forgetTags(): void {
    this.#tags.clear();
  }

  tagOf(seq: number): string | undefined {
    return this.#tags.get(seq);
  }

  /** Returns the present text of an entry, where history has it. */
  textOf(seq: number): string | undefined {
    const [entry] = this.log.read({ after: seq - 1, limit: 1 }).entries;
    return entry?.seq === seq ? entry.text : undefined;
  }

  /** Resolves once the event is applied, or with false where that doesn't happen in time, or never in this epoch. */
  whenApplied(seq: number, withinMs: number): Promise<boolean> {
    if (!this.isOpen || this.head >= seq) return Promise.resolve(this.isOpen);
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, withinMs, false);
      const settle = (isApplied: boolean) => {
        clearTimeout(timer);
        resolve(isApplied);
      };
      this.#waiting.push({ seq, resolve: settle });
    });
  }

  /** The newest event that came early and follows from the newest one applied, by way of others. */
  get lastInOrder(): NewEntry | undefined {
    let last: NewEntry | undefined;
    for (let { head: seq, tag } = this; ; ) {
      const next = this.early.get(++seq);
      if (next === undefined || next.previous !== tag) return last;
      last = next;
      tag = next.tag;
    }
  }

  /** Lets whoever waits for an event know that it isn't confirmed. */
  refuseWaiting(): void {
    for (const { resolve } of this.#waiting) resolve(false);
    this.#waiting = [];
  }

  settleApplied(): void {
    if (this.#waiting.length === 0) return;
    const isDone = ({ seq }: { readonly seq: number }) => seq <= this.head;
    const done = this.#waiting.filter(isDone);
    this.#waiting = this.#waiting.filter((waiting) => !isDone(waiting));
    for (const { resolve } of done) resolve(true);
  }

  /** Gives up all that waits: the room has ended, or goes on in another epoch. */
  giveUp(): void {
    this.refuseWaiting();
    this.early.clear();
    this.own.clear();
    clearTimeout(this.gapTimer);
    this.gapTimer = undefined;
  }
}
