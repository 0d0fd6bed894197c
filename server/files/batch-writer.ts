// Writes a file from its beginning on in batches: one is written while the next is filled, and the disk begins to write down
// what came long before the end, so that little is left to wait for then.
import { fsync, write } from "node:fs";
import { promisify } from "node:util";
import type { OpenFile } from "./open-file.ts";

/** After so many bytes, the disk is asked to write down what came so far. */
const SYNC_BYTES = 16 * 1024 * 1024;

const writeAt = promisify(write) as unknown as (
  file: number,
  buffer: Uint8Array,
  offset: number,
  length: number,
  position: number,
) => Promise<{ bytesWritten: number }>;
const sync = promisify(fsync);

export class BatchWriter {
  readonly #maxBytes: number;
  readonly #openFile: () => Promise<OpenFile>;
  /** What is not written yet, and where in the file it belongs. */
  #batch: Buffer | undefined;
  #bytes = 0;
  #position = 0;
  /** The batch before, while it is written; and its memory. */
  #writing: Promise<void> | undefined;
  #spare: Buffer | undefined;
  #syncing: Promise<void> | undefined;
  #bytesToSync = 0;

  /** @param openFile returns the file, which stays open as long as it is used */
  constructor(maxBytes: number, openFile: () => Promise<OpenFile>) {
    this.#maxBytes = maxBytes;
    this.#openFile = openFile;
  }

  get isFull(): boolean {
    return this.#bytes === this.#maxBytes;
  }

  /** Returns the next bytes of the batch, to be filled. */
  space(length: number): Buffer {
    this.#batch ??= Buffer.allocUnsafe(this.#maxBytes);
    return this.#batch.subarray(this.#bytes, this.#bytes + length);
  }

  /** Takes bytes that were filled into the batch. */
  take(length: number): void {
    this.#bytes += length;
  }

  /** Returns a function that takes back what comes from now on. */
  mark(): () => void {
    const [bytes, position] = [this.#bytes, this.#position];
    const batch = this.#batch && Buffer.from(this.#batch.subarray(0, bytes));
    return () => {
      this.#bytes = bytes;
      this.#position = position;
      if (batch === undefined) return;
      this.#batch ??= Buffer.allocUnsafe(this.#maxBytes);
      this.#batch.set(batch);
    };
  }

  /**
   * Begins to write the batch, once the one before is written. Rejects when that failed.
   * @param more bytes behind the batch that are written with it, and again when they are taken
   */
  async begin(more = 0): Promise<void> {
    await this.#writing;
    const batch = this.#batch;
    if (batch === undefined) return;
    this.#writing = this.#write(batch.subarray(0, this.#bytes + more), this.#position);
    // Whoever waits for it next gets the error.
    this.#writing.catch(() => {});
    [this.#batch, this.#spare] = [this.#spare, batch];
    this.#position += this.#bytes;
    this.#bytes = 0;
  }

  /** Writes the batch. @param more as with `begin` */
  async write(more = 0): Promise<void> {
    await this.begin(more);
    await this.#writing;
  }

  /** Resolves when the disk isn't at work any more. Rejects when it failed. */
  async settled(): Promise<void> {
    await this.#writing;
    await this.#syncing;
  }

  /** Gives the memory back. What is not written is lost. */
  release(): void {
    this.#batch = undefined;
    this.#spare = undefined;
  }

  async #write(bytes: Buffer, position: number): Promise<void> {
    const file = await this.#openFile();
    await file.use(async (descriptor) => {
      for (let at = 0; at < bytes.length; ) {
        const { bytesWritten } = await writeAt(descriptor, bytes, at, bytes.length - at, position + at);
        at += bytesWritten;
      }
    });
    this.#bytesToSync += bytes.length;
    if (this.#bytesToSync < SYNC_BYTES) return;
    this.#bytesToSync = 0;
    await this.#syncing;
    this.#syncing = file.use(sync);
    this.#syncing.catch(() => {});
  }
}
