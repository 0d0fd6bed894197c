// Stores a room's numbered texts as UTF-8 in a few segments. Strings that live as long as history does would burden the
// garbage collector, and consecutive texts can be read from a segment with a single decoding.
// Invariants: each text is contiguous in one segment, with a comma after it; segments are in order of number and none is
// empty; only the first segment has dropped texts at its front; nothing of a replaced text stays, and of dropped texts
// at most the last ERASE_BATCH_BYTES; the unused bytes of all segments are at most a few times the used ones.

/** The first segment grows up to this size, later ones have it from the start. A longer text gets a segment of its own. */
const SEGMENT_BYTES = 16 * 1024;
/** Dropped texts are overwritten once they have this many bytes. Measured: one by one, it was a fifth of a message's cost. */
const ERASE_BATCH_BYTES = 4 * 1024;
/** A segment of at most this size is never shrunk. */
const MIN_SHRINK_BYTES = 1024;
const COMMA = 44;

type Segment = {
  bytes: Buffer;
  /** Bytes in use, from the start. */
  used: number;
  /** The number of the first text in `index`. */
  first: number;
  /** For each text two numbers: the offset where it begins, and its mark. */
  readonly index: number[];
};

export class TextSegments {
  readonly #segments: Segment[] = [];
  /** The last of `#segments`. */
  #last: Segment | undefined;
  /** An emptied segment for the next texts; kept only while the history fills more than one. */
  #spare: Segment | undefined;
  /** The segment that was read last, because the next text to be read is usually in it. */
  #recent: Segment | undefined;
  /** How many bytes at the front of the first segment have been overwritten. */
  #erasedBytes = 0;
  #oldest = 1;
  #next = 1;
  #size = 0;

  /** The number of the oldest text; one more than the newest if there is no text. */
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

  /** The bytes allocated for all texts. */
  get capacity(): number {
    return this.#segments.reduce((sum, { bytes }) => sum + bytes.length, this.#spare?.bytes.length ?? 0);
  }

  /** Gives the next text the number after this one. Only called while there are no texts. */
  startAfter(number: number): void {
    this.#oldest = this.#next = number + 1;
  }

  /**
   * Adds a text with the next number.
   * @param size of the text in UTF-8 bytes, which the caller has counted already
   * @param mark a 32-bit number, which `markOf` returns
   */
  push(text: string, size: number, mark: number): void {
    const last = this.#last;
    const segment = last !== undefined && last.used + size < last.bytes.length ? last : this.#segmentFor(size + 1);
    const { bytes, used } = segment;
    bytes.write(text, used);
    bytes[used + size] = COMMA;
    segment.index.push(used, mark);
    segment.used = used + size + 1;
    this.#next++;
    this.#size += size;
  }

