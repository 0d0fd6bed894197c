// Doubly linked rings of numbered nodes in one block of memory, 24 bytes a node with what it carries.
// Invariant: every node is in exactly one ring or in the free list; every ring goes through its head.

// A node is four 32-bit words, side by side for the processor's cache. Its number is the index of the first.
const WORDS = 4;
const NEXT = 0;
const PREVIOUS = 1;
const STAMP = 2;
const GENERATION = 3;

/** A handle is generation × NODES + node / WORDS, within 53 bits. */
const NODES = 2 ** 26;
const GENERATIONS = 2 ** 27 - 1;

export class Rings<T> {
  #words: Int32Array;
  readonly #carried: (T | undefined)[] = [];
  #capacity: number;
  #used: number;
  #free = -1;

  /** Heads are the first nodes: `head(0)` to `head(heads - 1)`. */
  constructor(heads: number) {
    this.#capacity = heads + 256;
    this.#used = heads;
    this.#words = new Int32Array(this.#capacity * WORDS);
    this.#carried.length = this.#capacity;
    for (let ring = 0; ring < heads; ring++) this.#empty(this.head(ring));
  }

  head(ring: number): number {
    return ring * WORDS;
  }

  /** The ring a head belongs to. */
  ringOf(head: number): number {
    return head / WORDS;
  }

  /** The node after this one; after a head, the first of its ring. */
  next(node: number): number {
    return this.#words[node + NEXT] as number;
  }

  /** The node before this one; before a head, the last of its ring. */
  previous(node: number): number {
    return this.#words[node + PREVIOUS] as number;
  }

  /** A 32-bit number of the caller's. */
  stamp(node: number): number {
    return this.#words[node + STAMP] as number;
  }

  carried(node: number): T {
    return this.#carried[node / WORDS] as T;
  }

  /** A node in no ring yet. */
  take(what: T): number {
    let node = this.#free;
    if (node >= 0) {
      this.#free = this.#words[node + NEXT] as number;
    } else {
      if (this.#used === this.#capacity) this.#grow();
      node = this.#used++ * WORDS;
      this.#words[node + GENERATION] = 1;
    }
    this.#carried[node / WORDS] = what;
    return node;
  }

  /** Gives a node back that is in no ring any more. Its handles end here. */
  release(node: number): void {
    const words = this.#words;
    this.#carried[node / WORDS] = undefined;
    words[node + GENERATION] = ((words[node + GENERATION] as number) % GENERATIONS) + 1;
    words[node + NEXT] = this.#free;
    this.#free = node;
  }

  /** Names this use of a node. Never 0. */
  handle(node: number): number {
    return (this.#words[node + GENERATION] as number) * NODES + node / WORDS;
  }

  /** The node a handle names, or -1 when it was released since. */
  find(handle: number): number {
    const generation = Math.floor(handle / NODES);
    const node = (handle - generation * NODES) * WORDS;
    return generation > 0 && this.#words[node + GENERATION] === generation ? node : -1;
  }

  append(node: number, stamp: number, head: number): void {
    const words = this.#words;
    const last = words[head + PREVIOUS] as number;
    words[node + STAMP] = stamp;
    words[node + NEXT] = head;
    words[node + PREVIOUS] = last;
    words[last + NEXT] = node;
    words[head + PREVIOUS] = node;
  }

  /** Takes a node out of its ring. Answers the head when nothing else was in it, otherwise -1. */
  remove(node: number): number {
    const words = this.#words;
    const next = words[node + NEXT] as number;
    const previous = words[node + PREVIOUS] as number;
    words[previous + NEXT] = next;
    words[next + PREVIOUS] = previous;
    return next === previous ? next : -1;
  }

  /** Puts everything of one ring before everything of another. */
  prepend(from: number, head: number): void {
    const words = this.#words;
    const first = words[from + NEXT] as number;
    if (first === from) return;
    const last = words[from + PREVIOUS] as number;
    const next = words[head + NEXT] as number;
    words[head + NEXT] = first;
    words[first + PREVIOUS] = head;
    words[last + NEXT] = next;
    words[next + PREVIOUS] = last;
    this.#empty(from);
  }

  #empty(head: number): void {
    this.#words[head + NEXT] = head;
    this.#words[head + PREVIOUS] = head;
  }

  #grow(): void {
    if (this.#capacity === NODES) throw new RangeError("too many nodes");
    // Large blocks grow by a quarter, so that they are never mostly empty.
    const by = this.#capacity < 65_536 ? this.#capacity : this.#capacity >> 2;
    this.#capacity = Math.min(NODES, this.#capacity + by);
    const words = new Int32Array(this.#capacity * WORDS);
    words.set(this.#words);
    this.#words = words;
    // Set, not pushed: an array that grows by pushing doubles.
    this.#carried.length = this.#capacity;
  }
}
