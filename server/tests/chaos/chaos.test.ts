// Runs half a minute of chaos, then runs with known bugs that the checker must find. SEED in the environment selects the run.
import { describe, expect, test } from "bun:test";
import { describeOutcome, runChaos } from "./chaos.ts";
import { totalFaults } from "./fault-injection.ts";
import type { HistoryViolations } from "./history-checker.ts";
import type { KnownBug } from "./known-bugs.ts";
import type { FileViolations } from "./simulated-uploads.ts";

const SEED = Number(process.env.SEED ?? 20261120);
const AT_LEAST = { faults: 300, deliveries: 300_000, files: 25 };
/** A known bug shows in rooms of a few members as it does in a crowd. */
const FEW = { members: 8, perSecond: 400 };
const print = (text: string) => process.stdout.write(`${text}\n`);

test(`J1, J2, H7, F18, J3: after 30 s of chaos nothing is lost or duplicated, all clients agree, and messages have their files, ended rooms none (seed ${SEED})`, async () => {
  const outcome = await runChaos({ seed: SEED, seconds: 30, perSecond: 450, atLeast: AT_LEAST });
  print(describeOutcome(outcome));
  expect(outcome).toMatchObject({ lost: 0, duplicated: 0, disagreed: 0, surprises: [] });
  expect(outcome).toMatchObject({ damaged: 0, orphaned: 0, readable: 0 });
  expect(outcome.files).toBeGreaterThanOrEqual(AT_LEAST.files);
  expect(totalFaults(outcome.faults)).toBeGreaterThanOrEqual(AT_LEAST.faults);
  expect(outcome.deliveries).toBeGreaterThanOrEqual(AT_LEAST.deliveries);
}, 180_000);

describe("the checker finds known bugs", () => {
  type Violation = keyof (HistoryViolations & FileViolations);
  const bugs: [KnownBug, Violation | [Violation, Violation], string][] = [
    ["early-ack", "lost", "J1: a server that acknowledges before it writes loses messages"],
    ["highest-seq", "lost", "H7: clients that resume from the highest seq they saw lose messages"],
    ["lost-files", "damaged", "F18: a server that saves messages without their files loses these at its next start"],
    ["kept-files", ["orphaned", "readable"], "J3: a server that keeps files and their keys leaves them to be found"],
    ["new-nonce", "duplicated", "H2: clients that resend with a new nonce duplicate messages"],
  ];
  for (const [knownBug, wrong, title] of bugs) {
    let seed = SEED;
    const run = async () => {
      const outcome = await runChaos({ seed: seed++, seconds: 6, knownBug, ...FEW });
      print(describeOutcome(outcome));
      for (const one of [wrong].flat()) expect(outcome[one]).toBeGreaterThan(0);
    };
    // How many violations a few seconds bring is chance, hence the retries.
    test(title, run, { timeout: 60_000, retry: 2 });
  }
});
