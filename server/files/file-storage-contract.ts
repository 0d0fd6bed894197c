// A test suite that every FileStorage must pass, wherever it keeps files.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { FileContent, FileStorage } from "../chat/lib/file-ports.ts";

let ids = 0;
export const nextId = () => String(ids++).padStart(16, "0");
export const CHUNK = 65_536;

/** Every seventh byte counts on, so that no two places of a chunk look the same. */
export const bytesOf = (length: number, seed = length) => {
  const bytes = new Uint8Array(length).fill(seed);
  for (let at = 0; at < length; at += 7) bytes[at] = (at / 7) * 13 + seed + (at >> 11);
  return bytes;
};
export async function readAll(content: FileContent, from = 0, stepBytes = CHUNK): Promise<Buffer> {
  const reader = await content.open();
  const parts: Uint8Array[] = [];
  for (let at = from; at < content.bytes; ) {
    const part = await reader.read(at, stepBytes);
    expect(part.length).toBeGreaterThan(0);
    parts.push(part);
    at += part.length;
  }
  reader.close();
  return Buffer.concat(parts);
}

export async function writeFile(storage: FileStorage, bytes: Uint8Array, step = 10_000): Promise<FileContent> {
  const content = storage.create(nextId());
  for (let at = 0; at < bytes.length; at += step) await content.append(bytes.subarray(at, at + step));
  await content.finish();
  return content;
}

/** @param faults that the storage has reported @param runs of the random test */
export function describeFileStorage(
  name: string,
  createStorage: () => FileStorage | Promise<FileStorage>,
  faults: readonly unknown[],
  runs = 40,
): void {
  describe(`files in ${name}`, () => {
    test("F17: what was written is read, from any position, in any steps, whatever was taken back", async () => {
      const storage = await createStorage();
      const sizes = fc.constantFrom(0, 1, 100, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 150_000, 9 * CHUNK);
      const step = fc.record({ bytes: sizes, isTakenBack: fc.boolean(), isPaused: fc.boolean() });
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { maxLength: 5 }),
          fc.nat(),
          fc.integer({ min: 999, max: 200_000 }),
          async (steps, at, most) => {
            const content = storage.create(nextId());
            let expected = Buffer.alloc(0);
            for (const [index, { bytes, isTakenBack, isPaused }] of steps.entries()) {
              const takeBack = await content.mark();
              const chunk = bytesOf(bytes, index + 1);
              await content.append(chunk);
              if (isPaused) await content.pause();
              if (isTakenBack) takeBack();
              else expected = Buffer.concat([expected, chunk]);
            }
            expect(content.bytes).toBe(expected.length);
            await content.finish();
            const from = at % (expected.length + 1);
            expect((await readAll(content, from, most)).equals(expected.subarray(from))).toBe(true);
            content.forget();
            content.erase();
          },
        ),
        { numRuns: runs },
      );
    });

    test("F6: once a file is forgotten, nobody reads a byte more, and its writer writes none", async () => {
      const storage = await createStorage();
      const content = await writeFile(storage, bytesOf(3 * CHUNK));
      const reader = await content.open();
      await reader.read(0, CHUNK);
      content.forget();
      content.erase();
      expect(async () => reader.read(CHUNK, CHUNK)).toThrow();
      reader.close();
      expect(faults).toEqual([]);
    });
  });
}
