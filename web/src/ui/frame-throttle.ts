import { type Accessor, createRenderEffect, createSignal, on, onCleanup, untrack } from "solid-js";
import { inNextTask } from "../browser/next-task.ts";

/**
 * Passes a value on at most once per drawn frame; a change after a quiet frame is passed on in the next task, so that what
 * follows the value doesn't lengthen the task in which it changes. Belongs to the Solid owner it is created in.
 */
export function createFrameThrottle<T>(
  value: Accessor<T>,
  requestFrame = (run: () => void): unknown => requestAnimationFrame(run),
): Accessor<T> {
  const [shown, setShown] = createSignal(untrack(value));
  let isWaiting = false;
  let isDue = false;

  function next(): void {
    isWaiting = isDue;
    if (!isDue) return;
    isDue = false;
    requestFrame(next);
    setShown(() => untrack(value));
  }

  createRenderEffect(
    on(
      value,
      () => {
        isDue = true;
        if (!isWaiting) inNextTask(next);
        isWaiting = true;
      },
      { defer: true },
    ),
  );
  onCleanup(() => {
    isDue = false;
  });
  return shown;
}
