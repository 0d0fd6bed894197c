// Tests when a room's end is announced.
import { expect, test } from "bun:test";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "#protocol/limits";
import { deadlineOf } from "./deadline.ts";

const iso = (at: number) => new Date(at).toISOString();
const living = (lifeMs: number) => ({ createdAt: iso(0), expiresAt: iso(lifeMs) });
const told = (lifeMs: number, leftMs: number) => deadlineOf(living(lifeMs), lifeMs - leftMs);

test("L6: the deadlines are an hour, five minutes and a minute before the end", () => {
  expect(told(DAY_MS, HOUR_MS + 1)).toBeUndefined();
  expect(told(DAY_MS, HOUR_MS)).toBe("hour");
  expect(told(DAY_MS, 5 * MINUTE_MS + 1)).toBe("hour");
  expect(told(DAY_MS, 5 * MINUTE_MS)).toBe("minutes");
  expect(told(DAY_MS, MINUTE_MS + 1)).toBe("minutes");
  expect(told(DAY_MS, MINUTE_MS)).toBe("minute");
  expect(told(DAY_MS, 1)).toBe("minute");
  expect(told(DAY_MS, 0)).toBeUndefined();
});

test("L1: a room of one hour has no deadline at its beginning, a room of one minute has", () => {
  expect(told(HOUR_MS, HOUR_MS - 5)).toBeUndefined();
  expect(told(5 * MINUTE_MS, 5 * MINUTE_MS)).toBeUndefined();
  expect(told(10 * MINUTE_MS, 5 * MINUTE_MS)).toBe("minutes");
  expect(told(MINUTE_MS, MINUTE_MS)).toBe("minute");
});
