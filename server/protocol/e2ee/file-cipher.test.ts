import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { createEncryptedRoom, rekeyed, taken } from "../../testing/encrypted-room.ts";
import { concat, isEqual, toBase64url } from "./bytes.ts";
import { FileDamaged, type FileDescription, type OpenedFile, openFile, sealFile } from "./file-cipher.ts";
import {
  chunkCount,
  FILE_CHUNK_BYTES,
  FILE_HEADER_BYTES,
  paddedLength,
  SEALED_CHUNK_BYTES,
  sealedFileBytes,
} from "./file-layout.ts";

const room = createEncryptedRoom();
const contentOf = (length: number) => Uint8Array.from({ length }, (_, at) => (at * 31 + (at >> 8)) & 255);
const describeFile = (bytes: number): FileDescription => ({ name: "café.png", type: "image/png", bytes });

async function collect(parts: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part.slice());
  return concat(...all);
}

async function seal(content: Uint8Array, step = 50_000): Promise<Uint8Array> {
  const parts = function* () {
    for (let at = 0; at < content.length; at += step) yield content.subarray(at, at + step);
  };
  return collect(sealFile(room.keys, describeFile(content.length), parts(), room.random).parts);
}

const open = (sealed: Uint8Array, keys = room.keys) =>
  openFile(
    (epoch) => (epoch === keys.keyEpoch ? keys : undefined),
    sealed.length,
    async (start, end) => sealed.subarray(start, end),
  );

/** Sizes at which a chunk or the padding is full. */
const FULL = FILE_CHUNK_BYTES - 1024;
const SIZES = [0, 1, 3_072, 3_073, FULL - 1, FULL, FULL + 1, 2 * FILE_CHUNK_BYTES, 300_000];

