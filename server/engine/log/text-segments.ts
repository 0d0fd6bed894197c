// Texts numbered in a row, kept as UTF-8 in segments: what lives as long as history does would cost the collector work again
// and again as strings, and as much memory anew when it is dropped. A run of them is told with one decoding.
// Invariant: each is in one piece in one segment, a comma after it; segments are in order and none is empty; of a text that
// was replaced nothing stays, and of dropped ones the last few at most; what segments have left over is no more than a few
// times what is in them.

/** Bytes. As long as there is one segment it grows with what is in it; the next are as large. A longer text has its own. */
const SEGMENT = 16 * 1024;
/** What was dropped is overwritten when it is so much: one by one, that took a fifth of what a message does. */
const MUCH = 4 * 1024;
/** Of what is smaller nothing is given back. */
const LITTLE = 1024;
const COMMA = 44;

type Segment = {
  bytes: Buffer;
  /** Bytes in use. */
  used: number;
  /** The number of its first text. */
  first: number;
  /** Of each text where it begins, and its mark. */
  readonly index: number[];
};

export class Segments {
  readonly #segments: Segment[] = [];
  /** The last of them. */
  #last: Segment | undefined;
  /** One that is free again, in a long history: whoever talks on needs it soon. */
  #spare: Segment | undefined;
  /** Where a text was found last: the next one asked for is mostly beside it. */
  #found: Segment | undefined;
  /** How much of the first segment has been overwritten. */
  #erased = 0;
  #oldest = 1;
  #next = 1;
  #size = 0;

  /** The number of the oldest text; one more than the newest where there is none. */
  get oldest(): number {
    return this.#oldest;
  }

  /** The number of the newest text so far. */
  get newest(): number {
    return this.#next - 1;
  }

  /** UTF-8 bytes of all texts. */
  get size(): number {
    return this.#size;
  }

  /** Bytes set aside for them. */
  get capacity(): number {
    return this.#segments.reduce((sum, { bytes }) => sum + bytes.length, this.#spare?.bytes.length ?? 0);
  }

  /** The next text is the one after this number. There are none yet. */
  resumeAfter(number: number): void {
    this.#oldest = this.#next = number + 1;
  }

  /**
   * @param size of the text, UTF-8 bytes: who asks has counted them
   * @param mark a 32-bit number of the caller's
   */
  push(text: string, size: number, mark: number): void {
    const last = this.#last;
    const segment = last !== undefined && last.used + size < last.bytes.length ? last : this.#withRoom(size + 1);
    const { bytes, used } = segment;
    bytes.write(text, used);
    bytes[used + size] = COMMA;
    segment.index.push(used, mark);
    segment.used = used + size + 1;
    this.#next++;
    this.#size += size;
  }

