// Keeps the pieces of small files in Redis itself, as fields of their records: they expire, move and go with these. Files leave
// a part of Redis's memory free, so that rooms always have space. Rule F64.
import { CHUNK_BYTES } from "../chunk-cipher.ts";
import type { FileRecords } from "./file-records.ts";
import type { FileAddress, PieceStore } from "./piece-store.ts";

/** How many bytes of a file are in one piece: Redis does nothing else while it takes or gives one. */
const PIECE_BYTES = 4 * CHUNK_BYTES;
/** The part of Redis's memory that files leave free. */
const KEPT_FREE = 1 / 4;
/** How long it counts what was found out of Redis's memory. */
const MEASURED_MS = 2_000;

export class RedisPieces implements PieceStore {
  readonly pieceBytes = PIECE_BYTES;
  readonly #records: FileRecords;
  #freeBytes = 0;
  #measuredAt = Number.NEGATIVE_INFINITY;

  constructor(records: FileRecords) {
    this.#records = records;
  }

  put(address: FileAddress, writer: string, name: string, bytes: Uint8Array): Promise<void> {
    return this.#records.putPiece(address, writer, name, bytes);
  }

  async read(address: FileAddress, name: string, from: number, length: number): Promise<Uint8Array> {
    return (await this.#records.readPiece(address, name)).subarray(from, from + length);
  }

  remove(address: FileAddress, names: readonly string[]): Promise<void> {
    return this.#records.removePieces(address, names);
  }

  async freeBytes(): Promise<number> {
    if (performance.now() - this.#measuredAt > MEASURED_MS) {
      const { freeBytes, maxBytes } = await this.#records.memory();
      this.#freeBytes = Number.isFinite(maxBytes) ? freeBytes - maxBytes * KEPT_FREE : freeBytes;
      this.#measuredAt = performance.now();
    }
    return this.#freeBytes;
  }
}
