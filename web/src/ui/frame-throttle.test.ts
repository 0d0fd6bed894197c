// Tests that a fast-changing value is passed on at most once per frame.
import { expect, test } from "bun:test";
import { createEffect, createRoot, createSignal } from "solid-js";
import { createFrameThrottle } from "./frame-throttle.ts";

function watched() {
  const [value, setValue] = createSignal(0);
  const seen: number[] = [];
  let waiting: (() => void) | undefined;
  let cancelled = 0;
  const frames = {
    request(run: () => void) {
      waiting = run;
      return 1;
    },
    cancel: () => cancelled++,
  };
  const leave = createRoot((dispose) => {
    const framed = createFrameThrottle(value, frames);
    createEffect(() => seen.push(framed()));
    return dispose;
  });
  const frame = () => {
    const run = waiting;
    waiting = undefined;
    run?.();
  };
  return { setValue, seen, frame, leave, cancelled: () => cancelled, isWaiting: () => waiting !== undefined };
}

test("W1: a change after a quiet frame is passed on at once, further ones together in the next frame", () => {
  const { setValue, seen, frame, isWaiting } = watched();
  setValue(1);
  expect(seen).toEqual([0, 1]);
  setValue(2);
  setValue(3);
  expect(seen).toEqual([0, 1]);
  frame();
  expect(seen).toEqual([0, 1, 3]);
  frame();
  expect(isWaiting()).toBe(false);
  setValue(4);
  expect(seen).toEqual([0, 1, 3, 4]);
});

test("W1: nothing is passed on after the owner is disposed of", () => {
  const { setValue, seen, frame, leave, cancelled } = watched();
  setValue(1);
  setValue(2);
  leave();
  frame();
  expect(cancelled()).toBe(1);
  expect(seen).toEqual([0, 1]);
});
