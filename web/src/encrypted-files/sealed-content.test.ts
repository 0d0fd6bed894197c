import { describe, expect, test } from "bun:test";
import { concat } from "#protocol/e2ee/bytes";
import { type OpenedFile, openFile } from "#protocol/e2ee/file-cipher";
import { FILE_CHUNK_BYTES, sealedFileBytes } from "#protocol/e2ee/file-layout";
import { createEncryptedRoom, taken } from "../../../server/testing/encrypted-room.ts";
import { createSealedContent, SealedBefore } from "./sealed-content.ts";

const { keys, random } = createEncryptedRoom();
const BYTES = 20 * FILE_CHUNK_BYTES;
const content = Uint8Array.from({ length: BYTES }, (_, at) => (at * 31 + (at >> 8)) & 255);
const description = { name: "a.bin", type: "application/octet-stream", bytes: BYTES };
const STEP = 300_000;

/** A file that says how far it was read, and can't be read from some place on. */
function watchedFile(readableBytes = () => Number.POSITIVE_INFINITY) {
  const blob = new Blob([content]);
  const slice = blob.slice.bind(blob);
  const file = Object.assign(blob, { readBytes: 0 });
  file.slice = (from = 0, to = BYTES) => {
    file.readBytes = Math.max(file.readBytes, to);
    if (to > readableBytes()) throw new Error("it was changed on the disk");
    return slice(from, to);
  };
  return file;
}

const create = (file: Blob = watchedFile()) => createSealedContent(file, description, keys, random);

async function open(sealed: Uint8Array): Promise<Uint8Array> {
  const file = taken<OpenedFile>(
    await openFile(
      () => keys,
      sealed.length,
      async (from, to) => sealed.slice(from, to),
    ),
  );
  const parts: Uint8Array[] = [];
  for await (const part of file.read(0, BYTES)) parts.push(part.slice());
  return concat(...parts);
}

async function sliceAll(sealed: ReturnType<typeof create>, from = 0): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (let at = from; at < sealed.size; at += STEP)
    parts.push(await sealed.slice(at, Math.min(at + STEP, sealed.size)));
  return concat(...parts);
}

describe("a file that is sealed while it is sent", () => {
  test("E70: is the sealed file, of the size that was foretold, and is read only a little ahead", async () => {
    const file = watchedFile();
    const sealed = create(file);
    expect(sealed.size).toBe(sealedFileBytes(BYTES));
    await sealed.slice(0, 100_000);
    expect(file.readBytes).toBeLessThanOrEqual(1024 * 1024);
    const whole = await sliceAll(create());
    expect(whole.length).toBe(sealed.size);
    expect(await open(whole)).toEqual(content);
  });

  test("E70: after a break, the same bytes are there again", async () => {
    const sealed = create();
    const first = await sealed.slice(0, STEP);
    const second = await sealed.slice(STEP, 2 * STEP);
    expect(await sealed.slice(STEP, 2 * STEP)).toEqual(second);
    expect(await sealed.slice(STEP + 1000, 2 * STEP)).toEqual(second.slice(1000));
    const rest = await sliceAll(sealed, 2 * STEP);
    expect(await open(concat(first, second, rest))).toEqual(content);
  });

  test("E70: nothing is sealed twice under one key: going back is refused, and from the beginning it has another", async () => {
    const sealed = create();
    const [first, salt] = [await sealed.slice(0, STEP), sealed.salt()];
    await sealed.slice(4 * STEP, 4 * STEP + 1);
    expect(await sealed.slice(STEP, 2 * STEP).catch((error) => error)).toBeInstanceOf(SealedBefore);
    const again = await sliceAll(sealed);
    expect(sealed.salt()).not.toBe(salt);
    expect(again.slice(0, STEP)).not.toEqual(first);
    expect(await open(again)).toEqual(content);
  });

  test("E70: a file that couldn't be read for a moment begins anew, under another key", async () => {
    let readable = 1024 * 1024;
    const sealed = create(watchedFile(() => readable));
    const [, salt] = [await sealed.slice(0, STEP), sealed.salt()];
    await expect(sliceAll(sealed, STEP)).rejects.toThrow("changed on the disk");
    readable = Number.POSITIVE_INFINITY;
    expect(await sealed.slice(STEP, STEP + 1).catch((error) => error)).toBeInstanceOf(SealedBefore);
    expect(await open(await sliceAll(sealed))).toEqual(content);
    expect(sealed.salt()).not.toBe(salt);
  });

  test("E70: what is asked for at once is sealed once", async () => {
    const sealed = create();
    const [one, other] = await Promise.all([sealed.slice(0, STEP), sealed.slice(0, STEP)]);
    expect(one).toEqual(other);
  });
});
