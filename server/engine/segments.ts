// Texts numbered in a row, kept as UTF-8 in segments: what lives as long as history does would cost the collector work again
// and again as strings, and as much memory anew when it is dropped. A run of them is told with one decoding.
// Invariant: each is in one piece in one segment, a comma after it; segments are in order and none but the last is empty.

/** Bytes. A segment takes as much as all before it hold, within these; a longer text has one of its own. */
const SMALLEST = 512;
const LARGEST = 16 * 1024;
const COMMA = 44;

type Segment = {
  bytes: Buffer;
  /** The number of its first text. */
  first: number;
  /** Where each text begins, and where the next one would. */
  readonly starts: number[];
  readonly marks: number[];
};

export class Segments {
  #segments: Segment[] = [];
  /** One of the largest that is free again: whoever talks on needs it soon. */
  #spare: Buffer | undefined;
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
    const { bytes, starts, marks } = this.#withRoom(size + 1);
    const from = starts[marks.length] as number;
    bytes.write(text, from);
    bytes[from + size] = COMMA;
    starts.push(from + size + 1);
    marks.push(mark);
    this.#next++;
    this.#size += size;
  }

  /** Drops the oldest. @returns its size; undefined where there is none */
  drop(): number | undefined {
    const oldest = this.#segments[0];
    if (oldest === undefined || this.#oldest === this.#next) return undefined;
    const size = sizeIn(oldest, this.#oldest - oldest.first);
    this.#oldest++;
    this.#size -= size;
    if (this.#oldest - oldest.first === oldest.marks.length) this.#empty(oldest);
    return size;
  }

  text(number: number): string {
    const segment = this.#of(number);
    const at = number - segment.first;
    return decoded(segment, at, at);
  }

  mark(number: number): number {
    const segment = this.#of(number);
    return segment.marks[number - segment.first] as number;
  }

  sizeOf(number: number): number {
    const segment = this.#of(number);
    return sizeIn(segment, number - segment.first);
  }

  /** Texts in a row, commas between them. @param to the last */
  joined(from: number, to: number): string {
    let text = "";
    for (let number = from; number <= to; ) {
      const segment = this.#of(number);
      const last = Math.min(to, segment.first + segment.marks.length - 1);
      if (text !== "") text += ",";
      text += decoded(segment, number - segment.first, last - segment.first);
      number = last + 1;
    }
    return text;
  }

  /** Puts another text in the place of one; nothing of that one stays. */
  replace(number: number, text: string): void {
    const segment = this.#of(number);
    const { starts, marks } = segment;
    const at = number - segment.first;
    const [from, to, used] = [starts[at], starts[at + 1], starts[marks.length]] as [number, number, number];
    const size = Buffer.byteLength(text);
    const shift = from + size + 1 - to;
    if (used + shift > segment.bytes.length) grow(segment, used + shift);
    const { bytes } = segment;
    bytes.copyWithin(to + shift, to, used);
    bytes.write(text, from);
    bytes[from + size] = COMMA;
    if (shift < 0) bytes.fill(0, used + shift, used);
    for (let later = at + 1; later < starts.length; later++) (starts[later] as number) += shift;
    this.#size += shift;
  }

  /** Nothing of any text stays. */
  wipe(): void {
    for (const { bytes } of this.#segments) bytes.fill(0);
    this.#segments = [];
    this.#spare = undefined;
    this.#oldest = this.#next;
    this.#size = 0;
  }

  #withRoom(size: number): Segment {
    const last = this.#segments.at(-1);
    if (last !== undefined && (last.starts[last.marks.length] as number) + size <= last.bytes.length) return last;
    const wanted = Math.max(size, Math.min(LARGEST, Math.max(SMALLEST, this.#size)));
    const bytes = (wanted === LARGEST ? this.#spare : undefined) ?? Buffer.allocUnsafeSlow(wanted);
    if (bytes === this.#spare) this.#spare = undefined;
    const segment = { bytes, first: this.#next, starts: [0], marks: [] };
    // With no history at all, the last one is empty.
    if (last?.marks.length === 0) this.#segments.pop();
    this.#segments.push(segment);
    return segment;
  }

  /** All its texts were dropped. */
  #empty(segment: Segment): void {
    const { bytes, starts, marks } = segment;
    bytes.fill(0, 0, starts[marks.length]);
    if (this.#segments.length === 1) {
      segment.first = this.#next;
      starts.length = 1;
      marks.length = 0;
      return;
    }
    this.#segments.shift();
    if (bytes.length === LARGEST) this.#spare = bytes;
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

const sizeIn = ({ starts }: Segment, at: number) => (starts[at + 1] as number) - (starts[at] as number) - 1;

/** @param to the last, which goes without its comma */
function decoded({ bytes, starts }: Segment, from: number, to: number): string {
  return bytes.toString("utf8", starts[from], (starts[to + 1] as number) - 1);
}

function grow(segment: Segment, size: number): void {
  const former = segment.bytes;
  segment.bytes = Buffer.allocUnsafeSlow(Math.max(size, Math.min(LARGEST, former.length * 2)));
  former.copy(segment.bytes);
  former.fill(0);
}
