// Texts numbered in a row, kept as UTF-8 in segments: what lives as long as history does would cost the collector work again
// and again as strings, and as much memory anew when it is dropped. A run of them is told with one decoding.
// Invariant: each is in one piece in one segment, a comma after it; segments are in order and none but the last is empty.

/** Bytes. As long as there is one segment it grows with what is in it; the next are as large. A longer text has its own. */
const SEGMENT = 16 * 1024;
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
  /** One that is free again: whoever talks on needs it soon. */
  #spare: Segment | undefined;
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

  /** The next text is the one after this number. There are none yet. */
  resumeAfter(number: number): void {
    this.#oldest = this.#next = number + 1;
  }

  /**
   * @param size of the text, UTF-8 bytes
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
    if (oldest === undefined || this.#oldest === this.#next) return undefined;
    const at = this.#oldest - oldest.first;
    const size = sizeIn(oldest, at);
    this.#oldest++;
    this.#size -= size;
    if ((at + 1) * 2 === oldest.index.length) this.#empty(oldest);
    return size;
  }

  text(number: number): string {
    const segment = this.#of(number);
    const at = number - segment.first;
    return decoded(segment, at, at);
  }

  mark(number: number): number {
    const { index, first } = this.#of(number);
    return index[(number - first) * 2 + 1] as number;
  }

  sizeOf(number: number): number {
    const segment = this.#of(number);
    return sizeIn(segment, number - segment.first);
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

  /** Puts another text in the place of one; nothing of that one stays. */
  replace(number: number, text: string): void {
    const segment = this.#of(number);
    const { index, used } = segment;
    const at = number - segment.first;
    const [from, to] = [startOf(segment, at), startOf(segment, at + 1)];
    const size = Buffer.byteLength(text);
    const shift = from + size + 1 - to;
    if (used + shift > segment.bytes.length) grow(segment, used + shift);
    const { bytes } = segment;
    bytes.copyWithin(to + shift, to, used);
    bytes.write(text, from);
    bytes[from + size] = COMMA;
    if (shift < 0) bytes.fill(0, used + shift, used);
    for (let later = (at + 1) * 2; later < index.length; later += 2) (index[later] as number) += shift;
    segment.used += shift;
    this.#size += shift;
  }

  /** Nothing of any text stays. */
  wipe(): void {
    for (const { bytes } of this.#segments) bytes.fill(0);
    this.#segments.length = 0;
    this.#last = this.#spare = undefined;
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
        grow(last, last.used + size);
        return last;
      }
    }
    const segment = (size <= SEGMENT ? this.#spare : undefined) ?? {
      bytes: Buffer.alloc(last === undefined ? size : Math.max(size, SEGMENT)),
      used: 0,
      first: 0,
      index: [],
    };
    if (segment === this.#spare) this.#spare = undefined;
    // Where nothing is kept, the last one is empty.
    if (last?.used === 0) this.#segments.pop();
    segment.first = this.#next;
    this.#segments.push(segment);
    this.#last = segment;
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
    index.splice(0, dropped * 2);
    for (let at = 0; at < index.length; at += 2) (index[at] as number) -= from;
    segment.first = first + dropped;
    segment.used = used - from;
  }

  /** All its texts were dropped. */
  #empty(segment: Segment): void {
    segment.bytes.fill(0, 0, segment.used);
    segment.used = 0;
    segment.index.length = 0;
    segment.first = this.#next;
    if (segment === this.#last) return;
    this.#segments.shift();
    if (segment.bytes.length === SEGMENT) this.#spare = segment;
  }

  #of(number: number): Segment {
    let [low, high] = [0, this.#segments.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#segments[middle] as Segment).first <= number) low = middle;
      else high = middle - 1;
    }
    const segment = this.#segments[low];
    if (segment === undefined || number < this.#oldest || number >= this.#next) throw new RangeError("no such text");
    return segment;
  }
}

const startOf = ({ index, used }: Segment, at: number) => index[at * 2] ?? used;
const sizeIn = (segment: Segment, at: number) => startOf(segment, at + 1) - startOf(segment, at) - 1;

/** @param to the last, which goes without its comma */
function decoded(segment: Segment, from: number, to: number): string {
  return segment.bytes.toString("utf8", startOf(segment, from), startOf(segment, to + 1) - 1);
}

/** By half at least, so that what is said one by one is not copied each time. */
function grow(segment: Segment, size: number): void {
  const former = segment.bytes;
  segment.bytes = Buffer.alloc(Math.max(size, Math.min(SEGMENT, Math.ceil(former.length * 1.5))));
  former.copy(segment.bytes);
  former.fill(0);
}
