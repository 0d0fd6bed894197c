import { type Accessor, createRenderEffect, createSignal, onCleanup } from "solid-js";
import { steadyNow } from "../browser/steady-now.ts";

const SECOND_MS = 1000;

type CountdownPorts = {
  now: () => number;
  /** Calls a function after so many ms. @returns what cancels that */
  after: (delayMs: number, run: () => void) => () => void;
};

const BROWSER: CountdownPorts = {
  now: steadyNow,
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Returns how much is left, in ms, of a duration that begins whenever it is given. It changes every second. */
export function createCountdown(
  durationMs: Accessor<number>,
  { now, after }: CountdownPorts = BROWSER,
): Accessor<number> {
  const [leftMs, setLeftMs] = createSignal(0);
  let cancel = () => {};
  createRenderEffect(() => {
    const endsAt = now() + durationMs();
    const update = () => {
      const left = Math.max(0, endsAt - now());
      setLeftMs(left);
      if (left > 0) cancel = after(Math.min(left, SECOND_MS), update);
    };
    cancel();
    update();
  });
  onCleanup(() => cancel());
  return leftMs;
}
