// Overwrites the metadata of HEIC and AVIF pictures with zeros (ISO/IEC 23008-12, in the boxes of ISO/IEC 14496-12). Cutting it
// out would move the picture, whose place in the file other boxes tell. How a camera was turned is no part of it: a box says so.

type Bytes = Uint8Array<ArrayBuffer>;
type Range = { readonly from: number; readonly to: number };
type Box = Range & { readonly type: string; readonly start: number };

const PICTURE_BRANDS = /^(?:mif1|msf1|hei[cxms]|hev[cxms]|avif|avis)$/;
/** Exif, and XMP as what has a media type. */
const METADATA_ITEMS = /^(?:Exif|mime)$/;
const IN_FILE = 0;
const IN_ITEM_DATA = 1;

/** Reads numbers one after another. Throws a RangeError behind the end. */
class Reader {
  readonly #view: DataView;
  #at: number;

  constructor(bytes: Bytes, at: number) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = at;
  }

  get at(): number {
    return this.#at;
  }

  skip(bytes: number): void {
    this.#at += bytes;
  }

  /** @param bytes 0 to 8; more than 2⁵³ isn't told apart */
  number(bytes: number): number {
    let value = 0;
    for (let i = 0; i < bytes; i++) value = value * 256 + this.#view.getUint8(this.#at++);
    return value;
  }

  text(bytes: number): string {
    return String.fromCharCode(...Array.from({ length: bytes }, () => this.number(1)));
  }
}

function boxesIn(bytes: Bytes, from: number, to: number): Box[] {
  const boxes: Box[] = [];
  for (let start = from; start + 8 <= to; ) {
    const reader = new Reader(bytes, start);
    const short = reader.number(4);
    const type = reader.text(4);
    // 1: the length follows in eight bytes; 0: it is the last box.
    const length = short === 1 ? reader.number(8) : short === 0 ? to - start : short;
    if (length < reader.at - start || start + length > to) throw new RangeError("a box ends behind its file");
    boxes.push({ type, start, from: reader.at, to: start + length });
    start += length;
  }
  return boxes;
}

/** Returns the numbers of the items that are metadata. */
function metadataItems(bytes: Bytes, { from, to }: Box): Set<number> {
  const reader = new Reader(bytes, from);
  const version = reader.number(1);
  reader.skip(3 + (version === 0 ? 2 : 4));
  const items = new Set<number>();
  for (const entry of boxesIn(bytes, reader.at, to)) {
    const fields = new Reader(bytes, entry.from);
    const entryVersion = fields.number(1);
    fields.skip(3);
    // Older ones have no type.
    if (entry.type !== "infe" || entryVersion < 2) continue;
    const id = fields.number(entryVersion === 2 ? 2 : 4);
    fields.skip(2);
    if (METADATA_ITEMS.test(fields.text(4))) items.add(id);
  }
  return items;
}

/** Returns where in the file these items are. @param itemData where the box lies that may hold items */
function placesOf(bytes: Bytes, { from }: Box, items: ReadonlySet<number>, itemData: Box | undefined): Range[] {
  const reader = new Reader(bytes, from);
  const version = reader.number(1);
  reader.skip(3);
  const sizes = reader.number(2);
  const [offsetBytes, lengthBytes, baseBytes] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15];
  const indexBytes = version === 0 ? 0 : sizes & 15;
  const places: Range[] = [];
  for (let left = reader.number(version < 2 ? 2 : 4); left > 0; left--) {
    const id = reader.number(version < 2 ? 2 : 4);
    const method = version === 0 ? IN_FILE : reader.number(2) & 15;
    reader.skip(2);
    const base = reader.number(baseBytes);
    for (let extents = reader.number(2); extents > 0; extents--) {
      reader.skip(indexBytes);
      const offset = reader.number(offsetBytes);
      const length = reader.number(lengthBytes);
      if (!items.has(id)) continue;
      const origin = method === IN_FILE ? 0 : method === IN_ITEM_DATA ? itemData?.from : undefined;
      if (origin === undefined || length === 0) throw new RangeError("metadata whose place isn't known");
      const start = origin + base + offset;
      if (start + length > bytes.length) throw new RangeError("metadata behind the end of the file");
      places.push({ from: start, to: start + length });
    }
  }
  return places;
}

function metadataPlaces(bytes: Bytes): Range[] {
  const boxes = boxesIn(bytes, 0, bytes.length);
  // Programs put XMP into boxes with names of their own, too.
  const places: Range[] = boxes.filter(({ type }) => type === "uuid");
  const meta = boxes.find(({ type }) => type === "meta");
  if (meta === undefined) return places;
  const inMeta = boxesIn(bytes, meta.from + 4, meta.to);
  const [names, locations, itemData] = ["iinf", "iloc", "idat"].map((type) => inMeta.find((box) => box.type === type));
  if (names === undefined || locations === undefined) return places;
  const items = metadataItems(bytes, names);
  return [...places, ...placesOf(bytes, locations, items, itemData)];
}

/** Returns the parts of a HEIC or AVIF picture with zeros for metadata; undefined for what is none, or broken. */
export function heifParts(bytes: Bytes): Bytes[] | undefined {
  try {
    const [first] = boxesIn(bytes, 0, Math.min(bytes.length, new Reader(bytes, 0).number(4)));
    if (first?.type !== "ftyp" || !PICTURE_BRANDS.test(new Reader(bytes, first.from).text(4))) return undefined;
    const parts: Bytes[] = [];
    let at = 0;
    for (const { from, to } of metadataPlaces(bytes).sort((a, b) => a.from - b.from)) {
      // Two items may share bytes.
      const start = Math.max(at, from);
      if (to <= start) continue;
      parts.push(bytes.subarray(at, start), new Uint8Array(to - start));
      at = to;
    }
    return [...parts, bytes.subarray(at)];
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
