// Keeps files in a folder, each encrypted under a key of its own. The keys are kept by whoever has the files: without its key,
// a file is as good as erased. Rules F17, F18.
import { close, existsSync, fsync, mkdir, open, readdirSync, statfs, unlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { FileContent, FileStorage } from "../chat/lib/file-ports.ts";
import { KEY_BYTES } from "./chunk-cipher.ts";
import { DiskContent } from "./disk-content.ts";
import { inspectLazily } from "./inspect-lazily.ts";

const makeFolder = promisify(mkdir);
const openFolder = promisify(open);
const syncToDisk = promisify(fsync);
const closeFolder = promisify(close);
const statFileSystem = promisify(statfs);

/** What files are called: their ids. Whatever else lies in the folder isn't ours. */
const OWN_NAME = /^[0-9a-z]{16}$/;

export class DiskFiles implements FileStorage {
  readonly #folder: string;
  readonly #keepFreeBytes: number;
  readonly #reportFault: (error: unknown) => void;
  readonly inspect = inspectLazily;
  #freeBytes = Number.POSITIVE_INFINITY;
  /** Whether the disk may not know the folder itself yet. */
  #isNew = false;

  /** @param folder made when the first file comes, in a folder that exists */
  constructor(folder: string, keepFreeBytes: number, reportFault: (error: unknown) => void) {
    this.#folder = folder;
    this.#keepFreeBytes = keepFreeBytes;
    this.#reportFault = reportFault;
  }

  create(id: string): FileContent {
    const key = new Uint8Array(KEY_BYTES);
    crypto.getRandomValues(key);
    return this.#content(id, key, undefined);
  }

  restore(id: string, key: string, bytes: number): FileContent {
    return this.#content(id, new Uint8Array(Buffer.from(key, "base64")), bytes);
  }

  freeBytes(): number {
    return this.#freeBytes;
  }

  async measure(): Promise<void> {
    try {
      // The folder may be on another disk than the data file.
      const { bavail, bsize } = await statFileSystem(this.#folder).catch(() => statFileSystem(dirname(this.#folder)));
      this.#freeBytes = bavail * bsize - this.#keepFreeBytes;
    } catch {
      this.#freeBytes = Number.POSITIVE_INFINITY;
    }
  }

  sweep(isKept: (id: string) => boolean): void {
    if (!existsSync(this.#folder)) return;
    for (const name of readdirSync(this.#folder)) {
      if (OWN_NAME.test(name) && !isKept(name)) unlinkSync(join(this.#folder, name));
    }
  }

  #content(id: string, key: Uint8Array, bytes: number | undefined): DiskContent {
    return new DiskContent(join(this.#folder, id), key, bytes, this);
  }

  /** Makes the folder where there is none. */
  async prepare(): Promise<void> {
    const made = await makeFolder(this.#folder, { mode: 0o700 }).then(
      () => true,
      (error: { code?: string }) => {
        if (error.code === "EEXIST") return false;
        throw error;
      },
    );
    if (made) this.#isNew = true;
  }

  /** Waits until the disk knows the names of the files. */
  async sync(): Promise<void> {
    await syncFolder(this.#folder);
    if (!this.#isNew) return;
    await syncFolder(dirname(this.#folder));
    this.#isNew = false;
  }

  reportFault(error: unknown): void {
    this.#reportFault(error);
  }
}

/** Waits until the disk knows the names in a folder. Windows can't and need not. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = await openFolder(path, "r");
  try {
    await syncToDisk(folder);
  } finally {
    await closeFolder(folder);
  }
}
