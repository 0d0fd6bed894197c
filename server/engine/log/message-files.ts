// Which message of a room has which file, by its seq. Both ways are looked up: a start asks for each file of a room once.
// What the server keeps of a file, beside its bytes, counts with its message. Rule F46.
import type { FileView } from "#protocol/frames";

/** About what the server remembers of a file, here and in the room. */
const FILE_BYTES = 1024;

export class MessageFiles {
  readonly #idsBySeq = new Map<number, readonly string[]>();
  readonly #seqById = new Map<string, number>();

  add(seq: number, files: readonly FileView[]): void {
    const ids = files.map(({ id }) => id);
    this.#idsBySeq.set(seq, ids);
    for (const id of ids) this.#seqById.set(id, seq);
  }

  /** Takes the files away from a message. @returns their ids, undefined where it has none */
  remove(seq: number): readonly string[] | undefined {
    const ids = this.#idsBySeq.get(seq);
    this.#idsBySeq.delete(seq);
    for (const id of ids ?? []) this.#seqById.delete(id);
    return ids;
  }

  seqOf(id: string): number | undefined {
    return this.#seqById.get(id);
  }

  /** What they count for in the memory for rooms. */
  get bytes(): number {
    return this.#seqById.size * FILE_BYTES;
  }
}
