// Limits the memory that all rooms of a server use together: their events, nonces and states, and a fixed amount for each
// room. When it is used up, whoever takes most gives way: first the rooms of visitors who take more than their share, then
// the largest rooms, and each of these keeps its newest messages as long as another has more. Rule H4.
import type { OpenRoom, VisitorUsage } from "./log/open-room.ts";
import { SizeRanking } from "./size-ranking.ts";

/** The bytes counted for each room besides its events: about what was measured, rounded up. */
const ROOM_OVERHEAD_BYTES = 1024;
/** The part of a room's state that ROOM_OVERHEAD_BYTES contains already. */
const INCLUDED_STATE_BYTES = 512;
/** The part of the memory that one visitor's rooms keep when others need it. */
const VISITOR_SHARE = 1 / 4;
/** The part of the memory that may be taken by what can't be dropped: rooms themselves, and their states. */
const FIXED_SHARE = 3 / 4;
/** Below this part of the memory, nobody is about to give way, so the order of rooms isn't kept. */
const CALM_PART = 1 / 2;

export class MemoryBudget {
  readonly #maxBytes: number;
  readonly #rooms: () => Iterable<OpenRoom>;
  readonly #onDropped: (room: OpenRoom) => void;
  readonly #visitors = new Map<string, VisitorUsage>();
  /** The visitors whose rooms take more than their share; with the order of these rooms while memory is short. */
  readonly #greedy = new Map<VisitorUsage, SizeRanking | undefined>();
  /** Kept while memory is short: a server with memory to spare doesn't pay for it. */
  #ranking: SizeRanking | undefined;
  #usedBytes = 0;
  #fixedBytes = 0;
  /** What states on their way to the data file will take more. */
  #reservedBytes = 0;

