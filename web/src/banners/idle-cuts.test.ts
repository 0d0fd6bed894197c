import { expect, test } from "bun:test";
import { createRoot, createSignal } from "solid-js";
import type { ConnectionPhase } from "../sync/connection-types.ts";
import { createIdleCuts } from "./idle-cuts.ts";

function watched() {
  const [phase, setPhase] = createSignal<ConnectionPhase>({ is: "connecting" });
  let time = 0;
  let pings = 0;
  let timer: { delayMs: number; run: () => void } | undefined;
  const cutAfterMs = createRoot(() =>
    createIdleCuts({
      phase,
      now: () => time,
      after: (delayMs, run) => {
        timer = { delayMs, run };
        return () => {
          timer = undefined;
        };
      },
      ping: () => pings++,
    }),
  );
  return {
    cutAfterMs,
    live(lifeMs: number, closeCode = 1006) {
      setPhase({ is: "open" });
      time += lifeMs;
      setPhase({ is: "waiting", nextTryAt: time, closeCode });
      setPhase({ is: "connecting" });
    },
    open: () => setPhase({ is: "open" }),
    timer: () => timer,
    pings: () => pings,
  };
}

test("N51: three connections in a row that break off after the same time were cut, and the next is kept busy", () => {
  const { cutAfterMs, live, open, timer, pings } = watched();
  live(30_000);
  live(30_300);
  expect(cutAfterMs()).toBeUndefined();
  live(30_100);
  expect(cutAfterMs()).toBe(30_100);
  open();
  expect(timer()?.delayMs).toBe(15_050);
  timer()?.run();
  expect([pings(), timer()?.delayMs]).toEqual([1, 15_050]);
});

test("N51: what lives long, ends by a code, or breaks off after various times was not cut", () => {
  for (const lives of [
    [90_000, 90_000, 90_000],
    [10_000, 20_000, 30_000],
  ]) {
    const { cutAfterMs, live } = watched();
    for (const lifeMs of lives) live(lifeMs);
    expect(cutAfterMs()).toBeUndefined();
  }
  const { cutAfterMs, live } = watched();
  for (let times = 0; times < 4; times++) live(10_000, 1012);
  expect(cutAfterMs()).toBeUndefined();
});
