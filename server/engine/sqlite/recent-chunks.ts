// Keeps the chunks of batches that hold many rooms together, one row for a batch, until there are enough to write each room's
// events in one pass. A row for each room in each batch took ten times as long: rooms lie apart in the file, so that each
// row is a few pages to read, change and write. Rules J1 to J3.
// Invariant: what is here is in the table `recent` too, except within the transaction that adds it.
import type { Database, Statement } from "bun:sqlite";
import { type Chunk, decodeBatch, encodeChunks, MAX_CHUNK } from "../journal/batch-encoding.ts";
import { compressTexts, decompressTexts, type StoredTexts } from "./compression.ts";

/** A batch with fewer rooms writes a row for each. */
const MIN_ROOMS = 16;
/** Rooms are written once they have so many chunks on average, or their texts so many UTF-16 units together. */
const MAX_CHUNKS_PER_ROOM = 16;
const MAX_LENGTH = 2 << 20;

/** Returns how many events a chunk has. */
const countEvents = (texts: string) => {
  let count = 1;
  for (let at = texts.indexOf("\n"); at >= 0; at = texts.indexOf("\n", at + 1)) count++;
  return count;
};

export class RecentChunks {
  readonly #database: Database;
  readonly #insert: Statement;
  /** By room, in order of seq. */
  readonly #chunks = new Map<string, Chunk[]>();
  #count = 0;
  #length = 0;
  /** Those of them that are in no row yet. */
  #added: Chunk[] = [];

  constructor(database: Database) {
    this.#database = database;
    this.#insert = database.query(
      "INSERT INTO recent (number, chunks) SELECT ifnull(max(number), 0) + 1, ? FROM recent",
    );
  }

  /** Reads anew what is in the file: at the start, and after a transaction that failed. */
  load(): void {
    this.#forgetAll();
    using rows = this.#database.prepare("SELECT chunks FROM recent ORDER BY number");
    for (const [stored] of rows.values() as [StoredTexts][]) {
      for (const chunk of decodeBatch(decompressTexts(stored))) if (chunk[0] === "chunk") this.#remember(chunk);
    }
  }

  /** Whether a room's chunk of a batch with so many is to be kept here. */
  takes(epoch: string, chunksInBatch: number): boolean {
    return chunksInBatch >= MIN_ROOMS || this.#chunks.has(epoch);
  }

  add(chunk: Chunk): void {
    this.#remember(chunk);
    this.#added.push(chunk);
  }

  /** Whether an event of this room, from its first to this seq, is here. */
  hasEventUpTo(epoch: string, seq: number): boolean {
    const first = this.#chunks.get(epoch)?.[0];
    return first !== undefined && first[2] <= seq;
  }

  /** Whether there is enough to write each room's events. */
  get isFull(): boolean {
    return this.#count > MAX_CHUNKS_PER_ROOM * this.#chunks.size || this.#length > MAX_LENGTH;
  }

  /** Writes the chunks that were added into one row. */
  save(): void {
    if (this.#added.length === 0) return;
    this.#insert.run(compressTexts(encodeChunks(this.#added)));
    this.#added = [];
  }

  /** Empties the table, and returns all chunks, those of each room joined. */
  takeAll(): Chunk[] {
    const joined = [...this.#chunks.keys()].sort().flatMap((epoch) => joinChunks(this.#chunks.get(epoch) ?? []));
    this.#database.run("DELETE FROM recent");
    this.#forgetAll();
    return joined;
  }

  #remember(chunk: Chunk): void {
    const [, epoch, , texts] = chunk;
    const ofRoom = this.#chunks.get(epoch);
    if (ofRoom === undefined) this.#chunks.set(epoch, [chunk]);
    else ofRoom.push(chunk);
    this.#count++;
    this.#length += texts.length;
  }

  #forgetAll(): void {
    this.#chunks.clear();
    this.#added = [];
    this.#count = this.#length = 0;
  }
}

/** Joins a room's chunks as far as one continues the other and a chunk may grow. */
function joinChunks(chunks: readonly Chunk[]): Chunk[] {
  const joined: Chunk[] = [];
  let open: { first: number; next: number; texts: string[]; length: number; nonces: string[] } | undefined;
  const close = (epoch: string) => {
    if (open !== undefined) joined.push(["chunk", epoch, open.first, open.texts.join("\n"), open.nonces.join()]);
  };
  for (const [, epoch, first, texts, nonces] of chunks) {
    if (
      open !== undefined &&
      (open.next !== first || open.next - open.first >= MAX_CHUNK.events || open.length >= MAX_CHUNK.length)
    ) {
      close(epoch);
      open = undefined;
    }
    open ??= { first, next: first, texts: [], length: 0, nonces: [] };
    open.next += countEvents(texts);
    open.texts.push(texts);
    open.length += texts.length;
    if (nonces !== "") open.nonces.push(nonces);
  }
  close(chunks[0]?.[1] ?? "");
  return joined;
}
