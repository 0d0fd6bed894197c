import { describe, expect, test } from "bun:test";
import { stripMetadata, withoutMetadata } from "./strip-metadata.ts";

const ascii = (text: string) => [...text].map((letter) => letter.charCodeAt(0));
const stripped = (bytes: readonly number[]) => withoutMetadata(Uint8Array.from(bytes)).flatMap((part) => [...part]);
const big = (value: number, bytes: number) =>
  Array.from({ length: bytes }, (_, at) => (value / 256 ** (bytes - 1 - at)) & 255);
const box = (type: string, ...content: (readonly number[])[]) => {
  const body = content.flat();
  return [...big(8 + body.length, 4), ...ascii(type), ...body];
};
const full = (type: string, version: number, ...content: (readonly number[])[]) =>
  box(type, [version, 0, 0, 0], ...content);

const PLACE = ascii("52.5163N13.3777E");
const PICTURE = ascii("the picture itself");
type Shape = { idBytes: 2 | 4; offsetBytes: number; baseBytes: number; inItemData: boolean };

/** A picture, its Exif in two pieces, and XMP; the locations are as wide as the shape says. */
function heif(
  { idBytes, offsetBytes, baseBytes, inItemData }: Shape,
  brand = "heic",
): { file: number[]; plain: number[] } {
  const exif = [...ascii("\0\0\0\0II*\0"), ...PLACE];
  const xmp = [...ascii("<x:xmpmeta>"), ...PLACE];
  const item = (id: number, type: string, more: readonly number[] = []) =>
    full("infe", idBytes === 2 ? 2 : 3, big(id, idBytes), [0, 0], ascii(type), ascii("name\0"), more);
  const iinf = full(
    "iinf",
    idBytes === 2 ? 0 : 1,
    big(3, idBytes),
    item(1, "hvc1"),
    item(2, "Exif"),
    item(3, "mime", ascii("application/rdf+xml\0")),
  );
  const build = (start: number, wiped: boolean) => {
    const data = wiped ? [exif, xmp].map((one) => one.map(() => 0)) : [exif, xmp];
    const [exifBytes = [], xmpBytes = []] = data;
    const base = baseBytes === 0 ? 0 : start;
    const extent = (at: number, length: number) => [
      ...big(baseBytes === 0 ? start + at : at, offsetBytes),
      ...big(length, offsetBytes),
    ];
    const located = (id: number, method: number, extents: number[][]) => [
      ...big(id, idBytes),
      ...[0, method, 0, 0],
      ...big(method === 0 ? base : 0, baseBytes),
      ...big(extents.length, 2),
      ...extents.flat(),
    ];
    const first = 6;
    const iloc = full(
      "iloc",
      idBytes === 2 ? 1 : 2,
      [(offsetBytes << 4) | offsetBytes, baseBytes << 4],
      big(3, idBytes),
      located(1, 0, [extent(0, PICTURE.length)]),
      located(2, 0, [extent(PICTURE.length, first), extent(PICTURE.length + first, exif.length - first)]),
      inItemData
        ? located(3, 1, [[...big(0, offsetBytes), ...big(xmp.length, offsetBytes)]])
        : located(3, 0, [extent(PICTURE.length + exif.length, xmp.length)]),
    );
    const meta = full("meta", 0, box("irot", [1]), iinf, iloc, ...(inItemData ? [box("idat", xmpBytes)] : []));
    const uuid = box("uuid", wiped ? [...PLACE].map(() => 0) : PLACE);
    return [
      ...box("ftyp", ascii(brand), [0, 0, 0, 0], ascii("mif1")),
      ...meta,
      ...uuid,
      ...box("mdat", PICTURE, exifBytes, inItemData ? [] : xmpBytes),
    ];
  };
  // Where the data begins, which doesn't depend on what the locations say.
  const behind = PICTURE.length + exif.length + (inItemData ? 0 : xmp.length);
  const start = build(0, false).length - behind;
  return { file: build(start, false), plain: build(start, true) };
}

const SHAPES: readonly Shape[] = [
  { idBytes: 2, offsetBytes: 4, baseBytes: 0, inItemData: false },
  { idBytes: 2, offsetBytes: 4, baseBytes: 4, inItemData: true },
  { idBytes: 4, offsetBytes: 8, baseBytes: 8, inItemData: false },
];

describe("F39: in HEIC and AVIF", () => {
  test.each(SHAPES)("F39: Exif, XMP and boxes of programs become zeros, and nothing else changes: %o", (shape) => {
    for (const brand of ["heic", "avif", "mif1"]) {
      const { file, plain } = heif(shape, brand);
      expect(stripped(file)).toEqual(plain);
      expect(stripped(plain)).toEqual(plain);
    }
  });

  test("F39: one that is cut off comes back as it was, and so does a film", () => {
    const { file } = heif(SHAPES[1] as Shape);
    for (let length = 0; length < file.length; length++) {
      const cut = file.slice(0, length);
      expect(stripped(cut).length).toBe(length);
    }
    const film = heif(SHAPES[0] as Shape, "isom").file;
    expect(stripped(film)).toEqual(film);
  });

  test("F39: it is found by its name where the system doesn't know its type", async () => {
    const { file, plain } = heif(SHAPES[0] as Shape);
    for (const [name, type] of [
      ["photo.HEIC", ""],
      ["photo", "image/heic"],
      ["photo.avif", "application/octet-stream"],
    ] as const) {
      const sent = await stripMetadata(new File([Uint8Array.from(file)], name, { type }));
      expect([...new Uint8Array(await sent.arrayBuffer())]).toEqual(plain);
    }
  });
});
