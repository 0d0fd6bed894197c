// What a benchmark is, and how it runs: in rounds, so that other work of the machine affects all servers alike.

import type { CpuUsage } from "../generator/cpu-watch.ts";
import type { BenchmarkedServer } from "../harness/benchmarked-server.ts";
import type { Result } from "../harness/result.ts";
import { formatNumber, median, spread } from "../harness/statistics.ts";

export type Measure = {
  readonly name: string;
  readonly title: string;
  /** Markdown text on how it is measured and how to read the figures. */
  readonly explanation: string;
  /** The default number of rounds. */
  readonly rounds: number;
  /** Whether it takes so long that it runs only when it is named. */
  readonly runsOnlyByName?: true;
  run(rounds: number): Promise<Result[]>;
};

/**
 * How long a server is under load before its messages are measured. Measured: for the first 50,000 messages, Mayfly's own code
 * takes twice as long as later, and the threads that compile it use as much of the one core again. Bare Bun has far less of it.
 */
export const WARM_MS = 4_000;

/** Additional rounds at a rate that has a threshold, because a hiccup of the machine weighs more at a low rate. */
export const EXTRA_ROUNDS = 2;

/** Of fewer messages, the slowest per cent would be one or two. */
const MIN_TIMED_MESSAGES = 500;

/** Returns for how long messages are timed at a rate: longer where it is low. */
export const timedMs = (perSecond: number, leastMs: number) =>
  Math.max(leastMs, (MIN_TIMED_MESSAGES / perSecond) * 1000);

/** Runs a measurement once per name and round; each round starts with another name. @returns the results by name */
export async function runInRounds<T>(
  rounds: number,
  names: readonly string[],
  measureOnce: (name: string) => Promise<T>,
): Promise<Map<string, T[]>> {
  const found = new Map<string, T[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const at of names.keys()) {
      const name = names[(at + round) % names.length] as string;
      found.get(name)?.push(await measureOnce(name));
    }
  }
  return found;
}

/** Runs a measurement once per server and round. @returns the results by the server's name */
export function runServersInRounds<T>(
  rounds: number,
  servers: readonly BenchmarkedServer[],
  measureOnce: (server: BenchmarkedServer) => Promise<T>,
): Promise<Map<string, T[]>> {
  const byName = new Map(servers.map((one) => [one.name, one]));
  return runInRounds(rounds, [...byName.keys()], (name) => measureOnce(byName.get(name) as BenchmarkedServer));
}

/** One side of a comparison: a figure for each round, and optionally which core was saturated. */
export type ComparedSide = { readonly name: string; readonly values: readonly number[]; readonly saturated?: string };

/** Returns a result with our figures, theirs, and their ratio. */
export function compareSides(measure: string, unit: string, ours: ComparedSide, theirs: ComparedSide): Result {
  const ratios = ours.values.map((value, round) => value / (theirs.values[round] ?? Number.NaN));
  const cores = [ours, theirs].flatMap(({ name, saturated }) => (saturated ? [`${name}: ${saturated}`] : []));
  return {
    measure,
    against: theirs.name,
    unit,
    ours: spread(ours.values) ?? null,
    theirs: spread(theirs.values) ?? null,
    ratio: spread(ratios) ?? null,
    saturated: cores.length > 0 ? cores.join(", ") : null,
  };
}

/** Returns a comparison whose other side could not be measured. */
export function unmeasuredSide(
  measure: string,
  unit: string,
  ours: ComparedSide,
  theirs: { readonly name: string; readonly reason: string },
): Result {
  const result = compareSides(measure, unit, ours, { name: theirs.name, values: [] });
  return { ...result, missing: `not measured: ${theirs.reason}` };
}

/** Returns a result without a comparison. */
export function singleFigure(measure: string, unit: string, values: readonly number[]): Result {
  return { measure, against: null, unit, ours: spread(values) ?? null, theirs: null, ratio: null, saturated: null };
}

const SATURATED_PERCENT = 93;

/** Returns which core had no time left, with the load of both: "server (99 % / 90 %)". */
export function describeSaturation(all: readonly CpuUsage[]): string {
  const share = (of: "serverMs" | "generatorMs") => median(all.map((one) => one[of] / 10 / one.seconds));
  const [server, generator] = [share("serverMs"), share("generatorMs")];
  const name =
    server >= SATURATED_PERCENT && server >= generator
      ? "server"
      : generator >= SATURATED_PERCENT
        ? "generator"
        : "neither";
  return `${name} (${formatNumber(Math.round(server))} % / ${formatNumber(Math.round(generator))} %)`;
}
