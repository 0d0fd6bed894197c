// Keeps files in a folder, each encrypted under a key of its own. The keys are kept by whoever has the files: without its key,
// a file is as good as erased. Rules F17, F18.
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, statfsSync, unlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import type { FileContent, FileStorage } from "../chat/lib/file-ports.ts";
import { KEY_BYTES } from "./chunk-cipher.ts";
import { DiskContent } from "./disk-content.ts";

/** What files are called: their ids. Whatever else lies in the folder isn't ours. */
const OWN_NAME = /^[0-9a-z]{16}$/;

export class DiskFiles implements FileStorage {
  readonly #folder: string;
  readonly #keepFreeBytes: number;
  readonly #reportFault: (error: unknown) => void;

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
    try {
      const { bavail, bsize } = statfsSync(dirname(this.#folder));
      return bavail * bsize - this.#keepFreeBytes;
    } catch {
      // Writing will show what is wrong with the disk.
      return Number.POSITIVE_INFINITY;
    }
  }

  async inspect(content: FileContent) {
    // Imported only here, so that whoever sends no files doesn't wait for it at the start.
    const { inspectFile } = await import("./inspect-file.ts");
    return inspectFile(content);
  }

  sweep(isKept: (id: string) => boolean): void {
    if (!existsSync(this.#folder)) return;
    for (const name of readdirSync(this.#folder)) {
      if (OWN_NAME.test(name) && !isKept(name)) unlinkSync(join(this.#folder, name));
    }
  }

  #content(id: string, key: Uint8Array, bytes: number | undefined): DiskContent {
    const folder = {
      prepare: () => {
        if (!existsSync(this.#folder)) mkdirSync(this.#folder, { mode: 0o700 });
      },
      sync: () => syncFolder(this.#folder),
      reportFault: this.#reportFault,
    };
    return new DiskContent(join(this.#folder, id), key, bytes, folder);
  }
}

/** Waits until the disk knows the names in a folder. Windows can't and need not. */
function syncFolder(path: string): void {
  if (process.platform === "win32") return;
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
