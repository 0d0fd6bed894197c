/**
 * The height of each row of a long list, and from that its offset: measured once the row has been in the page, estimated
 * until then. All in px. A row is identified by a key that grows from row to row; its place is its index in the list.
 * Offsets are summed only as far as somebody asks for them.
 */
export class RowHeights {
  #keys: number[] = [];
  #heights: number[] = [];
  /** #offsets[n] is the sum of the first n heights; correct for n up to #valid. */
  readonly #offsets: number[] = [0];
  #valid = 0;
  #measured = new Map<number, number>();

  get length(): number {
    return this.#keys.length;
  }

  /**
   * Replaces the rows and keeps what was measured of those that stay. Appending costs only the rows that are new, also where
   * the oldest are dropped at the same time.
   */
  setRows(length: number, keyAt: (place: number) => number, estimate: (place: number) => number): void {
    const dropped = Math.max(0, this.#keys.indexOf(keyAt(0)));
    const kept = this.length - dropped;
    const isGrown = length >= kept && keyAt(0) === this.#keys[dropped] && keyAt(kept - 1) === this.#keys.at(-1);
    if (!isGrown) this.#reset(length, keyAt);
    else if (dropped > 0) {
      for (const key of this.#keys.splice(0, dropped)) this.#measured.delete(key);
      this.#heights.splice(0, dropped);
      this.#valid = 0;
    }
    for (let place = this.#heights.length; place < length; place++) {
      const key = keyAt(place);
      this.#keys[place] = key;
      this.#heights.push(this.#measured.get(key) ?? estimate(place));
    }
  }

  #reset(length: number, keyAt: (place: number) => number): void {
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

  /** Records a measured height. @returns whether it differs from what was known */
  measure(place: number, height: number): boolean {
    const key = this.#keys[place];
    if (key === undefined) return false;
    this.#measured.set(key, height);
    if (this.#heights[place] === height) return false;
    this.#heights[place] = height;
    this.#valid = Math.min(this.#valid, place);
    return true;
  }

  /** Returns where a row begins, counted from the top of the first; past the last row, where the last one ends. */
  offsetOf(place: number): number {
    const to = Math.max(0, Math.min(place, this.length));
    for (; this.#valid < to; this.#valid++) {
      this.#offsets[this.#valid + 1] = (this.#offsets[this.#valid] ?? 0) + (this.#heights[this.#valid] ?? 0);
    }
    return this.#offsets[to] ?? 0;
  }

  get total(): number {
    return this.offsetOf(this.length);
  }

  /** Returns the place of the row that covers this offset, or of the nearest row; -1 if there are no rows. */
  placeAt(offset: number): number {
    let [from, to] = [0, this.length - 1];
    while (from < to) {
      const middle = (from + to + 1) >> 1;
      if (this.offsetOf(middle) <= offset) from = middle;
      else to = middle - 1;
    }
    return Math.min(from, this.length - 1);
  }
}