describe("a sealed file", () => {
  test.each(SIZES)(
    "E15: of %i bytes comes back whole, with its name and type, and has the size that is foretold",
    async (length) => {
      const content = contentOf(length);
      const sealed = await seal(content);
      expect(sealed.length).toBe(sealedFileBytes(length));
      const file = taken<OpenedFile>(await open(sealed));
      expect(file.description).toEqual(describeFile(length));
      expect(toBase64url(file.salt)).toBe(toBase64url(sealed.subarray(5, FILE_HEADER_BYTES)));
      expect(isEqual(await collect(file.read(0, length)), content)).toBe(true);
      expect(await collect(file.read(0, length + 9_999))).toHaveLength(length);
    },
  );

  test("E15: any range is read alone, and no more of the file than it needs", async () => {
    const content = contentOf(40 * FILE_CHUNK_BYTES);
    const sealed = await seal(content);
    const asked: [number, number][] = [];
    const read = async (start: number, end: number) => {
      asked.push([start, end]);
      return sealed.subarray(start, end);
    };
    const file = taken<OpenedFile>(await openFile(() => room.keys, sealed.length, read));
    const ranges = fc.tuple(fc.nat(content.length), fc.nat(content.length));
    await fc.assert(
      fc.asyncProperty(ranges, async ([start, end]) => {
        expect(isEqual(await collect(file.read(start, end)), content.subarray(start, Math.max(start, end)))).toBe(true);
      }),
      { numRuns: 12 },
    );
    asked.length = 0;
    await collect(file.read(20 * FILE_CHUNK_BYTES - 1024, 20 * FILE_CHUNK_BYTES));
    const chunk = FILE_HEADER_BYTES + 20 * SEALED_CHUNK_BYTES;
    expect(asked).toEqual([[chunk, chunk + SEALED_CHUNK_BYTES]]);
  });

  test("E15: cut, lengthened, or with chunks exchanged, left out or doubled, it doesn't open or its reading ends", async () => {
    const content = contentOf(3 * FILE_CHUNK_BYTES);
    const sealed = await seal(content);
    const count = chunkCount(sealed.length) ?? 0;
    const chunks = Array.from({ length: count }, (_, at) => {
      const start = FILE_HEADER_BYTES + at * SEALED_CHUNK_BYTES;
      return sealed.subarray(start, start + SEALED_CHUNK_BYTES);
    });
    const build = (order: readonly number[]) =>
      concat(sealed.subarray(0, FILE_HEADER_BYTES), ...order.map((at) => chunks[at] ?? new Uint8Array()));
    const another = await seal(content);
    const variants = [
      sealed.subarray(0, sealed.length - 1),
      sealed.subarray(0, FILE_HEADER_BYTES + 2 * SEALED_CHUNK_BYTES),
      sealed.subarray(0, FILE_HEADER_BYTES + SEALED_CHUNK_BYTES),
      sealed.subarray(0, FILE_HEADER_BYTES),
      new Uint8Array(),
      concat(sealed, new Uint8Array(1)),
      concat(sealed, new Uint8Array(SEALED_CHUNK_BYTES)),
      build([1, 0, 2, 3]),
      build([0, 2, 1, 3]),
      build([0, 1, 3]),
      build([0, 1, 1, 3]),
      concat(another.subarray(0, FILE_HEADER_BYTES), sealed.subarray(FILE_HEADER_BYTES)),
      concat(
        sealed.subarray(0, FILE_HEADER_BYTES + SEALED_CHUNK_BYTES),
        another.subarray(FILE_HEADER_BYTES + SEALED_CHUNK_BYTES),
      ),
      new Uint8Array(sealed.length),
    ];
    for (const variant of variants) {
      const file = await open(variant);
      if (typeof file === "string") continue;
      const read = collect(file.read(0, content.length)).catch((error) => error);
      expect(await read).toBeInstanceOf(FileDamaged);
    }
    const newer = sealed.slice();
    newer[0] = 2;
    expect([await open(newer), await open(sealed, rekeyed(room).keys)]).toEqual(["version", "no_key"]);
  });

  test("E15: with any bit changed, the chunk it is in is refused", async () => {
    const content = contentOf(2 * FILE_CHUNK_BYTES);
    const sealed = await seal(content);
    for (let at = 0; at < sealed.length; at += 4_999) {
      const changed = sealed.slice();
      changed[at] = (changed[at] ?? 0) ^ 128;
      const file = await open(changed);
      if (typeof file === "string") continue;
      expect(await collect(file.read(0, content.length)).catch((error) => error)).toBeInstanceOf(FileDamaged);
    }
  });

  test("E15: what isn't as long as was said, or has too long a name, is not sealed", async () => {
    const seal = (bytes: number, given: number) =>
      collect(sealFile(room.keys, describeFile(bytes), [contentOf(given)], room.random).parts).catch((error) => error);
    for (const [bytes, given] of [
      [10, 9],
      [10, 11],
      [10, 200_000],
      [200_000, 10],
    ] as const)
      expect(await seal(bytes, given)).toBeInstanceOf(RangeError);
    const long = { ...describeFile(1), name: "x".repeat(1_100) };
    expect(() => sealFile(room.keys, long, [contentOf(1)], room.random)).toThrow(RangeError);
  });

  test("E14, E15: a description that is none is refused, and a name that isn't safe is made so", async () => {
    const sealAs = (description: unknown) =>
      collect(sealFile(room.keys, description as FileDescription, [contentOf(5)], room.random).parts);
    const good = { name: "../../a\u202egnp.exe", type: "image/png", bytes: 5, width: 10, height: 20, later: true };
    expect(taken<OpenedFile>(await open(await sealAs(good))).description).toEqual({
      name: "agnp.exe",
      type: "image/png",
      bytes: 5,
      width: 10,
      height: 20,
    });
    const bad = [{ name: 5 }, { type: undefined }, { width: -1 }, { seconds: "long" }];
    for (const part of bad) expect(await open(await sealAs({ ...good, ...part }))).toBe("malformed");
  });

  test("E15: its length tells little, and costs at most an eighth", () => {
    const property = (length: number) => {
      const padded = paddedLength(length);
      return (
        padded >= length &&
        (length <= 4096 ? padded === 4096 : padded <= length * 1.125) &&
        paddedLength(padded) === padded
      );
    };
    fc.assert(fc.property(fc.nat(2 ** 31 - 1), property));
    fc.assert(fc.property(fc.maxSafeNat(), (length) => property(Math.min(length, 2 ** 45))));
    const lengths = new Set(Array.from({ length: 100_000 }, (_, at) => paddedLength(1_000_000 + at)));
    expect(lengths.size).toBeLessThan(8);
  });
});
