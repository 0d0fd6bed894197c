// A pool of doubly linked lists (rings of numbered nodes), 24 bytes a node with the reference it carries.
// Invariant: every node is in exactly one ring or in the free list; every ring goes through its head.

// A node is four 32-bit words, side by side for the processor's cache, in blocks that never move. Growing copies nothing,
// so it can't block the event loop and leaves nothing to the garbage collector.
const NEXT = 0;
const PREVIOUS = 1;
const STAMP = 2;
const GENERATION = 3;
const BLOCK_BITS = 12;
const NODES_PER_BLOCK = 2 ** BLOCK_BITS;

/** A handle is generation × MAX_NODES + node, within the 53 bits a number holds exactly. */
const MAX_NODES = 2 ** 26;
const MAX_GENERATION = 2 ** 27 - 1;

/** Returns the node's index within its block. */
const indexInBlock = (node: number) => node & (NODES_PER_BLOCK - 1);
/** Returns where the node's four words begin in its block. */
const wordsAt = (node: number) => (node & (NODES_PER_BLOCK - 1)) << 2;

export class LinkedListPool<T> {
  readonly #blocks: Int32Array[] = [];
  readonly #values: (T | undefined)[][] = [];
  #used: number;
  #free = -1;

  /** @param heads the first nodes, each the head of a ring from the beginning */
  constructor(heads: number) {
    this.#used = heads;
    this.#grow();
    for (let head = 0; head < heads; head++) this.#empty(head);
  }

  /** Returns the node after this one; after a head, the first of its ring. */
  next(node: number): number {
    return this.#block(node)[wordsAt(node) + NEXT] as number;
  }

  /** Returns the 32-bit number the caller gave with `append`. */
  stamp(node: number): number {
    return this.#block(node)[wordsAt(node) + STAMP] as number;
  }

  /** Returns the value the node carries. */
  valueOf(node: number): T {
    return this.#valuesOf(node)[indexInBlock(node)] as T;
  }

  /** Returns a node that carries the value and is in no ring yet. */
  allocate(value: T): number {
    let node = this.#free;
    if (node >= 0) {
      this.#free = this.next(node);
    } else {
      if (this.#used === this.#blocks.length * NODES_PER_BLOCK) this.#grow();
      node = this.#used++;
      this.#block(node)[wordsAt(node) + GENERATION] = 1;
    }
    this.#valuesOf(node)[indexInBlock(node)] = value;
    return node;
  }

  /** Frees a node that is in no ring any more. Its handles stop resolving. */
  release(node: number): void {
    const block = this.#block(node);
    const at = wordsAt(node);
    block[at + GENERATION] = ((block[at + GENERATION] as number) % MAX_GENERATION) + 1;
    block[at + NEXT] = this.#free;
    this.#valuesOf(node)[indexInBlock(node)] = undefined;
    this.#free = node;
  }

  /** Returns the node's handle, which is never 0. It resolves to the node until the node is released. */
  handle(node: number): number {
    return (this.#block(node)[wordsAt(node) + GENERATION] as number) * MAX_NODES + node;
  }

  /** Returns the node a handle names, or -1 when it was released since. */
  resolve(handle: number): number {
    const generation = Math.floor(handle / MAX_NODES);
    const node = handle - generation * MAX_NODES;
    const isLive = generation > 0 && this.#blocks[node >>> BLOCK_BITS]?.[wordsAt(node) + GENERATION] === generation;
    return isLive ? node : -1;
  }

  /** Puts a node at the end of a ring. */
  append(node: number, stamp: number, head: number): void {
    const heads = this.#block(head);
    const last = heads[wordsAt(head) + PREVIOUS] as number;
    const block = this.#block(node);
    const at = wordsAt(node);
    block[at + STAMP] = stamp;
    block[at + NEXT] = head;
    block[at + PREVIOUS] = last;
    this.#block(last)[wordsAt(last) + NEXT] = node;
    heads[wordsAt(head) + PREVIOUS] = node;
  }

  /** Takes a node out of its ring. @returns the head when that left the ring empty, otherwise -1 */
  remove(node: number): number {
    const block = this.#block(node);
    const next = block[wordsAt(node) + NEXT] as number;
    const previous = block[wordsAt(node) + PREVIOUS] as number;
    this.#block(previous)[wordsAt(previous) + NEXT] = next;
    this.#block(next)[wordsAt(next) + PREVIOUS] = previous;
    return next === previous ? next : -1;
  }

  /** Moves everything of one ring to the front of another. */
  prepend(from: number, head: number): void {
    const first = this.next(from);
    if (first === from) return;
    const last = this.#block(from)[wordsAt(from) + PREVIOUS] as number;
    const next = this.next(head);
    this.#block(head)[wordsAt(head) + NEXT] = first;
    this.#block(first)[wordsAt(first) + PREVIOUS] = head;
    this.#block(last)[wordsAt(last) + NEXT] = next;
    this.#block(next)[wordsAt(next) + PREVIOUS] = last;
    this.#empty(from);
  }

  #block(node: number): Int32Array {
    return this.#blocks[node >>> BLOCK_BITS] as Int32Array;
  }

  #valuesOf(node: number): (T | undefined)[] {
    return this.#values[node >>> BLOCK_BITS] as (T | undefined)[];
  }

  #empty(head: number): void {
    this.#block(head)[wordsAt(head) + NEXT] = head;
    this.#block(head)[wordsAt(head) + PREVIOUS] = head;
  }

  #grow(): void {
    if (this.#blocks.length * NODES_PER_BLOCK === MAX_NODES) throw new RangeError("too many nodes");
    this.#blocks.push(new Int32Array(NODES_PER_BLOCK * 4));
    this.#values.push(new Array(NODES_PER_BLOCK).fill(undefined));
  }
}
