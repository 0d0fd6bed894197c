// `bun run test`: every check there is, each with its output; the last line sums them as `N passed, N failed`.
// A failing step stops no other, except that nothing runs end to end without a build.
import { join } from "node:path";

const ROOT = join(import.meta.dir, "..");
const STEP_LIMIT_MS = 20 * 60_000;
/** Of what a test printed before it failed: where it failed and why. */
const SHOWN_LINES = 25;

type Step = {
  name: string;
  command: string[];
  /** Whether its tests are counted one by one; otherwise the step is one check. */
  runsTests?: true;
  needs?: string;
};

const STEPS: Step[] = [
  { name: "lint", command: ["x", "--bun", "biome", "ci", "--colors=off"] },
  { name: "types", command: ["x", "--bun", "tsc"] },
  { name: "server", command: ["test", "./server/", "--timeout=30000"], runsTests: true },
  {
    name: "web",
    command: ["test", "--conditions=browser", "./web/src/", "./web/build/", "--timeout=30000"],
    runsTests: true,
  },
  { name: "build", command: ["tools/build.ts"] },
  // A browser on a busy machine can be late for a click: what fails is tried twice more before it counts.
  {
    name: "end to end",
    command: ["test", "./web/e2e/", "--timeout=60000", "--retry=2"],
    runsTests: true,
    needs: "build",
  },
];

/** Runs Bun itself, which need not be on the PATH, and shows its output while keeping it. */
async function run(command: string[]): Promise<{ isWell: boolean; output: string }> {
  const child = Bun.spawn([process.execPath, ...command], {
    cwd: ROOT,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), STEP_LIMIT_MS);
  let output = "";
  const show = async (stream: ReadableStream<Uint8Array>, to: NodeJS.WriteStream) => {
    const decoder = new TextDecoder();
    for await (const chunk of stream) {
      to.write(chunk);
      output += decoder.decode(chunk, { stream: true });
    }
  };
  const shown = Promise.all([show(child.stdout, process.stdout), show(child.stderr, process.stderr)]);
  await child.exited;
  clearTimeout(timer);
  // What a killed step leaves running may hold its output open for good.
  await Promise.race([shown, Bun.sleep(2_000)]);
  return { isWell: child.exitCode === 0, output };
}

/** The runner's own last words: ` 12 pass`, ` 1 fail`. */
function counted(output: string, word: "pass" | "fail" | "error"): number {
  return Number([...output.matchAll(new RegExp(`^ *(\\d+) ${word}s?$`, "gm"))].at(-1)?.[1] ?? 0);
}

/** The tests a runner named as failed, and still failed when it tried them for the last time, each with what it said. */
function failedIn(output: string): string[] {
  const failures = new Map<string, string>();
  let said: string[] = [];
  for (const line of output.split("\n")) {
    const name = line.startsWith("(fail) ") ? line.slice("(fail) ".length) : undefined;
    // The runner names them once more at its end.
    if (name !== undefined && !failures.has(name)) {
      failures.set(name, [name, ...said.slice(-SHOWN_LINES)].join("\n    "));
    }
    if (/^\((pass|fail|skip|todo)\) |\.test\.tsx?:$/.test(line)) said = [];
    else if (line.trim() !== "") said.push(line);
  }
  return [...failures.values()];
}

const say = (line: string) => process.stdout.write(`${line}\n`);
const failedSteps = new Map<string, string[]>();
let passed = 0;
let failed = 0;

if (!(await Bun.file(join(ROOT, "node_modules/elysia/package.json")).exists())) {
  say("── install");
  await run(["install", "--frozen-lockfile"]);
}
for (const { name, command, runsTests, needs } of STEPS) {
  const startedAt = performance.now();
  say(`\n── ${name}`);
  const lacks = needs !== undefined && failedSteps.has(needs);
  const { isWell, output } = lacks ? { isWell: false, output: "" } : await run(command);
  if (lacks) say(`not run: ${needs} failed`);
  const passedHere = runsTests ? counted(output, "pass") : Number(isWell);
  // A runner that ends badly without naming a failed test has failed all the same, and so has one that found no test.
  const named = runsTests ? counted(output, "fail") + counted(output, "error") : 0;
  const isBad = !isWell || passedHere + named === 0;
  if (isBad) failedSteps.set(name, runsTests ? failedIn(output) : []);
  passed += passedHere;
  failed += isBad ? Math.max(named, 1) : named;
  say(`── ${name}: ${isBad ? "failed" : "passed"} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}
say("");
for (const [step, tests] of failedSteps) say(["Failed:", step, ...tests].join("\n  "));
say(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);
