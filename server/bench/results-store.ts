// The figures as they are kept: docs/benchmarks.json, and docs/BENCHMARKS.md with its plots, made from it.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { join } from "node:path";
import { mayflyCommand, nodeVersion } from "./baselines.ts";
import type { Result } from "./measure.ts";
import { pinning, ROOT } from "./processes.ts";

export type Machine = {
  /** What runs: the executable's own words. */
  readonly build: string;
  readonly text: string;
};

export type Book = Machine & { readonly writtenAt: string; readonly measures: Record<string, Result[]> };

export type Written = { readonly markdown: string; readonly plots: Readonly<Record<string, string>> };

const FOLDER = join(ROOT, "docs");
const JSON_FILE = join(FOLDER, "benchmarks.json");
const MARKDOWN_FILE = join(FOLDER, "BENCHMARKS.md");

export function machineOf(): Machine {
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
    pinning,
  ].join("; ");
  return { build, text };
}

export const bookOf = (machine: Machine, measures: Book["measures"]): Book => ({
  ...machine,
  writtenAt: new Date().toISOString().slice(0, 10),
  measures,
});

/**
 * Writes it down. Some measures alone take the place of their former figures where machine and build are the same;
 * otherwise figures of several would stand beside each other, and nothing is written.
 * @returns what was done
 */
export async function keep(book: Book, isWhole: boolean, document: (book: Book) => Written): Promise<string> {
  const former: Book | undefined = existsSync(JSON_FILE) ? JSON.parse(readFileSync(JSON_FILE, "utf8")) : undefined;
  const isSame = former?.build === book.build && former.text === book.text;
  if (!isWhole && !isSame) return "Not written down: docs/benchmarks.json is of another machine or build.";
  const kept = isSame ? { ...book, measures: { ...former?.measures, ...book.measures } } : book;
  writeFileSync(JSON_FILE, `${JSON.stringify(kept, rounded, 1)}\n`);
  const { markdown, plots } = document(kept);
  writeFileSync(MARKDOWN_FILE, markdown);
  for (const [name, svg] of Object.entries(plots)) writeFileSync(join(FOLDER, name), svg);
  return "Written: docs/benchmarks.json, docs/BENCHMARKS.md and its plots.";
}

/** Six digits are more than was measured. */
function rounded(_: string, value: unknown): unknown {
  return typeof value === "number" ? Number(value.toPrecision(6)) : value;
}
