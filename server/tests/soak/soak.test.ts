// A minute of soak: what is left at the end is judged, for that doesn't depend on how busy the machine is.
// SEED in the environment selects the run.
import { expect, test } from "bun:test";
import { describeOutcome } from "./report.ts";
import { runSoak } from "./soak.ts";

const SEED = Number(process.env.SEED ?? 20261128);
const WARM_UP_SECONDS = 12;
const SECONDS = 40;

test(`R12, L5, J3: a minute of everything leaves nothing behind, and nobody misses anything (seed ${SEED})`, async () => {
  const outcome = await runSoak({ seed: SEED, seconds: SECONDS, warmUpSeconds: WARM_UP_SECONDS, judgesTime: false });
  process.stdout.write(`${describeOutcome(outcome)}\n`);
  expect(outcome.problems).toEqual([]);
  // Enough happened for something to be left behind.
  expect(outcome.totals.ended).toBeGreaterThanOrEqual(50);
  expect(outcome.totals.acknowledged).toBeGreaterThan(500);
  expect(outcome.totals.deliveries).toBeGreaterThan(2 * outcome.totals.acknowledged);
  expect(outcome.done.size).toBeGreaterThan(20);
}, 300_000);
