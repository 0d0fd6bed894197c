// `bun run test` runs every check there is; `check`, `test:server`, `test:web` and `test:e2e` run a part of them, and names
// behind those choose test files. A unit that fails stops no other, except that nothing runs end to end without a build.
// The last line counts everything as `N passed, N failed`.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isBuildCurrent } from "./build-age.ts";
import { BUNDLE_FOLDER } from "./bundle-server.ts";
import { createProcessLimit } from "./process-limit.ts";
import { lastLines, parseTestOutput, type TestReport } from "./test-output.ts";
import { BUILD, planUnits, ROOT, SUITES, type Suite, type TestUnit } from "./test-plan.ts";

/** Has browser tests use two servers that share a Redis, where they can. */
const TWO_NODES = "--two-nodes";
const UNIT_LIMIT_MS = 15 * 60_000;

/** How often it is asked whether the processors have time for one more process. */
const LOOK_AGAIN_MS = 500;

type Outcome = TestReport & { readonly unit: TestUnit; readonly hasFailed: boolean };

const print = (line: string) => process.stdout.write(`${line}\n`);
const secondsSince = (startedAt: number) => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;

/**
 * The processes that run now, each with its temporary folder. Each leads a group of its own, so that browsers and servers it
 * started end with it.
 */
const running = new Map<Bun.Subprocess, string>();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    for (const [{ pid }, folder] of running) {
      process.kill(-pid, "SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    }
    process.exit(1);
  });
}

/** Runs Bun itself, which need not be on the PATH, and returns what it printed, both streams in the order they came. */
async function runBun(
  command: readonly string[],
): Promise<{ exitCode: number | null; output: string; cpuSeconds: number }> {
  const folder = mkdtempSync(join(tmpdir(), "mayfly-tests-"));
  // Some tests do things as another user.
  chmodSync(folder, 0o1777);
  const child = Bun.spawn([process.execPath, ...command], {
    cwd: ROOT,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    detached: true,
    // Colors would hide the results from whoever reads them.
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined, TMPDIR: folder, TEST_FOLDER: folder },
  });
  running.set(child, folder);
  const timer = setTimeout(() => process.kill(-child.pid, "SIGKILL"), UNIT_LIMIT_MS);
  let output = "";
  const collect = async (stream: ReadableStream<Uint8Array>) => {
    const decoder = new TextDecoder();
    for await (const chunk of stream) output += decoder.decode(chunk, { stream: true });
  };
  const collected = Promise.all([collect(child.stdout), collect(child.stderr)]);
  await child.exited;
  clearTimeout(timer);
  running.delete(child);
  // What a killed process leaves running may hold its output open for good.
  await Promise.race([collected, Bun.sleep(2_000)]);
  rmSync(folder, { recursive: true, force: true });
  if (child.signalCode !== null) output += `\nended by ${child.signalCode}\n`;
  // What it started and waited for is counted, too: browsers and servers.
  return { exitCode: child.exitCode, output, cpuSeconds: Number(child.resourceUsage()?.cpuTime.total ?? 0) / 1e6 };
}

/** Runs a unit and prints its output at its end, so that units beside each other stay readable. */
async function runUnit(unit: TestUnit): Promise<Outcome> {
  const startedAt = performance.now();
  const { exitCode, output, cpuSeconds } = await runBun(unit.command);
  const isClean = exitCode === 0;
  const report = unit.hasTests
    ? parseTestOutput(output)
    : { passed: Number(isClean), failed: Number(!isClean), failures: [], retried: [], skipped: [] };
  // A runner that ends badly without naming a failed test has failed all the same, and so has one that found no test.
  const hasFailed = !isClean || report.passed + report.failed + report.skipped.length === 0;
  const failures = hasFailed && report.failures.length === 0 ? [lastLines(output)] : report.failures;
  print(`\n── ${unit.name}\n${output.trimEnd()}`);
  print(
    `── ${unit.name}: ${hasFailed ? "failed" : "passed"} in ${secondsSince(startedAt)}, ${cpuSeconds.toFixed(1)} s of a core`,
  );
  return { ...report, unit, failures, hasFailed, failed: hasFailed ? Math.max(report.failed, 1) : report.failed };
}

function notBuilt(unit: TestUnit): Outcome {
  print(`\n── ${unit.name}: not run, for there is no build`);
  return {
    unit: { ...unit, needsBuild: false },
    passed: 0,
    failed: 1,
    failures: ["not run: the build failed"],
    retried: [],
    skipped: [],
    hasFailed: true,
  };
}

