// Half a minute of everything at once, and the known mistakes it must find out. SEED in the environment chooses the run.
import { describe, expect, test } from "bun:test";
import { chaos, told, total } from "./chaos.ts";
import type { Wrongs } from "./history-checker.ts";
import type { Control } from "./known-bugs.ts";

const SEED = Number(process.env.SEED ?? 20261120);
const LEAST = { faults: 300, deliveries: 300_000 };
const say = (text: string) => process.stdout.write(`${text}\n`);

test(`J1, J2, H7: after 30 s of chaos nothing is lost, doubled or told in two ways (seed ${SEED})`, async () => {
  const outcome = await chaos({ seed: SEED, seconds: 30, atLeast: LEAST });
  say(told(outcome));
  expect(outcome).toMatchObject({ lost: 0, doubled: 0, disagreed: 0, surprises: [] });
  expect(total(outcome.faults)).toBeGreaterThanOrEqual(LEAST.faults);
  expect(outcome.deliveries).toBeGreaterThanOrEqual(LEAST.deliveries);
}, 180_000);

describe("known mistakes are found out", () => {
  const mistakes: [Control, keyof Wrongs, string][] = [
    ["hasty", "lost", "J1: acknowledging before it is written loses messages"],
    ["highest", "lost", "H7: resuming from the highest seq seen loses messages"],
    ["forgetful", "doubled", "H2: sending again with another nonce doubles messages"],
  ];
  for (const [control, wrong, title] of mistakes) {
    let seed = SEED;
    const tried = async () => {
      const outcome = await chaos({ seed: seed++, seconds: 6, control });
      say(told(outcome));
      expect(outcome[wrong]).toBeGreaterThan(0);
    };
    // How much goes wrong in a few seconds is chance.
    test(title, tried, { timeout: 60_000, retry: 2 });
  }
});
