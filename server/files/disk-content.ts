// One encrypted file on disk, while it is written and when it is read. Descriptors are numbers rather than FileHandles: one
// that is left to the garbage collector would end the process. No descriptor is closed while the system works with it, because
// its number might be given to another file meanwhile.
import { close, fsync, ftruncate, openSync, read, unlink, write } from "node:fs";
import { promisify } from "node:util";
import type { FileContent, FileReader } from "../chat/lib/file-ports.ts";
import { CHUNK_BYTES, CHUNK_OVERHEAD, decryptChunk, encryptChunk } from "./chunk-cipher.ts";

const STORED_CHUNK_BYTES = CHUNK_BYTES + CHUNK_OVERHEAD;
/** As many chunks are written at once: each write is a way to another thread and back. */
const BATCH_BYTES = 4 * STORED_CHUNK_BYTES;

const readAt = promisify(read) as unknown as (
  file: number,
  buffer: Uint8Array,
  offset: number,
  length: number,
  position: number,
) => Promise<{ bytesRead: number }>;
const writeAt = promisify(write) as unknown as (
  file: number,
  buffer: Uint8Array,
  offset: number,
  length: number,
  position: number,
) => Promise<{ bytesWritten: number }>;
const sync = promisify(fsync);
const truncate = promisify(ftruncate);

/** What a file needs of its folder. */
export type FileFolder = {
  /** Makes the folder where there is none. */
  readonly prepare: () => void;
  readonly sync: () => void;
  readonly reportFault: (error: unknown) => void;
};

/** An open file that is closed once nobody works with it any more. */
class OpenFile {
  readonly #file: number;
  #isBusy = false;
  #isClosing = false;

  constructor(path: string, flags: string) {
    this.#file = openSync(path, flags, 0o600);
  }