  /** Drops the oldest. @returns its size; undefined where there is none */
  drop(): number | undefined {
    const oldest = this.#segments[0];
    if (oldest === undefined) return undefined;
    const at = this.#oldest - oldest.first;
    const [from, to] = [startOf(oldest, at), startOf(oldest, at + 1)];
    this.#oldest++;
    this.#size -= to - from - 1;
    if (to === oldest.used) {
      this.#remove(oldest);
    } else {
      if (to - this.#erased >= MUCH) this.#erase(oldest, to);
      if (to > (oldest === this.#last ? LITTLE : SEGMENT)) this.#tighten(oldest);
    }
    return to - from - 1;
  }

  text(number: number): string {
    const segment = this.#of(number);
    return decoded(segment, number - segment.first, number - segment.first);
  }

  mark(number: number): number {
    const { index, first } = this.#of(number);
    return index[(number - first) * 2 + 1] as number;
  }

  sizeOf(number: number): number {
    const segment = this.#of(number);
    const at = number - segment.first;
    return startOf(segment, at + 1) - startOf(segment, at) - 1;
  }

  /** Texts in a row, commas between them. @param to the last */
  joined(from: number, to: number): string {
    const parts: string[] = [];
    for (let number = from; number <= to; ) {
      const segment = this.#of(number);
      const last = Math.min(to, segment.first + segment.index.length / 2 - 1);
      parts.push(decoded(segment, number - segment.first, last - segment.first));
      number = last + 1;
    }
    return parts.join(",");
  }

  /** Puts another text in the place of one; nothing of that one stays, nor of any that was dropped. */
  replace(number: number, text: string): void {
    const segment = this.#of(number);
    const oldest = this.#segments[0] as Segment;
    this.#erase(oldest, startOf(oldest, this.#oldest - oldest.first));
    const { index, used } = segment;
    const at = number - segment.first;
    const [from, to] = [startOf(segment, at), startOf(segment, at + 1)];
    const size = Buffer.byteLength(text);
    const shift = from + size + 1 - to;
    if (used + shift > segment.bytes.length) resize(segment, used + shift);
    const { bytes } = segment;
    bytes.copyWithin(to + shift, to, used);
    bytes.write(text, from);
    bytes[from + size] = COMMA;
    if (shift < 0) bytes.fill(0, used + shift, used);
    for (let later = (at + 1) * 2; later < index.length; later += 2) (index[later] as number) += shift;
    segment.used += shift;
    this.#size += shift;
    this.#fit(segment);
  }

  /** Nothing of any text stays. */
  wipe(): void {
    for (const { bytes } of this.#segments) bytes.fill(0);
    this.#segments.length = 0;
    this.#last = this.#spare = this.#found = undefined;
    this.#erased = 0;
    this.#oldest = this.#next;
    this.#size = 0;
  }

  /** Room for so many bytes: in the last segment, where that is small, or in another. */
  #withRoom(size: number): Segment {
    const last = this.#last;
    if (last !== undefined) {
      this.#tighten(last);
      if (last.used + size <= last.bytes.length) return last;
      if (last.used + size <= SEGMENT) {
        // By half at least, so that what is said one by one is not copied each time.
        resize(last, Math.max(last.used + size, Math.min(SEGMENT, Math.ceil(last.bytes.length * 1.5))));
        return last;
      }
    }
    const spare = size <= SEGMENT ? this.#spare : undefined;
    if (spare !== undefined) this.#spare = undefined;
    const bytes = () => Buffer.alloc(last === undefined ? size : Math.max(size, SEGMENT));
    const segment = spare ?? { bytes: bytes(), used: 0, first: 0, index: [] };
    segment.first = this.#next;
    this.#segments.push(segment);
    this.#last = segment;
    if (last !== undefined) this.#fit(last);
    return segment;
  }

  /** Moves what is left in a segment to its front, where more than half has been dropped. */
  #tighten(segment: Segment): void {
    const { bytes, index, used, first } = segment;
    const dropped = Math.max(0, this.#oldest - first);
    const from = startOf(segment, dropped);
    if (from * 2 <= used) return;
    bytes.copyWithin(0, from, used);
    bytes.fill(0, used - from, used);
    this.#erased = 0;
    index.splice(0, dropped * 2);
    for (let at = 0; at < index.length; at += 2) (index[at] as number) -= from;
    segment.first = first + dropped;
    segment.used = used - from;
    this.#fit(segment);
  }

  /** Gives back what a segment has left over, where that is much. The last has room for more, the more there is in all. */
  #fit(segment: Segment): void {
    const { bytes, used } = segment;
    const ample = segment === this.#last ? Math.max(used * 4, Math.min(this.#size, SEGMENT)) : used * 2;
    if (bytes.length > Math.max(ample, LITTLE)) resize(segment, used);
  }

  /** All its texts were dropped. */
  #remove(segment: Segment): void {
    this.#erase(segment, segment.used);
    this.#erased = 0;
    this.#segments.shift();
    segment.used = 0;
    segment.index.length = 0;
    if (this.#size < SEGMENT) this.#spare = undefined;
    else if (segment.bytes.length === SEGMENT) this.#spare = segment;
    if (segment === this.#last) this.#last = undefined;
    else if (this.#segments.length === 1) this.#fit(this.#last as Segment);
  }

  /** @param oldest the first of them @param to where what is left in it begins */
  #erase(oldest: Segment, to: number): void {
    oldest.bytes.fill(0, this.#erased, to);
    this.#erased = to;
  }

  #of(number: number): Segment {
    if (number < this.#oldest || number >= this.#next) throw new RangeError("no such text");
    if (this.#found !== undefined && has(this.#found, number)) return this.#found;
    let [low, high] = [0, this.#segments.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#segments[middle] as Segment).first <= number) low = middle;
      else high = middle - 1;
    }
    this.#found = this.#segments[low] as Segment;
    return this.#found;
  }
}

const has = ({ first, index }: Segment, number: number) => number >= first && number < first + index.length / 2;
const startOf = ({ index, used }: Segment, at: number) => index[at * 2] ?? used;

/** @param to the last, which goes without its comma */
function decoded(segment: Segment, from: number, to: number): string {
  return segment.bytes.toString("utf8", startOf(segment, from), startOf(segment, to + 1) - 1);
}

/** @param size all that is used, or more */
function resize(segment: Segment, size: number): void {
  const former = segment.bytes;
  segment.bytes = Buffer.alloc(size);
  former.copy(segment.bytes, 0, 0, segment.used);
  former.fill(0);
}
