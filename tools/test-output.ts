// What Bun's test runner prints: how many tests passed and failed, which of them, and what they said.

/** How many lines a test printed before it failed are repeated: enough for where it failed and why. */
const REPEATED_LINES = 25;
/** A line may hold a whole file's text. */
const MAX_LINE_LENGTH = 300;

export type TestCounts = { readonly passed: number; readonly failed: number };

export type TestReport = TestCounts & {
  /** Each failed test's name, followed by the last lines it printed. */
  readonly failures: readonly string[];
  /** The names of the tests that passed at a second or third try. */
  readonly retried: readonly string[];
  /** The names of the tests that were skipped; those that can't run everywhere say why not. */
  readonly skipped: readonly string[];
};

/** What a browser prints about itself, which would hide why a test failed. */
const BROWSER_LOG = /^\s*\[pid=\d+\]/;

const RESULT = /^\((pass|fail|skip|todo)\) (.+?)(?: \(attempt (\d+)\))?(?: \[[\d.]+m?s\])?$/;

const clip = (line: string) => (line.length > MAX_LINE_LENGTH ? `${line.slice(0, MAX_LINE_LENGTH)}…` : line);

/** Returns the last lines of what a process printed that named no failed test. */
export function lastLines(output: string): string {
  return output.trimEnd().split(/\r?\n/).slice(-REPEATED_LINES).map(clip).join("\n    ");
}

/** Reads one of the last lines the runner prints: ` 12 pass`, ` 1 fail`, ` 1 error`. */
function readCount(output: string, word: "pass" | "fail" | "error"): number {
  return Number([...output.matchAll(new RegExp(`^ *(\\d+) ${word}s?$`, "gm"))].at(-1)?.[1] ?? 0);
}

/** Reads the output of one run of the test runner, printed without colors. */
export function parseTestOutput(output: string): TestReport {
  const failures = new Map<string, string>();
  const retried: string[] = [];
  const skipped: string[] = [];
  let printed: string[] = [];
  for (const line of output.split(/\r?\n/)) {
    const [, result, name = "", attempt] = RESULT.exec(line) ?? [];
    // The runner may name failed tests once more at its end.
    if (result === "fail" && !failures.has(name)) {
      failures.set(name, [name, ...printed.slice(-REPEATED_LINES).map(clip)].join("\n    "));
    }
    if (result === "pass" && attempt !== undefined) retried.push(`${name} (passed at attempt ${attempt})`);
    if (result === "skip") skipped.push(name);
    if (result !== undefined || /\.test\.tsx?:$/.test(line)) printed = [];
    else if (line.trim() !== "" && !BROWSER_LOG.test(line)) printed.push(line);
  }
  return {
    passed: readCount(output, "pass"),
    failed: readCount(output, "fail") + readCount(output, "error"),
    failures: [...failures.values()],
    retried,
    skipped,
  };
}
