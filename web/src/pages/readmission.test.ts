import { expect, test } from "bun:test";
import { createRoot, createSignal } from "solid-js";
import { FakeTime } from "../testing/fakes.ts";
import { createReadmission } from "./readmission.ts";

/** A room that keeps somebody out for that long, and notes when they ask again. */
function keepOut(untilMs: number) {
  const time = new FakeTime();
  const begunAt = time.now;
  const triedAt: number[] = [];
  const [keptOutMs, tell] = createSignal<number | undefined>(untilMs, { equals: false });
  const dispose = createRoot((dispose) => {
    createReadmission({
      keptOutMs,
      retry() {
        triedAt.push(time.now - begunAt);
        tell(untilMs - (time.now - begunAt));
      },
      after: (ms, run) => time.after(ms, run),
    });
    return dispose;
  });
  return { time, triedAt, tell, dispose };
}

test("G20: a removed member's page asks less and less often, and not when the time is over", async () => {
  const { time, triedAt, dispose } = keepOut(300_000);
  await time.pass(300_000);
  await time.pass(300_000);
  expect(triedAt).toEqual([5000, 15_000, 35_000, 75_000, 135_000, 195_000, 255_000]);
  dispose();
});

test("G20: it stops when the page does, and asks nothing where nothing keeps anybody out", async () => {
  const { time, triedAt, tell, dispose } = keepOut(300_000);
  await time.pass(6000);
  tell(undefined);
  await time.pass(300_000);
  expect(triedAt).toEqual([5000]);
  tell(300_000);
  dispose();
  await time.pass(300_000);
  expect(triedAt).toEqual([5000]);
});
