import { describe, expect, test } from "bun:test";
import { withoutMetadata } from "./strip-metadata.ts";

type Bytes = Uint8Array<ArrayBuffer>;
const ascii = (text: string) => [...text].map((letter) => letter.charCodeAt(0));
const stripped = (bytes: readonly number[]) => withoutMetadata(Uint8Array.from(bytes));
/** Each byte is a letter. */
const textOf = (parts: readonly (Bytes | readonly number[])[]) =>
  parts.map((part) => String.fromCharCode(...part)).join("");

const PLACE = "52.5163N13.3777E";
/** An Exif block of a camera that was turned, with its place behind it. */
const exif = (orientation: number) => [
  ...ascii("II*\0"),
  ...[8, 0, 0, 0, 1, 0],
  ...[0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0],
  ...[0, 0, 0, 0],
  ...ascii(PLACE),
];
const segment = (marker: number, content: readonly number[]) => [
  0xff,
  marker,
  (content.length + 2) >> 8,
  (content.length + 2) & 255,
  ...content,
];
const exifSegment = (orientation: number) => segment(0xe1, [...ascii("Exif\0\0"), ...exif(orientation)]);

const JFIF = segment(0xe0, ascii("JFIF\0\x01\x02\0\0\x01\0\x01\0\0"));
const ICC = segment(0xe2, ascii("ICC_PROFILE\0\x01\x01colours"));
const TABLES = segment(0xdb, [0, ...Array<number>(64).fill(1)]);
// A byte 0xff of the picture is followed by a 0, and a restart marker is no end.
const SCAN = [...segment(0xda, [1, 1, 0, 0, 63, 0]), 1, 2, 0xff, 0, 3, 0xff, 0xd0, 4];
const jpeg = (...before: readonly number[]) => [0xff, 0xd8, ...before, ...TABLES, ...SCAN, 0xff, 0xd9];

describe("F39: out of a JPEG", () => {
  test("F39: place, description, comment and what follows the picture are cut, colours and the picture stay", () => {
    const extras = [
      ...segment(0xe1, ascii(`http://ns.adobe.com/xap/1.0/\0${PLACE}`)),
      ...segment(0xed, ascii(`Photoshop 3.0\0${PLACE}`)),
      ...segment(0xe2, ascii(`MPF\0${PLACE}`)),
      ...segment(0xfe, ascii(PLACE)),
    ];
    const photo = [...jpeg(...JFIF, ...exifSegment(1), ...extras, ...ICC), ...ascii(`film ${PLACE}`)];
    expect(textOf(stripped(photo))).toBe(textOf([jpeg(...JFIF, ...ICC)]));
  });

  test("F39: how the camera was turned stays, without the place", () => {
    for (const before of [JFIF, []]) {
      const result = textOf(stripped(jpeg(...before, ...exifSegment(6))));
      expect(result.includes(PLACE)).toBe(false);
      const at = result.indexOf("Exif\0\0MM");
      expect(at).toBeGreaterThan(0);
      // The tag, its type, its count and its value.
      expect(ascii(result.slice(at + 16, at + 26))).toEqual([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6]);
      expect(textOf(stripped(ascii(result)))).toBe(result);
    }
  });

  test("F39: a broken one comes back as it was", () => {
    for (const broken of [[0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff, 1], [0xff, 0xd8, 1, 2, 3, 4], [0xff, 0xd8], []])
      expect(textOf(stripped(broken))).toBe(textOf([broken]));
  });
});

const big = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
/** What is kept or cut is not checked against its checksum. */
const chunk = (type: string, content: readonly number[], checksum = 0) => [
  ...big(content.length),
  ...ascii(type),
  ...content,
  ...big(checksum),
];
/** How a camera was turned to the left, as the least of Exif, and what zlib gives for it as a chunk. */
const TURNED = [...ascii("MM\0*\0\0\0\x08\0\x01"), 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 8, 0, 0, 0, 0, 0, 0];
const TURNED_CHECKSUM = 0x86583034;
const SIGNATURE = [0x89, ...ascii("PNG\r\n\x1a\n")];
const HEADER = chunk("IHDR", [0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
const DATA = chunk("IDAT", [1, 2, 3]);
const END = chunk("IEND", []);

describe("F39: out of a PNG", () => {
  test("F39: texts, times and Exif are cut, transparency and animation stay", () => {
    const kept = [...HEADER, ...chunk("tRNS", [1]), ...chunk("acTL", [0]), ...DATA];
    const cut = ["tEXt", "iTXt", "zTXt", "tIME", "vpAg"].flatMap((type) => chunk(type, ascii(PLACE)));
    const result = stripped([...SIGNATURE, ...kept, ...cut, ...chunk("eXIf", exif(1)), ...END, ...ascii(PLACE)]);
    expect(textOf(result)).toBe(textOf([SIGNATURE, kept, END]));
  });

  test("F39: how the camera was turned stays, in a chunk with a right checksum", () => {
    const result = stripped([...SIGNATURE, ...HEADER, ...chunk("eXIf", exif(8)), ...DATA, ...END]);
    expect(textOf(result)).toBe(textOf([SIGNATURE, HEADER, chunk("eXIf", TURNED, TURNED_CHECKSUM), DATA, END]));
  });
});

const little = (value: number) => big(value).reverse();
const riff = (...chunks: readonly number[][]) => {
  const content = [...ascii("WEBP"), ...chunks.flat()];
  return [...ascii("RIFF"), ...little(content.length), ...content];
};
const part = (type: string, content: readonly number[]) => [
  ...ascii(type),
  ...little(content.length),
  ...content,
  ...(content.length % 2 === 1 ? [0] : []),
];
const extended = (flags: number) => part("VP8X", [flags, 0, 0, 0, 9, 0, 0, 9, 0, 0]);

test("F39: out of a WebP, Exif and XMP are cut, and its header no longer tells of them", () => {
  const picture = part("VP8 ", [1, 2, 3]);
  const photo = riff(extended(0x2c), part("ICCP", [5]), picture, part("EXIF", exif(1)), part("XMP ", ascii(PLACE)));
  expect(textOf(stripped(photo))).toBe(textOf([riff(extended(0x20), part("ICCP", [5]), picture)]));
  const turned = textOf(stripped(riff(extended(0x0c), picture, part("EXIF", exif(3)))));
  expect(turned.includes(PLACE)).toBe(false);
  expect(ascii(turned)[20]).toBe(0x08);
  expect(ascii(turned.slice(4, 8))).toEqual(little(turned.length - 8));
});

test("F39: what is no such picture comes back whole", () => {
  for (const text of ["GIF89a", "plain text", "RIFF????WAVE"]) expect(textOf(stripped(ascii(text)))).toBe(text);
});
