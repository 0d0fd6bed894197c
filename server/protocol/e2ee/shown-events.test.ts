import { describe, expect, test } from "bun:test";
import type { HistoryEntry } from "./history-checker.ts";
import { ShownEvents } from "./shown-events.ts";

const entryOf = (seq: number, mark = seq): HistoryEntry => ({ seq, digest: new Uint8Array(32).fill(mark) });
/** Other numbers lie between, of what isn't sealed. */
const entries = Array.from({ length: 12 }, (_, at) => entryOf(2 * at + 2));
const isTaken = (...histories: readonly (readonly HistoryEntry[])[]) => {
  const shown = new ShownEvents();
  shown.begin(entries);
  return histories.map((history) => shown.begin(history));
};

describe("a history that is shown anew", () => {
  test("E68: the same one, its end, and one that goes on are as before", () => {
    const more = entryOf(26);
    expect(isTaken(entries, entries.slice(4), entries, [...entries.slice(9), more], entries.slice(0, 0))).toEqual(
      Array(5).fill(true),
    );
    expect(new ShownEvents().begin(entries)).toBe(true);
    // Older ones are shown later, and then are known as well.
    const shown = new ShownEvents();
    expect([shown.begin(entries.slice(5)), shown.begin(entries), shown.begin(entries.with(2, entryOf(6, 99)))]).toEqual(
      [true, true, false],
    );
  });

  test("E68: one in which something is missing, changed, put in or moved, and one that ends earlier, are not", () => {
    const [sixth, seventh] = [entryOf(12), entryOf(14)];
    for (const history of [
      entries.toSpliced(5, 1),
      entries.with(5, entryOf(12, 99)),
      entries.toSpliced(5, 0, entryOf(11)),
      entries.with(5, { ...seventh, seq: 12 }).with(6, { ...sixth, seq: 14 }),
      entries.slice(0, 10),
    ]) {
      expect(isTaken(history)).toEqual([false]);
      // Nor after one that shows less.
      expect(isTaken(entries.slice(-1), history)).toEqual([true, false]);
    }
  });

  test("E68: an event that comes once more, or late, is what it was", () => {
    const shown = new ShownEvents();
    for (const entry of entries) expect(shown.add(entry)).toBe(true);
    expect(shown.add(entryOf(12))).toBe(true);
    expect([shown.add(entryOf(12, 99)), shown.add(entryOf(13))]).toEqual([false, false]);
    // After a long absence there may be nothing that both have.
    expect(shown.begin([entryOf(40), entryOf(42)])).toBe(true);
    expect([shown.add(entryOf(12, 99)), shown.add(entryOf(41)), shown.add(entryOf(42))]).toEqual([true, false, true]);
  });

  test("E68: of very many, the newest are remembered", () => {
    const shown = new ShownEvents();
    for (let seq = 1; seq <= 6_000; seq++) shown.add(entryOf(seq, seq & 255));
    expect([shown.add(entryOf(1_000, 1)), shown.add(entryOf(1_001, 1)), shown.add(entryOf(6_000, 112))]).toEqual([
      true,
      false,
      true,
    ]);
  });
});
