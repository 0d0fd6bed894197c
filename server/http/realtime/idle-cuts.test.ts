import { expect, test } from "bun:test";
import { IdleCuts } from "./idle-cuts.ts";

function reports(...sockets: readonly (readonly [openedAt: number, endedAt: number, events?: number])[]): number {
  let count = 0;
  const cuts = new IdleCuts(() => count++);
  for (const [openedAt, endedAt, events = 1] of sockets) cuts.note(openedAt, endedAt, events);
  return count;
}

test("N51: sockets of a room in which people talk aren't cut for being quiet, and those of another room are", () => {
  const cuts = [0, 31_000, 62_000].map((at) => [at, at + 30_000] as const);
  expect(reports(...cuts.map(([from, to]) => [from, to, 4] as const))).toBe(0);
  expect(reports(...cuts.flatMap(([from, to]) => [[from, to, 4] as const, [from + 7_000, to + 7_000] as const]))).toBe(
    1,
  );
});

test("N51: three sockets in a row that break off after the same time are cut by something on the way", () => {
  const cut = (at: number, lifeMs: number) => [at, at + lifeMs] as const;
  expect(reports(cut(0, 30_000), cut(31_000, 30_100), cut(62_000, 29_900))).toBe(1);
  // The first one may have had something to say at its beginning.
  expect(reports(cut(0, 4_200), cut(5_000, 3_000), cut(9_000, 3_100))).toBe(1);
  expect(reports(cut(0, 30_000), cut(31_000, 30_100))).toBe(0);
  expect(reports(cut(0, 30_000), cut(31_000, 45_000), cut(80_000, 30_000))).toBe(0);
  // A network that goes down takes all that joined together with it.
  expect(reports(cut(0, 30_000), cut(10, 30_000), cut(20, 30_000))).toBe(0);
  expect(reports(cut(0, 2_000), cut(3_000, 2_000), cut(6_000, 2_000))).toBe(0);
  expect(reports(cut(0, 90_000), cut(91_000, 90_000), cut(182_000, 90_000))).toBe(0);
});
