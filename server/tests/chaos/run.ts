// `bun run chaos [--seed N] [--seconds N] [--binary FILE] [--known-bug early-ack|highest-seq|kept-files|lost-files|new-nonce] [--kills N]`
// `bun run chaos --redis single|cluster [--wait N] [--seed N] [--seconds N] [--binary FILE]`: three nodes that share a Redis
// Exits with 0 if there was no violation, or if the known bug was found; with 1 otherwise.
import { parseArgs } from "node:util";
import { describeOutcome, isFlawless, runChaos, summarizeOutcome } from "./chaos.ts";
import { runKillLoop } from "./kill-loop.ts";
import { KNOWN_BUGS, type KnownBug } from "./known-bugs.ts";
import { describeNodesOutcome, runNodesChaos } from "./nodes/nodes-chaos.ts";

/** A run of nodes this long goes on until it has had enough faults and deliveries. */
const LONG_SECONDS = 120;
const print = (line: string) => process.stdout.write(`${line}\n`);

function parsePositive(text: string | undefined, fallback: number): number {
  const number = text === undefined ? fallback : Number(text);
  if (!Number.isInteger(number) || number < 1) throw new Error(`expected a whole number, not ${text}`);
  return number;
}

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    seconds: { type: "string" },
    binary: { type: "string" },
    "known-bug": { type: "string" },
    kills: { type: "string" },
    redis: { type: "string" },
    wait: { type: "string" },
  },
});
const { binary, "known-bug": knownBug } = values;
if (knownBug !== undefined && !Object.hasOwn(KNOWN_BUGS, knownBug)) {
  throw new Error(`--known-bug is one of ${Object.keys(KNOWN_BUGS).join(", ")}`);
}
const seed = parsePositive(values.seed, Math.floor(Math.random() * 2 ** 31));
if (values.redis !== undefined) {
  const { redis } = values;
  if (redis !== "single" && redis !== "cluster") throw new Error("--redis is single or cluster");
  const [seconds, wait] = [parsePositive(values.seconds, 180), values.wait === undefined ? 0 : Number(values.wait)];
  print(`chaos --redis ${redis} --wait ${wait} --seed ${seed} --seconds ${seconds}`);
  const outcome = await runNodesChaos({
    ...{ seed, seconds, redis, wait, binary },
    ...(seconds >= LONG_SECONDS && { atLeast: { faults: 300, deliveries: 300_000 } }),
    afterRound: (outcomeSoFar) => print(`${describeNodesOutcome(outcomeSoFar)}\n`),
  });
  print(describeNodesOutcome(outcome));
  const { lost, duplicated, disagreed, misplaced, surprises } = outcome;
  process.exit(lost + duplicated + disagreed + misplaced + surprises.length === 0 ? 0 : 1);
}
if (values.kills !== undefined) {
  const count = parsePositive(values.kills, 100);
  print(`chaos --seed ${seed} --kills ${count}`);
  const { acknowledged, damages, lost, duplicated, disagreed } = await runKillLoop({ seed, kills: count, binary });
  print(`${acknowledged.toLocaleString("en")} messages acknowledged over ${count} kills`);
  print(`${lost} lost, ${duplicated} duplicated, ${disagreed} disagreements, ${damages.length} problems in the file`);
  for (const damage of damages) print(`file: ${damage}`);
  process.exit(lost + duplicated + disagreed + damages.length === 0 ? 0 : 1);
}
const seconds = parsePositive(values.seconds, 30);
print(`chaos --seed ${seed} --seconds ${seconds}${knownBug === undefined ? "" : ` --known-bug ${knownBug}`}`);
const outcome = await runChaos({
  ...{ seed, seconds, binary, knownBug: knownBug as KnownBug | undefined },
  afterRound: (outcomeSoFar, round, rounds) =>
    void (rounds > 1 && print(`round ${round} of ${rounds}: ${summarizeOutcome(outcomeSoFar)}`)),
});
print(describeOutcome(outcome));
const isExpected = isFlawless(outcome) === (knownBug === undefined);
print(isExpected ? "As expected." : knownBug === undefined ? "There were violations." : "The known bug was not found.");
process.exit(isExpected ? 0 : 1);
