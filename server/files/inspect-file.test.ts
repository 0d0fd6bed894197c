import { expect, test } from "bun:test";
import fc from "fast-check";
import { inspectFile } from "./inspect-file.ts";
import { MemoryFiles } from "./memory-files.ts";

const latin = (...parts: (string | readonly number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.from(part))));
const u16 = (value: number) => [value >> 8, value & 255];
const u32 = (value: number) => [...u16(Math.floor(value / 65_536)), ...u16(value % 65_536)];
const zeros = (count: number) => Array<number>(count).fill(0);

async function inspect(bytes: Uint8Array) {
  const content = new MemoryFiles().create();
  content.append(bytes);
  await content.finish();
  return inspectFile(content);
}
const typeOf = async (bytes: Uint8Array | string) =>
  (await inspect(typeof bytes === "string" ? Buffer.from(bytes) : bytes)).type;

const png = (width: number, height: number) =>
  latin("\x89PNG\r\n\x1a\n", u32(13), "IHDR", u32(width), u32(height), zeros(9));
const box = (name: string, ...content: (string | readonly number[])[]) => {
  const inner = latin(...content);
  return latin(u32(inner.length + 8), name, [...inner]);
};
const segment = (marker: number, content: Buffer) => latin([0xff, marker], u16(content.length + 2), [...content]);
/** How a camera says that the picture lies on its side. */
const exif = (orientation: number) =>
  latin(
    "Exif\0\0",
    "MM\0*",
    u32(8),
    u16(2),
    u16(0x100),
    zeros(10),
    u16(0x112),
    u16(3),
    u32(1),
    u16(orientation),
    u16(0),
    u32(0),
  );
const jpeg = (width: number, height: number, ...before: Buffer[]) =>
  Buffer.concat([
    latin([0xff, 0xd8]),
    ...before,
    segment(0xc2, latin([8], u16(height), u16(width), zeros(10))),
    latin([0xff, 0xda], zeros(20)),
  ]);
const riff = (kind: string, ...content: (string | readonly number[])[]) => latin("RIFF", u32(100), kind, ...content);

test("F11: an image's width and height are found, as it is shown", async () => {
  const wide = { width: 640, height: 480 };
  const cases: readonly [Buffer, object][] = [
    [png(640, 480), { type: "image/png", ...wide }],
    [latin("GIF89a", [0x80, 2, 0xe0, 1], zeros(20)), { type: "image/gif", ...wide }],
    [riff("WEBP", "VP8X", u32(10), zeros(4), [0x7f, 2, 0, 0xdf, 1, 0]), { type: "image/webp", ...wide }],
    [riff("WEBP", "VP8 ", zeros(10), [0x80, 2, 0xe0, 1]), { type: "image/webp", ...wide }],
    [riff("WEBP", "VP8L", zeros(5), [0x7f, 0xc2, 0x77, 0]), { type: "image/webp", ...wide }],
    [jpeg(640, 480), { type: "image/jpeg", ...wide }],
    [jpeg(640, 480, segment(0xe1, exif(1)), segment(0xfe, latin("hi"))), { type: "image/jpeg", ...wide }],
    [jpeg(480, 640, segment(0xe1, exif(6))), { type: "image/jpeg", ...wide }],
    // A preview in the metadata has a size of its own, and the picture's comes after it.
    [
      jpeg(640, 480, ...Array<Buffer>(3).fill(segment(0xe2, Buffer.concat([jpeg(9, 9), Buffer.alloc(60_000)])))),
      { type: "image/jpeg", ...wide },
    ],
    [
      Buffer.concat([
        box("ftyp", "avif", u32(0), "mif1"),
        box("meta", [...box("ispe", u32(0), u32(64), u32(48))], [...box("ispe", u32(0), u32(640), u32(480))]),
      ]),
      { type: "image/avif", ...wide },
    ],
    [
      Buffer.concat([box("ftyp", "avif"), box("ispe", u32(0), u32(480), u32(640)), box("irot", [1])]),
      { type: "image/avif", ...wide },
    ],
  ];
  for (const [bytes, kind] of cases) expect(await inspect(bytes)).toEqual(kind as never);
});

test("F11: an image too large to be shown, or whose header lies or ends, has no size", async () => {
  for (const bytes of [
    png(50_000, 50_000),
    png(10_001, 10_000),
    png(40_000, 1),
    png(0, 10),
    png(2, 2).subarray(0, 20),
  ]) {
    expect(await inspect(bytes)).toEqual({ type: "image/png" });
  }
  expect(await inspect(jpeg(5, 5).subarray(0, 6))).toEqual({ type: "image/jpeg" });
  expect(await inspect(latin([0xff, 0xd8, 0xff, 0xe0, 0, 0], zeros(40)))).toEqual({ type: "image/jpeg" });
});

