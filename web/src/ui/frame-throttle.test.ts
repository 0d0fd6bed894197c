// What is seen of a value that changes faster than anybody can look.
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

test("W1: a change after quiet is seen at once, those within the frame together at its end", () => {
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

test("W1: whoever leaves hears no more", () => {
  const { setValue, seen, frame, leave, cancelled } = watched();
  setValue(1);
  setValue(2);
  leave();
  frame();
  expect(cancelled()).toBe(1);
  expect(seen).toEqual([0, 1]);
});
