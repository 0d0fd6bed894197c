import { type Accessor, createMemo, createSignal, onCleanup } from "solid-js";
import { steadyNow } from "./steady-now.ts";

/**
 * Returns the steady time as a signal, for countdowns outside rooms. It stands still while the page is hidden.
 */
export function createClock(everyMs: number): Accessor<number> {
  const [now, setNow] = createSignal(steadyNow());
  const tick = () => {
    if (document.visibilityState === "visible") setNow(steadyNow());
  };
  const timer = setInterval(tick, everyMs);
  document.addEventListener("visibilitychange", tick);
  onCleanup(() => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", tick);
  });
  return now;
}

const LEAD_STEP_MS = 20_000;

/**
 * Returns how far the device's clock is ahead of the steady one, in steps. It changes when the device has slept, or when
 * somebody has set its clock: no page can tell which, so what counts down then asks the server again.
 */
export function createClockLead(): Accessor<number> {
  const now = createClock(LEAD_STEP_MS);
  return createMemo(() => Math.round((Date.now() - now()) / LEAD_STEP_MS));
}