  async use<T>(work: (file: number) => Promise<T>): Promise<T> {
    if (this.#isClosing) throw new Error("the file is closed");
    this.#isBusy = true;
    try {
      return await work(this.#file);
    } finally {
      this.#isBusy = false;
      if (this.#isClosing) this.#close();
    }
  }

  close(): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    if (!this.#isBusy) this.#close();
  }

  #close(): void {
    close(this.#file, () => {});
  }
}

export class DiskContent implements FileContent {
  bytes: number;
  readonly #path: string;
  readonly #key: Uint8Array;
  readonly #folder: FileFolder;
  #file: OpenFile | undefined;
  /** What has come since the last whole chunk, and is not written yet: up to a chunk, which may be the last. */
  #tail: Uint8Array | undefined;
  #tailBytes = 0;
  /** The chunks encrypted so far. */
  #chunks = 0;
  /** Those of them that are not written yet; and where in the file they belong. */
  #batch: Buffer | undefined;
  #batchBytes = 0;
  #batchPosition = 0;
  #isOnDisk: boolean;
  #isGone = false;

  /** @param bytes of a file that is there already; undefined for a new one */
  constructor(path: string, key: Uint8Array, bytes: number | undefined, folder: FileFolder) {
    this.#path = path;
    this.#key = key;
    this.bytes = bytes ?? 0;
    this.#folder = folder;
    this.#isOnDisk = bytes !== undefined;
  }

  get key(): string {
    return Buffer.from(this.#key).toString("base64");
  }

  async append(chunk: Uint8Array): Promise<void> {
    for (let taken = 0; taken < chunk.length; ) {
      if (this.#tailBytes === CHUNK_BYTES) {
        this.#encryptTail(false);
        if (this.#batchBytes === BATCH_BYTES) await this.#writeBatch();
      }
      this.#tail ??= new Uint8Array(CHUNK_BYTES);
      const part = chunk.subarray(taken, taken + CHUNK_BYTES - this.#tailBytes);
      this.#tail.set(part, this.#tailBytes);
      this.#tailBytes += part.length;
      this.bytes += part.length;
      taken += part.length;
    }
  }

  mark(): () => void {
    const { bytes } = this;
    const [chunks, tailBytes, tail] = [this.#chunks, this.#tailBytes, this.#tail?.slice(0, this.#tailBytes)];
    const [batchBytes, batchPosition] = [this.#batchBytes, this.#batchPosition];
    const batch = this.#batch && Buffer.from(this.#batch.subarray(0, batchBytes));
    return () => {
      this.bytes = bytes;
      this.#chunks = chunks;
      this.#tailBytes = tailBytes;
      if (tail !== undefined) this.#tail?.set(tail);
      this.#batchBytes = batchBytes;
      this.#batchPosition = batchPosition;
      if (batch === undefined || this.#isGone) return;
      this.#batch ??= Buffer.allocUnsafe(BATCH_BYTES);
      this.#batch.set(batch);
    };
  }

  async pause(): Promise<void> {
    if (this.#batchBytes > 0) await this.#writeBatch();
    this.#release();
  }

  async finish(): Promise<void> {
    this.#encryptTail(true);
    await this.#writeBatch();
    await this.#openFile.use(async (file) => {
      // What was taken back may have been longer.
      await truncate(file, this.bytes + this.#chunks * CHUNK_OVERHEAD);
      await sync(file);
    });
    this.#folder.sync();
    this.#release();
    this.#tail?.fill(0);
    this.#tail = undefined;
  }

  open(): FileReader {
    this.#assertThere();
    const file = new OpenFile(this.#path, "r");
    return {
      read: (position, maxBytes) => file.use((descriptor) => this.#read(descriptor, position, maxBytes)),
      close: () => file.close(),
    };
  }

  forget(): void {
    this.#isGone = true;
    this.#key.fill(0);
    this.#tail?.fill(0);
    this.#tail = undefined;
    this.#release();
  }

  erase(): void {
    if (!this.#isOnDisk) return;
    unlink(this.#path, (error) => {
      if (error !== null && error.code !== "ENOENT") this.#folder.reportFault(error);
    });
  }

  get #openFile(): OpenFile {
    if (this.#file === undefined) {
      if (!this.#isOnDisk) this.#folder.prepare();
      this.#file = new OpenFile(this.#path, this.#isOnDisk ? "r+" : "wx+");
      this.#isOnDisk = true;
    }
    return this.#file;
  }

  /** Gives back what only writing needs. */
  #release(): void {
    this.#file?.close();
    this.#file = undefined;
    this.#batch = undefined;
  }

  #encryptTail(isLast: boolean): void {
    this.#assertThere();
    const text = (this.#tail ?? new Uint8Array()).subarray(0, this.#tailBytes);
    this.#batch ??= Buffer.allocUnsafe(BATCH_BYTES);
    const end = this.#batchBytes + text.length + CHUNK_OVERHEAD;
    encryptChunk(this.#key, this.#chunks, isLast, text, this.#batch.subarray(this.#batchBytes, end));
    this.#batchBytes = end;
    this.#chunks++;
    this.#tailBytes = 0;
  }

  async #writeBatch(): Promise<void> {
    const batch = (this.#batch ?? Buffer.alloc(0)).subarray(0, this.#batchBytes);
    await this.#openFile.use(async (file) => {
      for (let at = 0; at < batch.length; ) {
        const { bytesWritten } = await writeAt(file, batch, at, batch.length - at, this.#batchPosition + at);
        at += bytesWritten;
      }
    });
    this.#assertThere();
    this.#batchPosition += batch.length;
    this.#batchBytes = 0;
  }

  async #read(file: number, position: number, maxBytes: number): Promise<Uint8Array> {
    const offset = position % CHUNK_BYTES;
    const index = (position - offset) / CHUNK_BYTES;
    const length = Math.min(CHUNK_BYTES, this.bytes - index * CHUNK_BYTES);
    const sealed = Buffer.allocUnsafe(length + CHUNK_OVERHEAD);
    for (let at = 0; at < sealed.length; ) {
      const { bytesRead } = await readAt(file, sealed, at, sealed.length - at, index * STORED_CHUNK_BYTES + at);
      if (bytesRead === 0) throw new Error("a file is shorter than it was");
      at += bytesRead;
    }
    this.#assertThere();
    const isLast = (index + 1) * CHUNK_BYTES >= this.bytes;
    return decryptChunk(this.#key, index, isLast, sealed).subarray(offset, offset + maxBytes);
  }

  #assertThere(): void {
    if (this.#isGone) throw new Error("the file is gone");
  }
}
