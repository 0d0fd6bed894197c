// A value as often as it can be seen: at most once for each frame that is drawn. A change after a quiet frame is there
// at once.
import { type Accessor, createRenderEffect, createSignal, on, onCleanup, untrack } from "solid-js";

export type Frames = { request(run: () => void): number; cancel(id: number): void };

const BROWSERS: Frames = {
  request: (run) => requestAnimationFrame(run),
  cancel: (id) => cancelAnimationFrame(id),
};

/** Belongs to the Solid owner it is made in. */
export function createFramed<T>(value: Accessor<T>, frames = BROWSERS): Accessor<T> {
  const [seen, setSeen] = createSignal(untrack(value));
  let waiting: number | undefined;
  let isDue = false;

  function show(): void {
    isDue = false;
    waiting = frames.request(() => {
      waiting = undefined;
      if (isDue) show();
    });
    setSeen(() => untrack(value));
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
  return seen;
}
