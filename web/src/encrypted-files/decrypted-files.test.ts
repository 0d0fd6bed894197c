import { describe, expect, test } from "bun:test";
import type { FileDescription } from "#protocol/e2ee/file-cipher";
import { createDecryptedCache } from "./decrypted-cache.ts";
import { createDecryptedFiles, MAX_WHOLE_BYTES } from "./decrypted-files.ts";
import { NotReadable, type ReadingProblem } from "./file-reading.ts";

type Given = Partial<FileDescription> & { problem?: ReadingProblem; damagedAt?: number };
const PART = 1000;

/** A room with these files, by their addresses. */
function setUp(given: Record<string, Given>, disk?: (content: ReadableStream<Uint8Array>) => Promise<void>) {
  const saved: { name: string; type: string; text: string }[] = [];
  const opened: string[] = [];
  const streamed = new Set<string>();
  const files = createDecryptedFiles({
    placeOf: (url) => (url in given ? { id: url, url, sealedBytes: 0 } : undefined),
    streamAddress: (url) => (streamed.has(url) ? `stream:${url}` : undefined),
    chooseDisk: async () => disk,
    saveAs: (address, name) =>
      saves.push(
        fetch(address)
          .then((response) => response.blob())
          .then(async (blob) => saved.push({ name, type: blob.type, text: await blob.text() })),
      ),
    reading: {
      async open({ url }) {
        opened.push(url);
        const { problem, damagedAt = Number.POSITIVE_INFINITY, ...about } = given[url] as Given;
        if (problem !== undefined) throw new NotReadable(problem);
        const description = { name: `${url}.bin`, type: "image/png", bytes: 3, ...about };
        return {
          description,
          close: () => {},
          async *read(start, end) {
            for (let at = start; at < Math.min(end, description.bytes); at += PART) {
              if (at >= damagedAt) throw new NotReadable("damaged");
              yield new Uint8Array(Math.min(PART, description.bytes - at)).fill(65);
            }
          },
        };
      },
    },
  });
  const saves: Promise<unknown>[] = [];
  return { files, given, opened, saved, streamed, saves };
}

const typeAt = async (address: string) => (await (await fetch(address)).blob()).type;

describe("files of an encrypted room", () => {
  test("E75: a picture is given to the page as a picture, and what could run as bytes", async () => {
    const { files } = setUp({
      a: {},
      b: { type: "text/html" },
      c: { type: "image/svg+xml" },
      d: { type: "image/png;x=1" },
    });
    const types = await Promise.all(["a", "b", "c", "d"].map(async (url) => typeAt(await files.addresses.find(url))));
    expect(types).toEqual(["image/png", "application/octet-stream", "application/octet-stream", "image/png"]);
  });

  test("E73: of a file that is damaged in its middle nothing is shown or saved, and the page says so", async () => {
    const { files, saved } = setUp({ a: { bytes: 5000, damagedAt: 3000 } });
    expect(await files.addresses.find("a")).toBe("data:,");
    expect(files.troubleOf("a")).toBe("damaged");
    expect(files.addresses.known("a")).toBe("data:,");
    await files.save({ url: "a", name: "a", bytes: 5000 });
    expect([saved, files.troubleOf("a"), files.progressOf("a")]).toEqual([[], "damaged", undefined]);
    const zip = await files.stream("a", new AbortController().signal);
    await expect(zip.arrayBuffer()).rejects.toThrow("damaged");
  });

  test("E73: what has no key here is said to be so; what didn't come is tried again", async () => {
    const { files, given, saved, saves } = setUp({ a: { problem: "noKey" }, b: { problem: "unreachable" } });
    for (const url of ["a", "b", "nowhere"]) expect(await files.addresses.find(url)).toBe("data:,");
    expect(["a", "b", "nowhere"].map(files.troubleOf)).toEqual(["noKey", undefined, undefined]);
    await files.save({ url: "b", name: "b", bytes: 3 });
    expect(files.troubleOf("b")).toBe("notRead");
    given.b = {};
    await files.save({ url: "b", name: "b", bytes: 3 });
    await Promise.all(saves);
    expect([files.troubleOf("b"), saved.length]).toEqual([undefined, 1]);
    expect(await files.addresses.find("b")).toStartWith("blob:");
  });

  test("E76: files are saved under their true names, as bytes of no type", async () => {
    const { files, saved, saves } = setUp({ a: { name: "Notes.html", type: "text/html" } });
    await files.save({ url: "a", name: "file", bytes: 3 });
    await Promise.all(saves);
    expect(saved).toEqual([{ name: "Notes.html", type: "application/octet-stream", text: "AAA" }]);
  });

  test("E74: what is too large to be read as a whole is said to be, or goes to the disk while it is read", async () => {
    const bytes = MAX_WHOLE_BYTES + 1;
    const { files, saved } = setUp({ a: { bytes } });
    await files.save({ url: "a", name: "a", bytes });
    expect([files.troubleOf("a"), saved]).toEqual(["tooLarge", []]);
    let written = 0;
    const onDisk = setUp({ a: { bytes: 2500 } }, async (content) => {
      for await (const part of content) written += part.length;
    });
    await onDisk.files.save({ url: "a", name: "a", bytes });
    expect([written, onDisk.files.troubleOf("a")]).toEqual([2500, undefined]);
  });

  test("E74: long films play while they are read, and without a service worker say how large they are", async () => {
    const film = { url: "a", id: "a", name: "a.mp4", type: "video/mp4", bytes: 9_000_000 };
    const { files, opened, streamed } = setUp({ a: { type: "video/mp4" } });
    expect(files.isHeavy(film)).toBe(true);
    expect(files.isHeavy({ ...film, bytes: 1000 })).toBe(false);
    expect(files.isHeavy({ ...film, type: "image/png" })).toBe(false);
    streamed.add("a");
    expect(files.isHeavy(film)).toBe(false);
    expect(await files.addresses.find("a")).toBe("stream:a");
    expect(opened).toEqual([]);
  });

  test("E77: is opened once while it is kept, and kept no longer than its message and its room", async () => {
    const { files, opened } = setUp({ a: {}, b: {} });
    const [first, again] = await Promise.all([files.addresses.find("a"), files.addresses.find("a")]);
    expect(again).toBe(first);
    expect(files.addresses.known("a")).toBe(first);
    expect(opened).toEqual(["a"]);
    files.forget("a");
    expect(files.addresses.known("a")).toBeUndefined();
    await expect(fetch(first)).rejects.toThrow();
    const other = await files.addresses.find("b");
    files.end();
    await expect(fetch(other)).rejects.toThrow();
  });

  test("E77: what was shown the longest time ago makes room for more", () => {
    const revoked: string[] = [];
    let count = 0;
    const cache = createDecryptedCache(10, {
      createObjectURL: () => `blob:${++count}`,
      revokeObjectURL: (address) => void revoked.push(address),
    });
    for (const url of ["a", "b"]) cache.add(url, new Blob(["1234"]));
    expect(cache.get("a")).toBe("blob:1");
    cache.add("c", new Blob(["1234"]));
    expect([cache.get("b"), cache.get("a"), revoked]).toEqual([undefined, "blob:1", ["blob:2"]]);
    cache.add("d", new Blob(["x".repeat(50)]));
    expect(cache.urls()).toEqual(["d"]);
  });
});
