import { expect, test } from "bun:test";
import { DAY_MS } from "#protocol/limits";
import { remainingLife } from "./remaining-life.ts";

test("L1: the remaining life goes from 1 to 0 and not below", () => {
  const [from, to] = ["2026-03-01T00:00:00.000Z", "2026-03-02T00:00:00.000Z"];
  const begin = Date.parse(from);
  expect(remainingLife(from, to, begin)).toBe(1);
  expect(remainingLife(from, to, begin + DAY_MS / 4)).toBe(0.75);
  expect(remainingLife(from, to, begin + DAY_MS)).toBe(0);
  expect(remainingLife(from, to, begin - 1)).toBe(1);
  expect(remainingLife(from, to, begin + 2 * DAY_MS)).toBe(0);
  expect(remainingLife(from, from, begin)).toBe(0);
});
