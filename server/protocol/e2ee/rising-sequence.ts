// Numbers that must rise with the place they stand at, put in in any order: newest first, as history is read.

type Entry = { readonly place: number; readonly value: number };

/** Keeps the newest entries, and tells of each new one whether it stands where it should. */
export class RisingSequence {
  readonly #entries: Entry[] = [];
  readonly #mayRepeat: boolean;
  readonly #max: number;

  constructor(mayRepeat: boolean, max: number) {
    this.#mayRepeat = mayRepeat;
    this.#max = max;
  }

  /** Puts a value in and returns the places, its own or the next one's, whose value is not above the one before. */
  insert(place: number, value: number): number[] {
    const entries = this.#entries;
    const at = this.#indexAfter(place);
    const [before, after] = [entries[at - 1], entries[at]];
    if (before?.place === place) return before.value === value ? [] : [place];
    entries.splice(at, 0, { place, value });
    if (entries.length > this.#max) entries.shift();
    const isBelow = (one: Entry | undefined, other: Entry | undefined) =>
      one !== undefined &&
      other !== undefined &&
      (this.#mayRepeat ? other.value < one.value : other.value <= one.value);
    const entry = { place, value };
    return [
      ...(isBelow(before, entry) ? [place] : []),
      ...(after !== undefined && isBelow(entry, after) ? [after.place] : []),
    ];
  }

  /** Returns where what stands at this place, or before it, ends. A walk from either end would be long for a whole history. */
  #indexAfter(place: number): number {
    let [from, to] = [0, this.#entries.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.#entries[middle]?.place ?? 0) > place) to = middle;
      else from = middle + 1;
    }
    return from;
  }
}
