// Stores results in docs/benchmarks.json, and writes docs/BENCHMARKS.md with its plots and the README's paragraph from them.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { join } from "node:path";
import { pinningText, ROOT } from "../harness/processes.ts";
import type { Result } from "../harness/result.ts";
import { nodeVersion } from "../servers/baselines.ts";
import { mayflyCommand } from "../servers/mayfly-server.ts";
import { withSpeed } from "./readme-speed.ts";

export type MeasuredMachine = {
  /** The output of `mayfly version`. */
  readonly build: string;
  readonly text: string;
};

export type BenchmarkResults = MeasuredMachine & {
  readonly writtenAt: string;
  readonly measures: Record<string, Result[]>;
};

export type RenderedDocument = { readonly markdown: string; readonly plots: Readonly<Record<string, string>> };

const FOLDER = join(ROOT, "docs");
const JSON_FILE = join(FOLDER, "benchmarks.json");
const MARKDOWN_FILE = join(FOLDER, "BENCHMARKS.md");
const README_FILE = join(ROOT, "README.md");

/** Returns the measured build, and a description of this machine. */
export function describeMachine(): MeasuredMachine {
  const build = Bun.spawnSync([...mayflyCommand, "version"])
    .stdout.toString()
    .trim();
  const model = cpus()[0]?.model.trim() ?? "unknown processor";
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  const text = [
    `${model}, ${availableParallelism()} cores, ${gigabytes} GB`,
    `${process.platform} ${process.arch}`,
    `Bun ${Bun.version}`,
    `servers written for Node on ${nodeVersion}`,
    pinningText,
  ].join("; ");
  return { build, text };
}

export const createResults = (machine: MeasuredMachine, measures: BenchmarkResults["measures"]): BenchmarkResults => ({
  ...machine,
  writtenAt: new Date().toISOString().slice(0, 10),
  measures,
});

/**
 * Stores results. If only some benchmarks ran, they replace their former results, provided that machine and build are the
 * same; otherwise nothing is written, because results of different builds must not be mixed.
 * @returns a message about what was done
 */
export async function storeResults(
  results: BenchmarkResults,
  isComplete: boolean,
  render: (results: BenchmarkResults) => RenderedDocument,
): Promise<string> {
  const former: BenchmarkResults | undefined = existsSync(JSON_FILE)
    ? JSON.parse(readFileSync(JSON_FILE, "utf8"))
    : undefined;
  const isSame = former?.build === results.build && former.text === results.text;
  if (!isComplete && !isSame) return "Not written: docs/benchmarks.json is of another machine or build.";
  const merged = isSame ? { ...results, measures: { ...former?.measures, ...results.measures } } : results;
  writeFileSync(JSON_FILE, `${JSON.stringify(merged, roundNumbers, 1)}\n`);
  const { markdown, plots } = render(merged);
  writeFileSync(MARKDOWN_FILE, markdown);
  for (const [name, svg] of Object.entries(plots)) writeFileSync(join(FOLDER, name), svg);
  writeFileSync(README_FILE, withSpeed(readFileSync(README_FILE, "utf8"), merged));
  return "Written: docs/benchmarks.json, docs/BENCHMARKS.md and its plots, and the README's paragraph on speed.";
}

/** Rounds numbers to six digits, which is more than the measurements' precision. */
function roundNumbers(_: string, value: unknown): unknown {
  return typeof value === "number" ? Number(value.toPrecision(6)) : value;
}
