import { type Accessor, createSignal, onCleanup } from "solid-js";

/** Returns the time as a signal in epoch ms, for countdowns outside rooms. It stands still while the page is hidden. */
export function createClock(everyMs: number): Accessor<number> {
  const [now, setNow] = createSignal(Date.now());
  const tick = () => {
    if (document.visibilityState === "visible") setNow(Date.now());
  };
  const timer = setInterval(tick, everyMs);
  document.addEventListener("visibilitychange", tick);
  onCleanup(() => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", tick);
  });
  return now;
}