test("F11: a type is found in the content", async () => {
  const cases: readonly [string | Buffer, string][] = [
    ["", "application/octet-stream"],
    [latin(zeros(20)), "application/octet-stream"],
    ["Dear all,\r\n\tsee you. ünï 👋\n", "text/plain"],
    ["<3 you", "text/plain"],
    [latin([0xe9]), "application/octet-stream"],
    [`${"ü".repeat(40_000)}`, "text/plain"],
    ["%PDF-1.7 …", "application/pdf"],
    [latin("PK\x03\x04", zeros(30)), "application/zip"],
    [latin("\x1f\x8b\x08", zeros(30)), "application/gzip"],
    [latin("MZ", zeros(60)), "application/vnd.microsoft.portable-executable"],
    ["MZ is how it begins", "text/plain"],
    [latin("BM", zeros(60)), "image/bmp"],
    [riff("WAVE"), "audio/wav"],
    [latin("ID3\x04", zeros(20)), "audio/mpeg"],
    [latin([0xff, 0xfb, 0x90, 0x64], zeros(20)), "audio/mpeg"],
    [latin([0xff, 0xf1, 0x50, 0x80], zeros(20)), "audio/aac"],
    [latin("OggS\0", zeros(24), "\x01OpusHead"), "audio/ogg"],
    [latin("OggS\0", zeros(24), "\x80theora"), "video/ogg"],
    [latin("\x1aE\xdf\xa3\x9f\x42\x82\x84webm", zeros(80), "A_OPUS"), "audio/webm"],
    [latin("\x1aE\xdf\xa3\x9f\x42\x82\x84webm", zeros(80), "V_VP9 A_OPUS"), "video/webm"],
    [latin("\x1aE\xdf\xa3\x9f\x42\x82\x88matroska", zeros(80), "V_AV1"), "video/x-matroska"],
    [box("ftyp", "heic", u32(0), "mif1"), "image/heic"],
    [box("ftyp", "M4A ", u32(0)), "audio/mp4"],
    [box("ftyp", "qt  ", u32(0)), "video/quicktime"],
    [
      Buffer.concat([box("ftyp", "isom"), box("free", zeros(70_000)), box("moov", "hdlr", zeros(8), "soun")]),
      "audio/mp4",
    ],
    [Buffer.concat([box("ftyp", "isom"), box("mdat", zeros(70_000)), box("moov", "soun", "vide")]), "video/mp4"],
    [Buffer.concat([box("ftyp", "isom"), latin(u32(0), "junk", zeros(20))]), "video/mp4"],
  ];
  for (const [bytes, type] of cases)
    expect([String(bytes).slice(0, 20), await typeOf(bytes)]).toEqual([String(bytes).slice(0, 20), type]);
});

test("F13: what a page might run, or could be two things, counts as the more dangerous one", async () => {
  const cases: readonly [string | Buffer, string][] = [
    ["<!doctype html><script>alert(1)</script>", "text/html"],
    ["\ufeff \n<HTML>", "text/html"],
    ["<!-- a note --><script>", "text/html"],
    ["<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>", "text/html"],
    ["<?xml version='1.0'?><note/>", "application/xml"],
    ["<?xml version='1.0'?><!DOCTYPE svg><svg onload='alert(1)'>", "image/svg+xml"],
    ["<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"],
    [`junk ${" ".repeat(900)}%PDF-1.4`, "application/pdf"],
    [Buffer.concat([box("ftyp", "isom"), Buffer.from("%PDF-1.4")]), "application/pdf"],
  ];
  for (const [bytes, type] of cases) expect([String(bytes), await typeOf(bytes)]).toEqual([String(bytes), type]);
});

test("F11: whatever a file holds, looking at it ends and throws nothing", async () => {
  const beginnings = fc.constantFrom(
    "",
    "\xff\xd8\xff",
    "\x89PNG\r\n\x1a\n",
    "RIFF0000WEBPVP8X",
    "\0\0\0\x18ftypavif",
    "\0\0\0\x14ftypisom",
    "GIF89a",
    "\x1aE\xdf\xa3",
  );
  await fc.assert(
    fc.asyncProperty(beginnings, fc.uint8Array({ maxLength: 300 }), async (beginning, rest) => {
      expect((await inspect(latin(beginning, [...rest]))).type).toMatch(/^[a-z]+\/[\w.+-]+$/);
    }),
  );
});
