import { type Accessor, createRenderEffect, createSignal, on, onCleanup, untrack } from "solid-js";

export type Frames = { request(run: () => void): number; cancel(id: number): void };

const BROWSER_FRAMES: Frames = {
  request: (run) => requestAnimationFrame(run),
  cancel: (id) => cancelAnimationFrame(id),
};

/**
 * Passes a value on at most once per drawn frame; a change after a quiet frame is passed on at once. Belongs to the Solid
 * owner it is created in.
 */
export function createFrameThrottle<T>(value: Accessor<T>, frames = BROWSER_FRAMES): Accessor<T> {
  const [shown, setShown] = createSignal(untrack(value));
  let waiting: number | undefined;
  let isDue = false;

  function show(): void {
    isDue = false;
    waiting = frames.request(() => {
      waiting = undefined;
      if (isDue) show();
    });
    setShown(() => untrack(value));
  }

  createRenderEffect(
    on(
      value,
      () => {
        if (waiting === undefined) show();
        else isDue = true;
      },
      { defer: true },
    ),
  );
  onCleanup(() => waiting !== undefined && frames.cancel(waiting));
  return shown;
}
