// Keeps the pieces of files in a folder that all nodes have, such as a mounted volume.
import { open, readdir, stat, statfs, unlink } from "node:fs/promises";
import { join } from "node:path";
import { FileGone, FileUnreachable } from "../../chat/lib/file-ports.ts";
import {
  type FileAddress,
  OUTSIDE_PIECE_BYTES,
  type OutsideStore,
  outsideName,
  PROBE,
  parseOutsideName,
  type StoredPiece,
} from "./piece-store.ts";

/** How many files are looked at together. */
const LISTED_AT_ONCE = 500;
/** What doesn't get better by itself. */
const FINAL: ReadonlySet<string> = new Set(["EACCES", "EPERM", "EROFS"]);

export class FolderPieces implements OutsideStore {
  readonly pieceBytes: number;
  readonly #folder: string;
  readonly #keepFreeBytes: number;

  constructor(folder: string, keepFreeBytes: number, pieceBytes = OUTSIDE_PIECE_BYTES) {
    this.pieceBytes = pieceBytes;
    this.#folder = folder;
    this.#keepFreeBytes = keepFreeBytes;
  }

  async put(address: FileAddress, _writer: string, name: string, bytes: Uint8Array): Promise<void> {
    const file = await open(this.#pathOf(address, name), "wx", 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  async read(address: FileAddress, name: string, from: number, length: number): Promise<Uint8Array> {
    const file = await open(this.#pathOf(address, name), "r").catch((error) => this.#explain(error));
    try {
      const bytes = Buffer.allocUnsafe(length);
      for (let at = 0; at < length; ) {
        const { bytesRead } = await file.read(bytes, at, length - at, from + at);
        if (bytesRead === 0) throw new FileGone("a piece is shorter than it was");
        at += bytesRead;
      }
      return bytes;
    } finally {
      await file.close();
    }
  }

  async remove(address: FileAddress, names: readonly string[]): Promise<void> {
    for (const name of names) {
      await unlink(this.#pathOf(address, name)).catch((error: { code?: string }) => {
        if (error.code !== "ENOENT") throw error;
      });
    }
  }

  async check(): Promise<string | undefined> {
    const name = crypto.getRandomValues(new Uint8Array(8)).toHex();
    try {
      await this.put(PROBE, "", name, new Uint8Array(1));
      await this.remove(PROBE, [name]);
      return undefined;
    } catch (error) {
      const { code = "" } = error as { code?: string };
      // A full disk gets better by itself.
      return FINAL.has(code) ? `it can't be written (${code})` : undefined;
    }
  }

  async freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.#folder).catch(unreachable);
    return bavail * bsize - this.#keepFreeBytes;
  }

  async *list(): AsyncIterable<readonly StoredPiece[]> {
    const names = await readdir(this.#folder);
    for (let from = 0; from < names.length; from += LISTED_AT_ONCE) {
      const looks = names.slice(from, from + LISTED_AT_ONCE).map(async (text) => {
        const piece = parseOutsideName(text);
        // One that has gone meanwhile is none.
        const found = piece && (await stat(join(this.#folder, text)).catch(() => undefined));
        return piece && found ? [{ ...piece, writtenAt: found.mtimeMs }] : [];
      });
      yield (await Promise.all(looks)).flat();
    }
  }

  /** A piece that isn't there is gone, unless the folder itself can't be reached. */
  async #explain(error: { code?: string }): Promise<never> {
    if (error.code !== "ENOENT") return unreachable(error);
    await stat(this.#folder).catch(unreachable);
    throw new FileGone("a piece is gone");
  }

  #pathOf(address: FileAddress, name: string): string {
    return join(this.#folder, outsideName(address, name));
  }
}

function unreachable(cause: unknown): never {
  throw new FileUnreachable(`the folder for files: ${cause instanceof Error ? cause.message : cause}`);
}
