// Reads a file from its pieces, a few chunks at a time: each request to a store takes a while, whatever it asks for.
import { FileGone, type FileReader } from "../../chat/lib/file-ports.ts";
import { CHUNK_BYTES, decryptChunk } from "../chunk-cipher.ts";
import { STORED_CHUNK_BYTES, sealedBytes } from "./piece-cipher.ts";
import type { FileAddress, PieceStore } from "./piece-store.ts";

/** As many chunks are read together. */
const READ_CHUNKS = 4;

export type PiecedFile = {
  readonly address: FileAddress;
  readonly store: PieceStore;
  readonly key: Uint8Array;
  readonly pieces: readonly string[];
  readonly bytes: number;
};

export class PieceReader implements FileReader {
  readonly #file: PiecedFile;
  readonly #assertThere: () => void;
  /** The chunks that were read last, and which of the file the first of them is. */
  #sealed = new Uint8Array();
  #first = 0;

  /** @param assertThere throws when the file has gone meanwhile */
  constructor(file: PiecedFile, assertThere: () => void) {
    this.#file = file;
    this.#assertThere = assertThere;
  }

  async read(position: number, maxBytes: number): Promise<Uint8Array> {
    const { key, bytes } = this.#file;
    const offset = position % CHUNK_BYTES;
    const index = (position - offset) / CHUNK_BYTES;
    this.#assertThere();
    const isRead = index >= this.#first && (index - this.#first) * STORED_CHUNK_BYTES < this.#sealed.length;
    if (!isRead) await this.#fetch(index, Math.ceil((offset + maxBytes) / CHUNK_BYTES));
    this.#assertThere();
    const at = (index - this.#first) * STORED_CHUNK_BYTES;
    const isLast = (index + 1) * CHUNK_BYTES >= bytes;
    const text = decryptChunk(key, index, isLast, this.#sealed.subarray(at, at + STORED_CHUNK_BYTES));
    return text.subarray(offset, offset + maxBytes);
  }

  close(): void {
    this.#sealed = new Uint8Array();
  }

  async #fetch(index: number, wanted: number): Promise<void> {
    const { address, store, pieces, bytes } = this.#file;
    const { pieceBytes } = store;
    const from = index * CHUNK_BYTES;
    const piece = Math.floor(from / pieceBytes);
    const name = pieces[piece];
    const end = Math.min(bytes, (piece + 1) * pieceBytes, from + Math.min(wanted, READ_CHUNKS) * CHUNK_BYTES);
    if (name === undefined || end <= from) throw new FileGone("the file has no such part");
    const length = sealedBytes(end - from);
    const place = (from - piece * pieceBytes) / CHUNK_BYTES;
    const sealed = await store.read(address, name, place * STORED_CHUNK_BYTES, length);
    if (sealed.length !== length) throw new FileGone("a piece is shorter than it was");
    this.#sealed = sealed as Uint8Array<ArrayBuffer>;
    this.#first = index;
  }
}
