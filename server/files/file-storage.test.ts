import { afterAll, describe, expect, test } from "bun:test";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chunkWithSpace } from "./chunk-with-space.ts";
import { DiskFiles } from "./disk-files.ts";
import { bytesOf, CHUNK, describeFileStorage, nextId, readAll, writeFile } from "./file-storage-contract.ts";
import { MemoryFiles } from "./memory-files.ts";

const parent = mkdtempSync(join(tmpdir(), "mayfly-files-"));
afterAll(() => rmSync(parent, { recursive: true }));

let folders = 0;
const nextFolder = () => join(parent, `kept-${folders++}.db-files`);
const faults: unknown[] = [];
const onDisk = (folder = nextFolder()) => new DiskFiles(folder, 0, (error) => faults.push(error));
const isOpen = (descriptor: string, folder: string) => {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`).startsWith(folder);
  } catch {
    return false;
  }
};
const openIn = (folder: string) => readdirSync("/proc/self/fd").filter((one) => isOpen(one, folder)).length;
/** Descriptors are closed by the system's threads. */
const untilClosed = async (folder: string) => {
  while (openIn(folder) > 0) await Bun.sleep(1);
};
const untilGone = async (path: string) => {
  while (existsSync(path)) await Bun.sleep(1);
};

describeFileStorage("memory", () => new MemoryFiles(), faults);
describeFileStorage("a folder", () => onDisk(), faults);

test("F44: bytes in memory take no more than twice their number, however small the pieces that they come in", () => {
  let chunk = chunkWithSpace(undefined, 0, 1, CHUNK);
  for (let used = 1; used < CHUNK; used += 3) {
    chunk = chunkWithSpace(chunk, used, Math.min(3, CHUNK - used), CHUNK);
    expect([chunk.length >= used, chunk.length <= Math.max(4, 2 * (used + 3))]).toEqual([true, true]);
  }
  expect(chunk.length).toBe(CHUNK);
});

describe("a folder", () => {
  test("F17: holds nothing readable, and is readable by its owner alone; what is moved, changed or cut off is noticed", async () => {
    const folder = nextFolder();
    const storage = onDisk(folder);
    expect(existsSync(folder)).toBe(false);
    const text = new Uint8Array(Buffer.from("canary ".repeat(30_000)));
    const content = await writeFile(storage, text);
    const [name = ""] = readdirSync(folder);
    const path = join(folder, name);
    expect([statSync(folder).mode & 0o777, statSync(path).mode & 0o777]).toEqual([0o700, 0o600]);
    const stored = readFileSync(path);
    expect([stored.includes("canary"), stored.length]).toEqual([false, text.length + 4 * 28]);
    const damaged = (change: (bytes: Buffer) => Buffer) => {
      writeFileSync(path, change(Buffer.from(stored)));
      return readAll(content).then(
        () => "read",
        () => "noticed",
      );
    };
    const chunk = CHUNK + 28;
    expect(await damaged((bytes) => bytes)).toBe("read");
    expect(await damaged((bytes) => bytes.fill(1, 70_000, 70_001))).toBe("noticed");
    expect(await damaged((bytes) => Buffer.concat([bytes.subarray(chunk, 2 * chunk), bytes.subarray(chunk)]))).toBe(
      "noticed",
    );
    expect(await damaged((bytes) => bytes.subarray(0, -1))).toBe("noticed");
    const shorter = storage.restore(name, content.key ?? "", 3 * CHUNK);
    writeFileSync(path, stored.subarray(0, 3 * chunk));
    expect(readAll(shorter)).rejects.toThrow();
  });

  test("F17: no two chunks share a nonce, also those that are written again", async () => {
    const folder = nextFolder();
    const content = onDisk(folder).create(nextId());
    const nonces = new Set<string>();
    for (let round = 0; round < 3; round++) {
      const takeBack = await content.mark();
      await content.append(bytesOf(4 * CHUNK + 1));
      await content.pause();
      const [name = ""] = readdirSync(folder);
      const stored = readFileSync(join(folder, name));
      for (let at = 0; at < 4; at++) nonces.add(stored.toString("hex", at * (CHUNK + 28), at * (CHUNK + 28) + 12));
      takeBack();
    }
    expect(nonces.size).toBe(12);
    content.forget();
  });

  test("F17, F18: files are found again by their keys; a start removes what is nobody's, and nothing that isn't ours", async () => {
    const folder = nextFolder();
    const before = onDisk(folder);
    const [kept, lost, empty] = [
      await writeFile(before, bytesOf(100_000)),
      await writeFile(before, bytesOf(5)),
      await writeFile(before, bytesOf(0)),
    ];
    const [keptId = "", lostId = "", emptyId = ""] = readdirSync(folder).toSorted();
    writeFileSync(join(folder, "a-note.txt"), "not ours");
    const after = onDisk(folder);
    after.sweep((id) => id === keptId || id === emptyId);
    expect(readdirSync(folder).toSorted()).toEqual([keptId, emptyId, "a-note.txt"]);
    expect((await readAll(after.restore(keptId, kept.key ?? "", 100_000))).equals(bytesOf(100_000))).toBe(true);
    const restored = after.restore(emptyId, empty.key ?? "", 0);
    restored.forget();
    restored.erase();
    await untilGone(join(folder, emptyId));
    expect([lostId, lost.bytes]).toEqual([expect.any(String), 5]);
    onDisk(nextFolder()).sweep(() => false);
  });

  test("F17, F44: of an upload that waits, all lies on the disk, encrypted, and it goes on from there", async () => {
    const folder = nextFolder();
    const content = onDisk(folder).create(nextId());
    const text = new Uint8Array(Buffer.from("canary ".repeat(10_000)));
    for (const [from, to] of [
      [0, 10],
      [10, 20],
      [20, 69_000],
      [69_000, 70_000],
    ] as const) {
      await content.append(text.subarray(from, to));
      await content.pause();
      const [name = ""] = readdirSync(folder);
      const stored = readFileSync(join(folder, name));
      expect([stored.includes("canary"), stored.length]).toEqual([false, to + 28 * Math.ceil(to / CHUNK)]);
    }
    await content.finish();
    expect((await readAll(content)).equals(text)).toBe(true);
    content.forget();
    content.erase();
  });

  test("F7: an upload that is removed while its file is being made leaves none", async () => {
    const folder = nextFolder();
    const storage = onDisk(folder);
    await writeFile(storage, bytesOf(1));
    for (let turns = 0; turns < 12; turns++) {
      const content = storage.create(nextId());
      const written = content.append(bytesOf(5 * CHUNK)) as Promise<void>;
      for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
      content.forget();
      content.erase();
      await written.catch(() => {});
    }
    while (readdirSync(folder).length > 1) await Bun.sleep(1);
    await untilClosed(folder);
    expect(faults).toEqual([]);
  });

  test("F3: what is free is asked of the folder itself, which may be on another disk than the data file", async () => {
    const folder = nextFolder();
    // Nothing can be written to /proc, so nothing is free there.
    symlinkSync("/proc", folder);
    const elsewhere = new DiskFiles(folder, 5, () => {});
    await elsewhere.measure();
    expect(elsewhere.freeBytes()).toBe(-5);
    const beside = onDisk();
    await beside.measure();
    expect([beside.freeBytes() > 0, Number.isFinite(beside.freeBytes())]).toEqual([true, true]);
  });

  test("F21: no descriptor stays open: of files that wait, are whole, are read to their end or not, or are forgotten", async () => {
    const folder = nextFolder();
    const storage = onDisk(folder);
    const waiting = storage.create(nextId());
    await waiting.append(bytesOf(2 * CHUNK));
    await waiting.pause();
    const writing = storage.create(nextId());
    const written = writing.append(bytesOf(20 * CHUNK));
    writing.forget();
    writing.erase();
    expect(written).rejects.toThrow();
    const whole = await writeFile(storage, bytesOf(2 * CHUNK));
    const reader = await whole.open();
    const isRead = reader.read(0, CHUNK);
    expect(openIn(folder)).toBeGreaterThan(0);
    reader.close();
    await isRead;
    await Promise.resolve(written).catch(() => {});
    await untilClosed(folder);
    expect(faults).toEqual([]);
  });

  test("F19: a disk that fails is an error of that file alone", async () => {
    const storage = onDisk(join(parent, "no", "such", "folder"));
    const content = storage.create(nextId());
    await content.append(bytesOf(10));
    expect(async () => content.finish()).toThrow();
    await storage.measure();
    expect(storage.freeBytes()).toBe(Number.POSITIVE_INFINITY);
    content.forget();
    content.erase();
  });
});
