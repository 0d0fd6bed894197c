// Copies the files of rooms from the folder beside a data file to where servers that share a Redis keep them, and back. Used by
// `mayfly move` alone. Rules D64 and D65.
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { FileView } from "#protocol/frames";
import { type FileContent, FileUnreachable } from "../../chat/lib/file-ports.ts";
import type { SavedFile } from "../../chat/lib/ports.ts";
import { CHUNK_BYTES } from "../chunk-cipher.ts";
import { DiskFiles } from "../disk-files.ts";
import type { NodesFiles } from "./shared-storage.ts";

/** A file's record, as rooms save it. Its key is, on a disk, what it is encrypted with; in a Redis, the epoch it came in. */
type FileRecord = { readonly uploaderId: string; readonly view: FileView; readonly key: string };

const parseRecord = ({ record }: SavedFile): FileRecord => JSON.parse(record);
const withKey = (file: SavedFile, key: string | undefined): SavedFile => {
  const { uploaderId, view } = parseRecord(file);
  return { id: file.id, record: JSON.stringify({ uploaderId, view, key }) };
};

const NO_PLACE = "no files are kept there";
const NO_SPACE = "there is no space for the files";
const UNREADABLE = "a file can't be read";

/** A message has it. */
const CLAIMED = "-";

export class FileMover {
  readonly #folder: string;
  readonly #disk: DiskFiles;
  readonly #shared: NodesFiles | undefined;
  readonly #maxRoomBytes: number;

  /** @param shared undefined where no files are kept */
  constructor(folder: string, keepFreeBytes: number, shared: NodesFiles | undefined, maxRoomBytes: number) {
    this.#folder = folder;
    this.#disk = new DiskFiles(folder, keepFreeBytes, () => {});
    this.#shared = shared;
    this.#maxRoomBytes = maxRoomBytes;
  }

  /** Returns files of a data file as a Redis saves them. */
  recordsFor(epoch: string, files: readonly SavedFile[]): SavedFile[] {
    return files.map((file) => withKey(file, epoch));
  }

  /** Copies the files of a room that the Redis has already. @returns why that can't be; then a part may be there */
  async copyToRedis(epoch: string, files: readonly SavedFile[]): Promise<string | undefined> {
    if (files.length === 0) return undefined;
    if (this.#shared === undefined) return NO_PLACE;
    for (const file of files) {
      const { uploaderId, view, key } = parseRecord(file);
      const { name, bytes } = view;
      const before = this.#shared.find(epoch, file.id);
      // An earlier move may have been broken off.
      if ((await before.look())?.claim !== undefined) continue;
      before.erase();
      await this.#shared.settled();
      const content = this.#shared.create(file.id, { epoch, bytes });
      const [maxRoomBytes, maxUnsaid] = [this.#maxRoomBytes, Number.MAX_SAFE_INTEGER];
      const about = JSON.stringify({ name, bytes });
      const problem = await content.reserve({ uploaderId, about, bytes, maxRoomBytes, maxUnsaid });
      if (problem !== undefined) return NO_SPACE;
      if (!(await copied(this.#disk.restore(file.id, key, bytes), content))) return UNREADABLE;
      if (!(await content.complete(view)) || !(await content.claim(CLAIMED))) throw new Error("the Redis lost a file");
    }
    return undefined;
  }

  /** Copies files into the folder. @returns them as a data file saves them, or why that can't be; then a part may be there */
  async copyToFolder(files: readonly SavedFile[]): Promise<SavedFile[] | string> {
    if (files.length === 0) return [];
    if (this.#shared === undefined) return NO_PLACE;
    const all: SavedFile[] = [];
    for (const file of files) {
      const { view, key } = parseRecord(file);
      await this.#disk.measure();
      if (this.#disk.freeBytes() < view.bytes) return NO_SPACE;
      this.eraseInFolder([file]);
      const content = this.#disk.create(file.id);
      if (!(await copied(this.#shared.restore(file.id, key, view.bytes), content))) return UNREADABLE;
      all.push(withKey(file, content.key));
    }
    return all;
  }

  eraseInFolder(files: readonly SavedFile[]): void {
    for (const { id } of files) rmSync(join(this.#folder, id), { force: true });
  }

  /** @param files as the Redis saves them */
  async eraseInRedis(files: readonly SavedFile[]): Promise<void> {
    for (const file of files) {
      const { view, key } = parseRecord(file);
      this.#shared?.restore(file.id, key, view.bytes).erase();
    }
    await this.#shared?.settled();
  }

  async close(): Promise<void> {
    await this.#shared?.close();
  }
}

/** Copies a whole file. @returns false where it is gone or damaged @throws when one of the two can't be reached or written */
async function copied(from: FileContent, to: FileContent): Promise<boolean> {
  const { bytes } = from;
  const reader = await readable(() => from.open());
  if (reader === undefined) return false;
  try {
    for (let at = 0; at < bytes; ) {
      const chunk = await readable(() => reader.read(at, CHUNK_BYTES));
      if (chunk === undefined) return false;
      await to.append(chunk);
      at += chunk.length;
    }
  } finally {
    reader.close();
  }
  await to.finish();
  return true;
}

/** Returns what was read; undefined where it can't be, now or later. */
async function readable<T>(read: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof FileUnreachable) throw error;
    return undefined;
  }
}
