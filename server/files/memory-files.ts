// Keeps files in the memory of the process, outside of rooms' logs. Whatever is removed is overwritten.
import type { FileContent, FileReader, FileStorage } from "../chat/lib/file-ports.ts";
import { chunkWithSpace } from "./chunk-with-space.ts";
import { inspectLazily } from "./inspect-lazily.ts";

const CHUNK_BYTES = 64 * 1024;

export class MemoryFiles implements FileStorage {
  readonly inspect = inspectLazily;

  create(): FileContent {
    return new MemoryContent();
  }

  restore(): FileContent {
    throw new Error("files in memory don't outlast the process");
  }

  measure(): void {}

  freeBytes(): number {
    return Number.POSITIVE_INFINITY;
  }

  sweep(): void {}
}

class MemoryContent implements FileContent {
  bytes = 0;
  readonly key = undefined;
  /** Each of CHUNK_BYTES, but for the last, which grows with what comes. */
  #chunks: Uint8Array[] = [];
  #isGone = false;

  append(chunk: Uint8Array): void {
    for (let taken = 0; taken < chunk.length; ) {
      const offset = this.bytes % CHUNK_BYTES;
      const part = chunk.subarray(taken, taken + CHUNK_BYTES - offset);
      const index = (this.bytes - offset) / CHUNK_BYTES;
      const last = chunkWithSpace(this.#chunks[index], offset, part.length, CHUNK_BYTES);
      last.set(part, offset);
      this.#chunks[index] = last;
      taken += part.length;
      this.bytes += part.length;
    }
  }

  mark(): () => void {
    const before = this.bytes;
    return () => {
      this.bytes = before;
    };
  }

  pause(): void {}

  finish(): void {
    // What was taken back may have been longer.
    const whole = Math.floor(this.bytes / CHUNK_BYTES);
    const last = this.#chunks[whole]?.slice(0, this.bytes % CHUNK_BYTES);
    for (const chunk of this.#chunks.splice(whole)) chunk.fill(0);
    if (last !== undefined && last.length > 0) this.#chunks.push(last);
  }

  open(): FileReader {
    return {
      read: (position, maxBytes) => {
        if (this.#isGone) throw new Error("the file is gone");
        const offset = position % CHUNK_BYTES;
        const chunk = this.#chunks[(position - offset) / CHUNK_BYTES] ?? new Uint8Array();
        // Whoever reads slowly must not see the file being overwritten.
        return chunk.slice(offset, offset + maxBytes);
      },
      close: () => {},
    };
  }

  forget(): void {
    this.#isGone = true;
  }

  erase(): void {
    for (const chunk of this.#chunks) chunk.fill(0);
    this.#chunks = [];
  }
}