/** Runs all units, as many at a time as keep the processors busy. */
async function runUnits(units: readonly TestUnit[], isBuilt: boolean): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const build = Promise.withResolvers<boolean>();
  if (isBuilt) build.resolve(true);
  let isBuildDone = isBuilt;
  const queue = [...units];
  const run = async (unit: TestUnit) => {
    const outcome = unit.needsBuild && !(await build.promise) ? notBuilt(unit) : await runUnit(unit);
    outcomes.push(outcome);
    if (unit !== BUILD) return;
    isBuildDone = true;
    build.resolve(!outcome.hasFailed);
  };
  const started = new Set<Promise<void>>();
  const limit = createProcessLimit();
  while (queue.length > 0) {
    // While the build runs, what can do without it goes first.
    const at = isBuildDone ? 0 : queue.findIndex(({ needsBuild }) => !needsBuild);
    if (at >= 0 && limit.allows(started.size + 1)) {
      const [unit] = queue.splice(at, 1);
      if (unit === undefined) break;
      const ending = run(unit).finally(() => started.delete(ending));
      started.add(ending);
    } else {
      await Promise.race([...started, Bun.sleep(LOOK_AGAIN_MS)]);
    }
  }
  await Promise.all(started);
  return outcomes;
}

/** Runs what failed in a browser once more, alone: beside others, a browser can be too late for a test's limits. */
async function rerunAlone(outcomes: readonly Outcome[]): Promise<Outcome[]> {
  const settled: Outcome[] = [];
  for (const outcome of outcomes) {
    const { unit, hasFailed, passed, failed } = outcome;
    if (!hasFailed || !unit.needsBuild || passed + failed === 0) {
      settled.push(outcome);
      continue;
    }
    print(`\n── ${unit.name}: once more, alone`);
    const { retried, ...second } = await runUnit(unit);
    const named = outcome.failures.map((failure) => `${failure.split("\n")[0]} (passed alone)`);
    settled.push({ ...second, retried: second.hasFailed ? retried : [...retried, ...named] });
  }
  return settled;
}

function printSummary(outcomes: readonly Outcome[]): void {
  const retried = outcomes.flatMap(({ unit, retried }) => retried.map((name) => `${unit.name}: ${name}`));
  if (retried.length > 0) print(["\nNeeded a retry:", ...retried].join("\n  "));
  const skipped = outcomes.flatMap(({ unit, skipped }) => skipped.map((name) => `${unit.name}: ${name}`));
  if (skipped.length > 0) print(["\nSkipped here:", ...skipped].join("\n  "));
  for (const { unit, failures, hasFailed } of outcomes) {
    if (hasFailed) print([`\nFailed: ${unit.name}`, ...failures].join("\n  "));
  }
}

const args = process.argv.slice(2);
const [suite = "all", ...names] = args.filter((arg) => arg !== TWO_NODES);
if (args.includes(TWO_NODES)) process.env.E2E_TWO_NODES = "1";
const startedAt = performance.now();
if (!SUITES.includes(suite as Suite)) {
  print(`There is no suite "${suite}"; there are ${SUITES.join(", ")}.`);
  process.exit(1);
}
if (!(await Bun.file(join(ROOT, "node_modules/elysia/package.json")).exists())) {
  print("── install");
  print((await runBun(["install", "--frozen-lockfile"])).output);
}
let units = planUnits(suite as Suite, names);
// Only here: whoever runs everything wants to know that it builds.
const isBuilt = suite === "e2e" && isBuildCurrent();
if (isBuilt) units = units.filter((unit) => unit !== BUILD);
if (units.length === 0) print(`No test file of "${suite}" has ${names.join(" or ")} in its path.`);
if (suite === "all" || suite === "server") {
  // In a process of its own: this one doesn't find modules that were installed after it began. Where the server can't be compiled,
  // the tests start it from source, and the build says why.
  const { exitCode } = await runBun(["tools/bundle-server.ts"]);
  if (exitCode === 0) process.env.SERVER_BUNDLE = BUNDLE_FOLDER;
}
const outcomes = await rerunAlone(await runUnits(units, isBuilt));
printSummary(outcomes);
const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0);
print(`\nDone in ${secondsSince(startedAt)}`);
print(`${passed} passed, ${failed} failed`);
// The process ends by itself: an exit at once would lose what a slow reader of its output has not taken yet.
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
