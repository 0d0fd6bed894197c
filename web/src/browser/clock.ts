// The time now as a signal, for countdowns outside rooms; it stands still while nobody looks.
import { type Accessor, createSignal, onCleanup } from "solid-js";

/** @returns epoch ms */
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
