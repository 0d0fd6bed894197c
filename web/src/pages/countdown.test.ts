import { expect, test } from "bun:test";
import { createRoot, createSignal } from "solid-js";
import { FakeTime } from "../testing/fakes.ts";
import { createCountdown } from "./countdown.ts";

test("G15: what is left is counted down to nothing, and begins again when it is given anew", async () => {
  const time = new FakeTime();
  const { left, give, dispose } = createRoot((dispose) => {
    const [durationMs, give] = createSignal(90_000, { equals: false });
    return {
      left: createCountdown(durationMs, { now: () => time.now, after: (ms, run) => time.after(ms, run) }),
      give,
      dispose,
    };
  });
  expect(left()).toBe(90_000);
  await time.pass(30_500);
  expect(left()).toBe(60_000);
  await time.pass(60_000);
  expect(left()).toBe(0);
  give(5000);
  expect(left()).toBe(5000);
  dispose();
  await time.pass(5000);
  expect(left()).toBe(5000);
});
