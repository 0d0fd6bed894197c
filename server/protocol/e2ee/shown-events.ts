// What a page was shown of a room's history so far, so that a server can't show it another one later, as after a break. Whether
// others are shown the same, `history-checker.ts` finds out.
import { isEqual } from "./bytes.ts";
import type { HistoryEntry } from "./history-checker.ts";

/** As many of the newest sealed events are remembered as the history checker keeps. */
const MAX_KEPT = 5_000;

export class ShownEvents {
  /** The digests of all sealed events from one on, by seq, the oldest first. */
  #digests = new Map<number, Uint8Array>();
  #first = 0;
  #last = 0;

  /** Takes the next event. Returns whether it is, or can be, what was shown before under this number. */
  add(entry: HistoryEntry): boolean {
    if (entry.seq <= this.#last) return this.#isAsBefore(entry);
    this.#keep([entry]);
    return true;
  }

  /**
   * Takes a history that is shown anew, from some event on. Returns whether what was there is there still, and nothing else
   * came between. Older events may be missing by now, or be shown for the first time.
   */
  begin(entries: readonly HistoryEntry[]): boolean {
    const { seq: from = Number.POSITIVE_INFINITY } = entries[0] ?? {};
    const shown = new Set(entries.map(({ seq }) => seq));
    const isSame = entries.every((entry) => this.#isAsBefore(entry));
    const isWhole = [...this.#digests.keys()].every((seq) => seq < from || shown.has(seq));
    // What lies between the two was never shown.
    if (from > this.#last) this.#digests.clear();
    this.#keep(entries);
    return isSame && isWhole;
  }

  #isAsBefore({ seq, digest }: HistoryEntry): boolean {
    const known = this.#digests.get(seq);
    return known === undefined ? seq < this.#first || seq > this.#last : isEqual(known, digest);
  }

  #keep(entries: readonly HistoryEntry[]): void {
    const unknown = entries.flatMap(({ seq, digest }): [number, Uint8Array][] =>
      this.#digests.has(seq) ? [] : [[seq, digest]],
    );
    const [oldest] = unknown[0] ?? [];
    if (oldest === undefined) return;
    const isOlder = oldest < this.#first;
    for (const [seq, digest] of unknown) this.#digests.set(seq, digest);
    if (isOlder) this.#digests = new Map([...this.#digests].sort(([one], [other]) => one - other));
    for (const seq of this.#digests.keys()) {
      this.#first = seq;
      if (this.#digests.size <= MAX_KEPT) break;
      this.#digests.delete(seq);
    }
    this.#last = Math.max(this.#last, entries.at(-1)?.seq ?? 0);
  }
}
