import { expect, test } from "bun:test";
import { isOver, planLifetime } from "./lifetime.ts";

const HOUR = 3_600_000;

test("C12: the end that was saved holds for the same lifetime, another one counts anew, and none takes it back", () => {
  const first = planLifetime(2 * HOUR, "", 1000);
  const saved = first.toSave ?? "";
  expect(first.endsAt).toBe(1000 + 2 * HOUR);
  expect(planLifetime(2 * HOUR, saved, HOUR)).toEqual({ endsAt: first.endsAt, toSave: undefined });
  expect(planLifetime(3 * HOUR, saved, HOUR).endsAt).toBe(4 * HOUR);
  expect(planLifetime(undefined, saved, HOUR)).toEqual({ endsAt: Number.POSITIVE_INFINITY, toSave: "" });
  expect(planLifetime(undefined, "", HOUR)).toEqual({ endsAt: Number.POSITIVE_INFINITY, toSave: undefined });
});

test("C12: what was saved is over from its end on", () => {
  const { endsAt, toSave = "" } = planLifetime(HOUR, "", 0);
  expect([isOver(toSave, endsAt - 1), isOver(toSave, endsAt), isOver("", endsAt)]).toEqual([false, true, false]);
});
