// `bun run bench [names…] [--pairs=N] [--check]`: runs the benchmarks that are named, or all but the longest, and writes
// docs/BENCHMARKS.md with figures and plots. With --check, it writes nothing, and exits with 1 if a threshold of thresholds.ts does not hold.
//   --pairs=N      the number of rounds
//   --binary=FILE  measures this build instead of dist/mayfly
//   --former=FILE  compares with an earlier build

import { formatNumber } from "./harness/statistics.ts";
import { MEASURES } from "./measures/all-measures.ts";
import { renderDocument, resultTable } from "./report/document.ts";
import { type BenchmarkResults, createResults, describeMachine, storeResults } from "./report/results-store.ts";
import { judgeThresholds, resultId, THRESHOLDS, thresholdText } from "./report/thresholds.ts";

const args = process.argv.slice(2);
const names = args.filter((arg) => !arg.startsWith("--"));
const roundsFlag = args.find((arg) => arg.startsWith("--pairs="))?.slice("--pairs=".length);
const isCheck = args.includes("--check");
const unknown = [
  ...names.filter((name) => !MEASURES.some((measure) => measure.name === name)),
  ...args.filter((arg) => arg.startsWith("--") && !/^--(check|pairs=[1-9]\d?|binary=.+|former=.+)$/.test(arg)),
];
if (unknown.length > 0) {
  const known = MEASURES.map(({ name }) => name).join(" ");
  print(
    `unknown: ${unknown.join(" ")}; the benchmarks are ${known}, and the options --pairs=N --check --binary=FILE --former=FILE`,
  );
  process.exit(2);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

const selected = MEASURES.filter(({ name, runsOnlyByName }) =>
  names.length === 0 ? !runsOnlyByName : names.includes(name),
);
const machine = describeMachine();
const completed: BenchmarkResults["measures"] = {};
let hasFailed = false;
print(machine.text);
for (const { name, title, rounds, run } of selected) {
  const startedAt = performance.now();
  try {
    const results = await run(roundsFlag === undefined ? rounds : Number(roundsFlag));
    completed[name] = results.map((result) => {
      const bound = THRESHOLDS[resultId(result)];
      return bound === undefined ? result : { ...result, bound };
    });
  } catch (error) {
    hasFailed = true;
    print(`${name} failed: ${error instanceof Error ? error.message : error}`);
    continue;
  }
  print(`\n${title} (${name}), ${formatNumber((performance.now() - startedAt) / 1000)} s`);
  print(resultTable(completed[name] ?? []));
}

const verdicts = judgeThresholds(
  Object.values(completed).flat(),
  selected.map(({ name }) => name),
);
print("");
for (const { id, bound, found, holds } of verdicts) {
  print(`${holds ? "holds " : "MISSED"}  ${id}: ${formatNumber(found)}, must be ${thresholdText(bound)}`);
}
const missed = verdicts.filter(({ holds }) => !holds).length;
print(`${verdicts.length - missed} of ${verdicts.length} thresholds hold`);
if (isCheck) process.exit(missed > 0 || hasFailed ? 1 : 0);
print(await storeResults(createResults(machine, completed), names.length === 0, renderDocument));
process.exit(hasFailed ? 1 : 0);
