// Doubly linked rings of numbered nodes, 24 bytes a node with the reference it carries.
// Invariant: every node is in exactly one ring or in the free list; every ring goes through its head.

// A node is four 32-bit words, side by side for the processor's cache, in blocks that are never moved: growing copies
// nothing, so that it can't hold up the event loop, and leaves nothing behind for the collector.
const NEXT = 0;
const PREVIOUS = 1;
const STAMP = 2;
const GENERATION = 3;
const BLOCK_BITS = 12;
const BLOCK = 2 ** BLOCK_BITS;

/** A handle is generation × NODES + node, within 53 bits. */
const NODES = 2 ** 26;
const GENERATIONS = 2 ** 27 - 1;

/** A node's place among those of its block. */
const place = (node: number) => node & (BLOCK - 1);
/** Where its words begin there. */
const words = (node: number) => (node & (BLOCK - 1)) << 2;

export class Rings<T> {
  readonly #blocks: Int32Array[] = [];
  readonly #carried: (T | undefined)[][] = [];
  #used: number;
  #free = -1;

  /** @param heads the first nodes, each the head of a ring from the beginning */
  constructor(heads: number) {
    this.#used = heads;
    this.#grow();
    for (let head = 0; head < heads; head++) this.#empty(head);
  }

  /** The node after this one; after a head, the first of its ring. */
  next(node: number): number {
    return this.#block(node)[words(node) + NEXT] as number;
  }

  /** A 32-bit number of the caller's. */
  stamp(node: number): number {
    return this.#block(node)[words(node) + STAMP] as number;
  }

  carried(node: number): T {
    return this.#cargo(node)[place(node)] as T;
  }

  /** A node in no ring yet. */
  take(what: T): number {
    let node = this.#free;
    if (node >= 0) {
      this.#free = this.next(node);
    } else {
      if (this.#used === this.#blocks.length * BLOCK) this.#grow();
      node = this.#used++;
      this.#block(node)[words(node) + GENERATION] = 1;
    }
    this.#cargo(node)[place(node)] = what;
    return node;
  }

  /** Gives a node back that is in no ring any more. Its handles end here. */
  release(node: number): void {
    const block = this.#block(node);
    const at = words(node);
    block[at + GENERATION] = ((block[at + GENERATION] as number) % GENERATIONS) + 1;
    block[at + NEXT] = this.#free;
    this.#cargo(node)[place(node)] = undefined;
    this.#free = node;
  }

  /** Names this use of a node. Never 0. */
  handle(node: number): number {
    return (this.#block(node)[words(node) + GENERATION] as number) * NODES + node;
  }

  /** The node a handle names, or -1 when it was released since. */
  find(handle: number): number {
    const generation = Math.floor(handle / NODES);
    const node = handle - generation * NODES;
    const isLive = generation > 0 && this.#blocks[node >>> BLOCK_BITS]?.[words(node) + GENERATION] === generation;
    return isLive ? node : -1;
  }

  /** Puts a node at the end of a ring. */
  append(node: number, stamp: number, head: number): void {
    const heads = this.#block(head);
    const last = heads[words(head) + PREVIOUS] as number;
    const block = this.#block(node);
    const at = words(node);
    block[at + STAMP] = stamp;
    block[at + NEXT] = head;
    block[at + PREVIOUS] = last;
    this.#block(last)[words(last) + NEXT] = node;
    heads[words(head) + PREVIOUS] = node;
  }

  /** Takes a node out of its ring. Answers the head when nothing else was in it, otherwise -1. */
  remove(node: number): number {
    const block = this.#block(node);
    const next = block[words(node) + NEXT] as number;
    const previous = block[words(node) + PREVIOUS] as number;
    this.#block(previous)[words(previous) + NEXT] = next;
    this.#block(next)[words(next) + PREVIOUS] = previous;
    return next === previous ? next : -1;
  }

  /** Puts everything of one ring before everything of another. */
  prepend(from: number, head: number): void {
    const first = this.next(from);
    if (first === from) return;
    const last = this.#block(from)[words(from) + PREVIOUS] as number;
    const next = this.next(head);
    this.#block(head)[words(head) + NEXT] = first;
    this.#block(first)[words(first) + PREVIOUS] = head;
    this.#block(last)[words(last) + NEXT] = next;
    this.#block(next)[words(next) + PREVIOUS] = last;
    this.#empty(from);
  }

  #block(node: number): Int32Array {
    return this.#blocks[node >>> BLOCK_BITS] as Int32Array;
  }

  #cargo(node: number): (T | undefined)[] {
    return this.#carried[node >>> BLOCK_BITS] as (T | undefined)[];
  }

  #empty(head: number): void {
    this.#block(head)[words(head) + NEXT] = head;
    this.#block(head)[words(head) + PREVIOUS] = head;
  }

  #grow(): void {
    if (this.#blocks.length * BLOCK === NODES) throw new RangeError("too many nodes");
    this.#blocks.push(new Int32Array(BLOCK * 4));
    this.#carried.push(new Array(BLOCK).fill(undefined));
  }
}
