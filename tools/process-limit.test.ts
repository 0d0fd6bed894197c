import { expect, test } from "bun:test";
import { createProcessLimit, type ProcessorTimes } from "./process-limit.ts";

/** Two processors, whose time a test lets pass. */
function createProcessors() {
  let now = 0;
  let idle = 0;
  return {
    clock: () => now,
    read: (): ProcessorTimes => ({ idle, total: 2 * now }),
    pass(ms: number, idleShare: number): void {
      now += ms;
      idle += 2 * ms * idleShare;
    },
  };
}

test("two processors run three processes at any time, and another one after each look that finds time unused", () => {
  const { clock, read, pass } = createProcessors();
  const limit = createProcessLimit(2, read, clock);
  expect([limit.allows(2), limit.allows(3), limit.allows(4)]).toEqual([true, true, false]);
  pass(1500, 0.5);
  expect(limit.allows(4)).toBe(false);
  pass(1500, 0.5);
  expect([limit.allows(4), limit.allows(5)]).toEqual([true, false]);
  pass(3000, 0.05);
  expect(limit.allows(5)).toBe(false);
  // Only what was seen last counts.
  pass(3000, 0.2);
  expect(limit.allows(5)).toBe(true);
  pass(3000, 0);
  expect([limit.allows(3), limit.allows(4)]).toEqual([true, false]);
});

test("no idleness makes it more than four a processor", () => {
  const { clock, read, pass } = createProcessors();
  const limit = createProcessLimit(2, read, clock);
  pass(10_000, 1);
  expect([limit.allows(9), limit.allows(8)]).toEqual([false, false]);
  pass(10_000, 1);
  expect(limit.allows(8)).toBe(true);
});
