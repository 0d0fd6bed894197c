// `bun run bench [names…] [--pairs=N] [--check]`: runs the benchmarks named, or all, and writes docs/BENCHMARKS.md with
// its figures and plots. With --check it writes nothing: it holds the figures to bounds.ts, and exits with 1 where one fell.
//   --binary=FILE  what is measured, instead of dist/mayfly    --former=FILE  an earlier build, to stand beside it

import { document, resultTable } from "./document.ts";
import { MEASURES } from "./measures.ts";
import { type Book, bookOf, keep, machineOf } from "./results-store.ts";
import { short } from "./statistics.ts";
import { BOUNDS, boundText, idOf, judge } from "./thresholds.ts";

const words = process.argv.slice(2);
const names = words.filter((word) => !word.startsWith("--"));
const pairs = words.find((word) => word.startsWith("--pairs="))?.slice("--pairs=".length);
const isCheck = words.includes("--check");
const unknown = [
  ...names.filter((name) => !MEASURES.some((measure) => measure.name === name)),
  ...words.filter((word) => word.startsWith("--") && !/^--(check|pairs=[1-9]\d?|binary=.+|former=.+)$/.test(word)),
];
if (unknown.length > 0) {
  const known = MEASURES.map(({ name }) => name).join(" ");
  say(`unknown: ${unknown.join(" ")}; there are ${known}, and --pairs=N --check --binary=FILE --former=FILE`);
  process.exit(2);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const asked = MEASURES.filter(({ name }) => names.length === 0 || names.includes(name));
const machine = machineOf();
const done: Book["measures"] = {};
let failed = false;
say(machine.text);
for (const { name, title, rounds, run } of asked) {
  const startedAt = performance.now();
  try {
    const results = await run(pairs === undefined ? rounds : Number(pairs));
    done[name] = results.map((result) => {
      const bound = BOUNDS[idOf(result)];
      return bound === undefined ? result : { ...result, bound };
    });
  } catch (error) {
    failed = true;
    say(`${name} failed: ${error instanceof Error ? error.message : error}`);
    continue;
  }
  say(`\n${title} (${name}), ${short((performance.now() - startedAt) / 1000)} s`);
  say(resultTable(done[name] ?? []));
}

const verdicts = judge(
  Object.values(done).flat(),
  asked.map(({ name }) => name),
);
say("");
for (const { id, bound, found, holds } of verdicts) {
  say(`${holds ? "holds" : "FELL "}  ${id}: ${short(found)}, must be ${boundText(bound)}`);
}
const fallen = verdicts.filter(({ holds }) => !holds).length;
say(`${verdicts.length - fallen} of ${verdicts.length} bounds hold`);
if (isCheck) process.exit(fallen > 0 || failed ? 1 : 0);
say(await keep(bookOf(machine, done), names.length === 0, document));
process.exit(failed ? 1 : 0);
