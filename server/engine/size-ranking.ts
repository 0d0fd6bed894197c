// Rooms in order of how much they take, so that the largest is found without looking at all of them. Rule H4.
import type { OpenRoom } from "./log/open-room.ts";

/** Returns the class of a size: classes are an eighth of a doubling wide, and rooms of one class count as equally large. */
function sizeClass(bytes: number): number {
  const exponent = Math.floor(Math.log2(bytes));
  return exponent * 8 + Math.floor((bytes / 2 ** exponent - 1) * 8);
}

class SizeOrder {
  readonly #classOf = new Map<OpenRoom, number>();
  /** The rooms of each class, by class. */
  readonly #classes: (Set<OpenRoom> | undefined)[] = [];

  set(room: OpenRoom, bytes: number): void {
    if (bytes <= 0) return this.delete(room);
    const [before, after] = [this.#classOf.get(room), sizeClass(bytes)];
    if (before === after) return;
    if (before !== undefined) this.#classes[before]?.delete(room);
    this.#classOf.set(room, after);
    this.#classes[after] ??= new Set();
    this.#classes[after].add(room);
  }

  delete(room: OpenRoom): void {
    const before = this.#classOf.get(room);
    if (before === undefined) return;
    this.#classes[before]?.delete(room);
    this.#classOf.delete(room);
  }

  get largest(): OpenRoom | undefined {
    while (this.#classes.length > 0) {
      for (const room of this.#classes.at(-1) ?? []) return room;
      this.#classes.pop();
    }
    return undefined;
  }
}

/** The rooms of a server or of a visitor: all that have anything to drop, and those that have more than they are left. */
export class SizeRanking {
  readonly #all = new SizeOrder();
  readonly #spare = new SizeOrder();

  constructor(rooms: Iterable<OpenRoom>) {
    for (const room of rooms) this.update(room);
  }

  /** To be called whenever what a room takes has changed. */
  update(room: OpenRoom): void {
    const { log } = room;
    this.#all.set(room, log.bytes);
    this.#spare.set(room, log.hasSpare ? log.bytes : 0);
  }

  delete(room: OpenRoom): void {
    this.#all.delete(room);
    this.#spare.delete(room);
  }

  /** The largest room of all. */
  get largest(): OpenRoom | undefined {
    return this.#all.largest;
  }

  /** The largest room of those that have more than their newest messages. */
  get largestWithSpare(): OpenRoom | undefined {
    return this.#spare.largest;
  }
}
