// Tests that a fast-changing value is passed on at most once per frame.
import { expect, test } from "bun:test";
import { createEffect, createRoot, createSignal } from "solid-js";
import { inNextTask } from "../browser/next-task.ts";
import { createFrameThrottle } from "./frame-throttle.ts";

const nextTask = () => new Promise<void>((resolve) => inNextTask(resolve));

function watched() {
  const [value, setValue] = createSignal(0);
  const seen: number[] = [];
  let waiting: (() => void) | undefined;
  const leave = createRoot((dispose) => {
    const framed = createFrameThrottle(value, (run) => {
      waiting = run;
    });
    createEffect(() => seen.push(framed()));
    return dispose;
  });
  const frame = () => {
    const run = waiting;
    waiting = undefined;
    run?.();
  };
  return { setValue, seen, frame, leave, isWaiting: () => waiting !== undefined };
}

test("W1, W30: a change after a quiet frame is passed on in the next task, further ones together in the next frame", async () => {
  const { setValue, seen, frame, isWaiting } = watched();
  setValue(1);
  expect(seen).toEqual([0]);
  await nextTask();
  expect(seen).toEqual([0, 1]);
  setValue(2);
  setValue(3);
  await nextTask();
  expect(seen).toEqual([0, 1]);
  frame();
  expect(seen).toEqual([0, 1, 3]);
  frame();
  expect(isWaiting()).toBe(false);
  setValue(4);
  setValue(5);
  await nextTask();
  expect(seen).toEqual([0, 1, 3, 5]);
});

test("W1: nothing is passed on after the owner is disposed of", async () => {
  const { setValue, seen, frame, leave } = watched();
  setValue(1);
  await nextTask();
  setValue(2);
  leave();
  frame();
  expect(seen).toEqual([0, 1]);
  const other = watched();
  other.setValue(1);
  other.leave();
  await nextTask();
  expect(other.seen).toEqual([0]);
});
