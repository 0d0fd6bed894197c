// `bun run soak [--minutes N | --seconds N] [--seed N] [--binary FILE]`: ten minutes by default.
// Without a file, it runs what `bun run build` made if that is current, else the server from source.
// Exits with 1 if anything has grown or gone wrong, and says what.
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { BINARY, isBuildCurrent } from "../../../tools/build-age.ts";
import { describeOutcome } from "./report.ts";
import { runSoak } from "./soak.ts";

/** A shorter run can't tell growth from noise: it counts what is left at the end, under a light load. */
const MIN_JUDGED_SECONDS = 480;
const BUSY_SHARE = 0.5;

const print = (line: string) => process.stdout.write(`${line}\n`);

function parsePositive(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new Error(`--${name} takes a whole number, not ${text}`);
  return number;
}

const { values } = parseArgs({
  options: {
    minutes: { type: "string" },
    seconds: { type: "string" },
    seed: { type: "string" },
    binary: { type: "string" },
  },
});
const minutes = parsePositive("minutes", values.minutes) ?? 10;
const seconds = parsePositive("seconds", values.seconds) ?? minutes * 60;
const seed = parsePositive("seed", values.seed) ?? Math.floor(Math.random() * 2 ** 31);
const binary = values.binary ?? (isBuildCurrent() ? BINARY : undefined);
const judgesTime = seconds >= MIN_JUDGED_SECONDS;
print(
  `soak --seconds ${seconds} --seed ${seed}${judgesTime ? "" : " (memory and latency are judged from 8 minutes on)"}`,
);
print(`${binary ?? "the server from source"}, ${availableParallelism()} processors`);
const warmUpSeconds = judgesTime ? 60 : Math.ceil(seconds / 4);
const outcome = await runSoak({
  seed,
  seconds,
  binary,
  warmUpSeconds,
  busyShare: BUSY_SHARE,
  judgesTime,
  report: print,
});
print(describeOutcome(outcome));
for (const problem of outcome.problems) print(problem);
print(outcome.problems.length === 0 ? "Nothing grows." : "Not as it was before.");
process.exit(outcome.problems.length === 0 ? 0 : 1);