  /** Drops the oldest text. @returns its size in bytes; undefined where there is no text */
  dropOldest(): number | undefined {
    const segment = this.#segments[0];
    if (segment === undefined) return undefined;
    const at = this.#oldest - segment.first;
    const [from, to] = [offsetOf(segment, at), offsetOf(segment, at + 1)];
    this.#oldest++;
    this.#size -= to - from - 1;
    if (to === segment.used) {
      this.#removeFirst(segment);
    } else {
      if (to - this.#erasedBytes >= ERASE_BATCH_BYTES) this.#eraseUpTo(segment, to);
      if (to > MIN_SHRINK_BYTES) {
        if (segment === this.#last) this.#compactIfHalfDropped(segment);
        this.#shrink(segment);
      }
    }
    this.#releaseSpare();
    return to - from - 1;
  }

  textOf(number: number): string {
    const segment = this.#segmentOf(number);
    return decodeTexts(segment, number - segment.first, number - segment.first);
  }

  markOf(number: number): number {
    const { index, first } = this.#segmentOf(number);
    return index[(number - first) * 2 + 1] as number;
  }

  sizeOf(number: number): number {
    const segment = this.#segmentOf(number);
    const at = number - segment.first;
    return offsetOf(segment, at + 1) - offsetOf(segment, at) - 1;
  }

  /** Returns the texts from one number to another, both included, with commas between them. */
  join(from: number, to: number): string {
    const parts: string[] = [];
    for (let number = from; number <= to; ) {
      const segment = this.#segmentOf(number);
      const last = Math.min(to, segment.first + segment.index.length / 2 - 1);
      parts.push(decodeTexts(segment, number - segment.first, last - segment.first));
      number = last + 1;
    }
    return parts.join(",");
  }

  /** Replaces one text; nothing of the former text stays in memory, nor of any that was dropped. */
  replace(number: number, text: string): void {
    const segment = this.#segmentOf(number);
    const oldest = this.#segments[0] as Segment;
    this.#eraseUpTo(oldest, this.#droppedBytes(oldest));
    const { index, used } = segment;
    const at = number - segment.first;
    const [from, to] = [offsetOf(segment, at), offsetOf(segment, at + 1)];
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
    this.#shrink(segment);
    if (shift < 0) {
      // With fewer bytes in all, the first segment may keep fewer bytes of dropped texts.
      if (oldest !== segment) this.#shrink(oldest);
      this.#releaseSpare();
    }
  }

  /** Drops and overwrites all texts. */
  clear(): void {
    for (const { bytes } of this.#segments) bytes.fill(0);
    this.#segments.length = 0;
    this.#last = this.#spare = this.#recent = undefined;
    this.#erasedBytes = 0;
    this.#oldest = this.#next;
    this.#size = 0;
  }

  /** Returns the last segment, with at least this many bytes unused. Grows a small one, or adds a new one. */
  #segmentFor(size: number): Segment {
    const last = this.#last;
    if (last !== undefined) {
      this.#compactIfHalfDropped(last);
      if (last.used + size <= last.bytes.length) return last;
      if (last.used + size <= SEGMENT_BYTES) {
        // It grows by half at least, so that adding texts one by one doesn't copy it each time.
        resize(last, Math.max(last.used + size, Math.min(SEGMENT_BYTES, Math.ceil(last.bytes.length * 1.5))));
        return last;
      }
    }
    const spare = size <= SEGMENT_BYTES ? this.#spare : undefined;
    if (spare !== undefined) this.#spare = undefined;
    const allocate = () => Buffer.alloc(last === undefined ? size : Math.max(size, SEGMENT_BYTES));
    const segment = spare ?? { bytes: allocate(), used: 0, first: 0, index: [] };
    segment.first = this.#next;
    this.#segments.push(segment);
    this.#last = segment;
    if (last !== undefined) this.#shrink(last);
    return segment;
  }

  /** Bytes of dropped texts at the front of a segment. */
  #droppedBytes(segment: Segment): number {
    return this.#oldest <= segment.first ? 0 : offsetOf(segment, this.#oldest - segment.first);
  }

  #compactIfHalfDropped(segment: Segment): void {
    if (this.#droppedBytes(segment) * 2 > segment.used) this.#compact(segment);
  }

  /** Moves the remaining texts of a segment to its front. */
  #compact(segment: Segment): void {
    const { bytes, index, used, first } = segment;
    const from = this.#droppedBytes(segment);
    if (from === 0) return;
    bytes.copyWithin(0, from, used);
    bytes.fill(0, used - from, used);
    this.#erasedBytes = 0;
    index.splice(0, (this.#oldest - first) * 2);
    for (let at = 0; at < index.length; at += 2) (index[at] as number) -= from;
    segment.first = this.#oldest;
    segment.used = used - from;
  }

  /**
   * Frees the bytes of a segment that no remaining text uses, if they are many compared with those of the remaining texts.
   * Dropped texts count as unused, because they must not justify keeping more.
   */
  #shrink(segment: Segment): void {
    const left = segment.used - this.#droppedBytes(segment);
    let enough: number;
    // The last segment will get more texts. The larger the whole history, the more space is kept for them.
    if (segment === this.#last) enough = Math.max(left * 4, Math.min(this.#size, SEGMENT_BYTES));
    // In a long history the first segment is soon empty, and is then reused as a whole.
    else enough = left * 2 + (segment === this.#segments[0] && this.#size >= SEGMENT_BYTES ? SEGMENT_BYTES : 0);
    if (segment.bytes.length <= Math.max(enough, MIN_SHRINK_BYTES)) return;
    this.#compact(segment);
    resize(segment, segment.used);
  }

  /** Removes the first segment, whose texts were all dropped, or keeps it for the next ones. */
  #removeFirst(segment: Segment): void {
    this.#eraseUpTo(segment, segment.used);
    this.#erasedBytes = 0;
    this.#segments.shift();
    segment.used = 0;
    segment.index.length = 0;
    if (segment.bytes.length === SEGMENT_BYTES) this.#spare = segment;
    if (segment === this.#last) this.#last = undefined;
    else if (this.#segments.length === 1) this.#shrink(this.#last as Segment);
  }

  #releaseSpare(): void {
    if (this.#size < SEGMENT_BYTES) this.#spare = undefined;
  }

  /** Overwrites the dropped texts of the first segment, up to an offset. */
  #eraseUpTo(first: Segment, to: number): void {
    first.bytes.fill(0, this.#erasedBytes, to);
    this.#erasedBytes = to;
  }

  #segmentOf(number: number): Segment {
    if (number < this.#oldest || number >= this.#next) throw new RangeError("no such text");
    if (this.#recent !== undefined && contains(this.#recent, number)) return this.#recent;
    let [low, high] = [0, this.#segments.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#segments[middle] as Segment).first <= number) low = middle;
      else high = middle - 1;
    }
    this.#recent = this.#segments[low] as Segment;
    return this.#recent;
  }
}

const contains = ({ first, index }: Segment, number: number) => number >= first && number < first + index.length / 2;
/** Returns the offset of the text at this index of the segment; the number of used bytes if there is no such text. */
const offsetOf = ({ index, used }: Segment, at: number) => index[at * 2] ?? used;

/** Decodes the texts from one index to another, both included, without the comma after the last one. */
function decodeTexts(segment: Segment, from: number, to: number): string {
  return segment.bytes.toString("utf8", offsetOf(segment, from), offsetOf(segment, to + 1) - 1);
}

/** Moves a segment into a new buffer and overwrites the former one. @param size at least what is in use */
function resize(segment: Segment, size: number): void {
  const former = segment.bytes;
  segment.bytes = Buffer.alloc(size);
  former.copy(segment.bytes, 0, 0, segment.used);
  former.fill(0);
}
