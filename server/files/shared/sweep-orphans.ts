// Removes pieces that no file has: a node that wrote them has died, or a store was out of reach when its file went. Rule F66.
import type { FileRecords } from "./file-records.ts";
import type { OutsideStore, StoredPiece } from "./piece-store.ts";

/** How often one of the nodes looks for them. */
export const SWEEP_MS = 60 * 60_000;
/** What is younger may only not be told of yet: that takes a minute. */
export const ORPHAN_MS = 60 * 60_000;

/** @param before when the pieces must have been written, epoch ms */
export async function sweepOrphans(records: FileRecords, store: OutsideStore, before: number): Promise<void> {
  for await (const listed of store.list()) {
    for (const pieces of byFile(listed.filter(({ writtenAt }) => writtenAt <= before))) {
      const [{ epoch, id } = { epoch: "", id: "" }] = pieces;
      const known = await records.look({ epoch, id });
      const kept = new Set(known && [...known.pieces, known.tail]);
      const orphans = pieces.map(({ name }) => name).filter((name) => !kept.has(name));
      if (orphans.length > 0) await store.remove({ epoch, id }, orphans);
    }
  }
}

function byFile(pieces: readonly StoredPiece[]): Iterable<readonly StoredPiece[]> {
  return Map.groupBy(pieces, ({ epoch, id }) => `${epoch} ${id}`).values();
}
