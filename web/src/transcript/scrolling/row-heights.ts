// How high each row of a long list is, and so where it stands: measured where it has been in the page, estimated where
// not. Rows are known by a key that grows from row to row. Offsets are summed up as far as they are asked for.

export class Heights {
  #keys: number[] = [];
  #heights: number[] = [];
  /** #offsets[n] is the sum of the first n heights, right up to #valid. */
  readonly #offsets: number[] = [0];
  #valid = 0;
  #measured = new Map<number, number>();

  get length(): number {
    return this.#keys.length;
  }

  /** The rows are these now; what was measured of those that stay is kept. Rows at the end cost only themselves. */
  follow(length: number, keyAt: (place: number) => number, estimate: (place: number) => number): void {
    const before = this.length;
    const isGrown = length >= before && keyAt(0) === this.#keys[0] && keyAt(before - 1) === this.#keys.at(-1);
    if (!isGrown) this.#begin(length, keyAt);
    for (let place = this.#heights.length; place < length; place++) {
      const key = keyAt(place);
      this.#keys[place] = key;
      this.#heights.push(this.#measured.get(key) ?? estimate(place));
    }
  }

  #begin(length: number, keyAt: (place: number) => number): void {
    const before = this.#measured;
    this.#measured = new Map();
    for (let place = 0; place < length; place++) {
      const height = before.get(keyAt(place));
      if (height !== undefined) this.#measured.set(keyAt(place), height);
    }
    this.#keys = [];
    this.#heights = [];
    this.#valid = 0;
  }

  /** @returns whether that is news */
  measure(place: number, height: number): boolean {
    const key = this.#keys[place];
    if (key === undefined) return false;
    this.#measured.set(key, height);
    if (this.#heights[place] === height) return false;
    this.#heights[place] = height;
    this.#valid = Math.min(this.#valid, place);
    return true;
  }

  /** Where a row begins, from the beginning of the first; of one beyond the last, where that ends. */
  offset(place: number): number {
    const to = Math.max(0, Math.min(place, this.length));
    for (; this.#valid < to; this.#valid++) {
      this.#offsets[this.#valid + 1] = (this.#offsets[this.#valid] ?? 0) + (this.#heights[this.#valid] ?? 0);
    }
    return this.#offsets[to] ?? 0;
  }

  get total(): number {
    return this.offset(this.length);
  }

  /** The row that covers this offset; the nearest where none does. -1 where there are no rows. */
  at(offset: number): number {
    let [from, to] = [0, this.length - 1];
    while (from < to) {
      const middle = (from + to + 1) >> 1;
      if (this.offset(middle) <= offset) from = middle;
      else to = middle - 1;
    }
    return Math.min(from, this.length - 1);
  }
}
