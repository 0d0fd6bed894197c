// One encrypted file on disk, while it is written and when it is read. While an upload waits for more, nothing of it is in
// memory: the bytes after its last whole chunk lie encrypted where that chunk will be, and are read again when more comes.
import { fsync, ftruncate, read, unlink } from "node:fs";
import { promisify } from "node:util";
import type { FileContent, FileReader } from "../chat/lib/file-ports.ts";
import { BatchWriter } from "./batch-writer.ts";
import { CHUNK_BYTES, CHUNK_OVERHEAD, decryptChunk, encryptChunk } from "./chunk-cipher.ts";
import { chunkWithSpace } from "./chunk-with-space.ts";
import { OpenFile } from "./open-file.ts";

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
const sync = promisify(fsync);
const truncate = promisify(ftruncate);

/** What a file needs of its folder. */
type FileFolder = {
  /** Makes the folder where there is none. */
  prepare(): Promise<void>;
  sync(): Promise<void>;
  reportFault(error: unknown): void;
};

export class DiskContent implements FileContent {
  bytes: number;
  readonly #path: string;
  readonly #key: Uint8Array;
  readonly #folder: FileFolder;
  #file: OpenFile | undefined;
  /** What has come since the last whole chunk: up to a chunk, which may be the last. Undefined while an upload waits. */
  #tail: Uint8Array | undefined;
  #tailBytes = 0;
  /** The chunks encrypted so far. */
  #chunks = 0;
  readonly #writer = new BatchWriter(BATCH_BYTES, () => this.#openOnce());
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
    await this.#readTail();
    for (let taken = 0; taken < chunk.length; ) {
      if (this.#tailBytes === CHUNK_BYTES) {
        this.#encryptTail(false);
        if (this.#writer.isFull) await this.#writer.begin();
      }
      const part = chunk.subarray(taken, taken + CHUNK_BYTES - this.#tailBytes);
      this.#tail = chunkWithSpace(this.#tail, this.#tailBytes, part.length, CHUNK_BYTES);
      this.#tail.set(part, this.#tailBytes);
      this.#tailBytes += part.length;
      this.bytes += part.length;
      taken += part.length;
    }
  }

  async mark(): Promise<() => void> {
    await this.#readTail();
    const { bytes } = this;
    const [chunks, tailBytes, tail] = [this.#chunks, this.#tailBytes, this.#tail?.slice(0, this.#tailBytes)];
    const takeBack = this.#writer.mark();
    return () => {
      this.bytes = bytes;
      this.#chunks = chunks;
      this.#tailBytes = tailBytes;
      if (this.#isGone) return;
      this.#tail?.fill(0);
      this.#tail = tail;
      takeBack();
    };
  }

  async pause(): Promise<void> {
    const tail = this.#tail?.subarray(0, this.#tailBytes);
    await this.#writer.write(tail === undefined || tail.length === 0 ? 0 : this.#seal(tail, false));
    this.#release();
  }

  async finish(): Promise<void> {
    await this.#readTail();
    this.#encryptTail(true);
    await this.#writer.write();
    await this.#writer.settled();
    const file = await this.#openOnce();
    await file.use(async (descriptor) => {
      // What was taken back may have been longer.
      await truncate(descriptor, this.bytes + this.#chunks * CHUNK_OVERHEAD);
      await sync(descriptor);
    });
    await this.#folder.sync();
    this.#release();
  }

  async open(): Promise<FileReader> {
    this.#assertThere();
    const file = await OpenFile.open(this.#path, "r");
    return {
      read: (position, maxBytes) => file.use((descriptor) => this.#read(descriptor, position, maxBytes)),
      close: () => file.close(),
    };
  }

  forget(): void {
    this.#isGone = true;
    this.#key.fill(0);
    this.#release();
  }

  erase(): void {
    if (!this.#isOnDisk) return;
    unlink(this.#path, (error) => {
      if (error !== null && error.code !== "ENOENT") this.#folder.reportFault(error);
    });
  }

  /** Returns the file, which is opened when it is needed. */
  async #openOnce(): Promise<OpenFile> {
    this.#file ??= await this.#open();
    return this.#file;
  }

  async #open(): Promise<OpenFile> {
    this.#assertThere();
    const isNew = !this.#isOnDisk;
    if (isNew) await this.#folder.prepare();
    const file = await OpenFile.open(this.#path, isNew ? "wx+" : "r+");
    this.#isOnDisk = true;
    if (!this.#isGone) return file;
    // It went while it was opened, when there may have been nothing to remove.
    file.close();
    this.erase();
    throw new Error("the file is gone");
  }

  /** Gives back what only writing needs. */
  #release(): void {
    this.#file?.close();
    this.#file = undefined;
    this.#writer.release();
    this.#tail?.fill(0);
    this.#tail = undefined;
  }

  #encryptTail(isLast: boolean): void {
    this.#writer.take(this.#seal((this.#tail ?? new Uint8Array()).subarray(0, this.#tailBytes), isLast));
    this.#chunks++;
    this.#tailBytes = 0;
  }

  /** Encrypts the next chunk behind those of the batch. @returns its length */
  #seal(text: Uint8Array, isLast: boolean): number {
    this.#assertThere();
    const length = text.length + CHUNK_OVERHEAD;
    encryptChunk(this.#key, this.#chunks, isLast, text, this.#writer.space(length));
    return length;
  }

  /** Brings back the bytes after the last whole chunk, when an upload goes on that waited. */
  async #readTail(): Promise<void> {
    if (this.#tail !== undefined || this.#tailBytes === 0) return;
    const file = await this.#openOnce();
    const read = (descriptor: number) => this.#readChunk(descriptor, this.#chunks, this.#tailBytes, false);
    // A Buffer's slices would share its memory.
    this.#tail = new Uint8Array(await file.use(read));
  }

  async #read(file: number, position: number, maxBytes: number): Promise<Uint8Array> {
    const offset = position % CHUNK_BYTES;
    const index = (position - offset) / CHUNK_BYTES;
    const length = Math.min(CHUNK_BYTES, this.bytes - index * CHUNK_BYTES);
    const isLast = (index + 1) * CHUNK_BYTES >= this.bytes;
    return (await this.#readChunk(file, index, length, isLast)).subarray(offset, offset + maxBytes);
  }

  async #readChunk(file: number, index: number, length: number, isLast: boolean): Promise<Uint8Array> {
    const sealed = Buffer.allocUnsafe(length + CHUNK_OVERHEAD);
    for (let at = 0; at < sealed.length; ) {
      const { bytesRead } = await readAt(file, sealed, at, sealed.length - at, index * STORED_CHUNK_BYTES + at);
      if (bytesRead === 0) throw new Error("a file is shorter than it was");
      at += bytesRead;
    }
    this.#assertThere();
    return decryptChunk(this.#key, index, isLast, sealed);
  }

  #assertThere(): void {
    if (this.#isGone) throw new Error("the file is gone");
  }
}
