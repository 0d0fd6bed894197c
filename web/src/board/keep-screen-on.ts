import { type Accessor, createEffect, onCleanup } from "solid-js";

/** Keeps the screen from going dark while the page is seen, where the browser allows that. */
export function keepScreenOn(isPageVisible: Accessor<boolean>): void {
  const wakeLock = "wakeLock" in navigator ? navigator.wakeLock : undefined;
  let held: WakeLockSentinel | undefined;
  let isOver = false;

  async function hold(): Promise<void> {
    try {
      held = await wakeLock?.request("screen");
      if (isOver) await held?.release();
    } catch {
      // The device saves its battery, or the page is hidden again: the screen goes dark as usual.
    }
  }

  // The browser takes it back when the page is hidden.
  createEffect(() => {
    if (isPageVisible()) void hold();
  });
  onCleanup(() => {
    isOver = true;
    held?.release().catch(() => {});
  });
}