  /**
   * @param rooms all that are open
   * @param onDropped called with a room after it has dropped an event
   */
  constructor(maxBytes: number, rooms: () => Iterable<OpenRoom>, onDropped: (room: OpenRoom) => void = () => {}) {
    this.#maxBytes = maxBytes;
    this.#rooms = rooms;
    this.#onDropped = onDropped;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** Returns all that a room takes. */
  bytesOf(room: OpenRoom): number {
    return room.log.bytes + ROOM_OVERHEAD_BYTES + room.stateBytes;
  }

  /** Returns whether another room with this state fits. @param visitor who creates it */
  fitsRoom(state: string, visitor: string | undefined): boolean {
    const usage = visitor === undefined ? undefined : this.#visitors.get(visitor);
    return this.#fitsFixed(ROOM_OVERHEAD_BYTES + extraStateBytes(state), usage);
  }

  /**
   * Returns whether so many bytes of events, and a new state if one is given, fit when rooms drop what history they have.
   * To be asked before anything is dropped: a refused message must not cost anybody history.
   */
  fits(room: OpenRoom, eventBytes: number, state: string | undefined): boolean {
    const more = moreStateBytes(room, state);
    if (more > 0 && !this.#fitsFixed(more, room.visitor)) return false;
    return this.#fixedBytes + this.#reservedBytes + more + eventBytes <= this.#maxBytes;
  }

  /** Counts a state that is on its way to the data file. @returns what ends that, to be called once */
  reserve(room: OpenRoom, state: string | undefined): () => void {
    const more = moreStateBytes(room, state);
    this.#reservedBytes += more;
    if (room.visitor !== undefined) room.visitor.fixedBytes += more;
    return () => {
      this.#reservedBytes -= more;
      if (room.visitor !== undefined) room.visitor.fixedBytes -= more;
    };
  }

  /** @param visitor who created it; undefined where that isn't known or doesn't count */
  addRoom(room: OpenRoom, state: string, visitor: string | undefined): void {
    if (visitor !== undefined) {
      room.visitor = this.#visitors.get(visitor) ?? { key: visitor, rooms: 0, bytes: 0, fixedBytes: 0 };
      room.visitor.rooms++;
      this.#visitors.set(visitor, room.visitor);
    }
    this.#countFixed(room, ROOM_OVERHEAD_BYTES);
    this.setState(room, state);
  }

  removeRoom(room: OpenRoom): void {
    this.#countFixed(room, -ROOM_OVERHEAD_BYTES - room.stateBytes);
    this.#count(room, -room.log.bytes);
    this.#ranking?.delete(room);
    if (room.visitor !== undefined) {
      this.#greedy.get(room.visitor)?.delete(room);
      if (--room.visitor.rooms === 0) this.#visitors.delete(room.visitor.key);
    }
    if (this.#usedBytes > this.#maxBytes * CALM_PART) return;
    this.#ranking = undefined;
    for (const visitor of this.#greedy.keys()) this.#greedy.set(visitor, undefined);
  }

  /** Counts the room's state anew, and makes space where that takes too much. */
  setState(room: OpenRoom, state: string): void {
    const bytes = extraStateBytes(state);
    this.#countFixed(room, bytes - room.stateBytes);
    room.stateBytes = bytes;
    this.makeSpace(0);
  }

  /** Counts what a room's log has grown by; a negative number where it has shrunk. */
  countGrowth(room: OpenRoom, bytes: number): void {
    this.#count(room, bytes);
    this.#ranking?.update(room);
    if (room.visitor !== undefined) this.#greedy.get(room.visitor)?.update(room);
  }

  /** Drops the oldest events of whoever takes most, until so many bytes fit or nothing is left to drop. */
  makeSpace(bytes: number): void {
    while (this.#usedBytes + bytes > this.#maxBytes) {
      const room = this.#nextToGiveWay();
      const freed = room?.log.giveWay() ?? 0;
      if (room === undefined || freed === 0) return;
      this.countGrowth(room, -freed);
      this.#onDropped(room);
    }
  }

  #nextToGiveWay(): OpenRoom | undefined {
    this.#ranking ??= new SizeRanking(this.#rooms());
    for (const visitor of this.#greedy.keys()) {
      const ranking = this.#rankingOf(visitor);
      const room = ranking.largestWithSpare ?? ranking.largest;
      if (room !== undefined) return room;
    }
    return this.#ranking.largestWithSpare ?? this.#ranking.largest;
  }

  #rankingOf(visitor: VisitorUsage): SizeRanking {
    const kept = this.#greedy.get(visitor);
    if (kept !== undefined) return kept;
    const ranking = new SizeRanking([...this.#rooms()].filter((room) => room.visitor === visitor));
    this.#greedy.set(visitor, ranking);
    return ranking;
  }

  #fitsFixed(more: number, visitor: VisitorUsage | undefined): boolean {
    if (visitor !== undefined && visitor.fixedBytes + more > this.#maxBytes * VISITOR_SHARE) return false;
    return this.#fixedBytes + this.#reservedBytes + more <= this.#maxBytes * FIXED_SHARE;
  }

  #countFixed(room: OpenRoom, bytes: number): void {
    this.#fixedBytes += bytes;
    if (room.visitor !== undefined) room.visitor.fixedBytes += bytes;
    this.#count(room, bytes);
  }

  #count({ visitor }: OpenRoom, bytes: number): void {
    this.#usedBytes += bytes;
    if (visitor === undefined) return;
    visitor.bytes += bytes;
    if (visitor.bytes <= this.#maxBytes * VISITOR_SHARE) this.#greedy.delete(visitor);
    else if (!this.#greedy.has(visitor)) this.#greedy.set(visitor, undefined);
  }
}

const extraStateBytes = (state: string) => Math.max(0, Buffer.byteLength(state) - INCLUDED_STATE_BYTES);

/** Returns what a state will take more than the room's present one. */
const moreStateBytes = (room: OpenRoom, state: string | undefined) =>
  state === undefined ? 0 : Math.max(0, extraStateBytes(state) - room.stateBytes);
