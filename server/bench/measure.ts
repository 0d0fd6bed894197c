// What every benchmark is, the one shape of what it finds, and how it goes about it: in rounds, so that whatever else the
// machine does meanwhile is borne by all alike.

import type { Contestant } from "./baselines.ts";
import type { Spent } from "./generator.ts";
import { median, type Spread, short, spread } from "./statistics.ts";
import type { Bound } from "./thresholds.ts";

export type Result = {
  /** The measure's name and what of it: "fanout 1 × 100". With `against`, it names the result. */
  readonly measure: string;
  readonly against: string | null;
  readonly unit: string;
  readonly ours: Spread | null;
  readonly theirs: Spread | null;
  /** Ours to theirs, of the same round. */
  readonly ratio: Spread | null;
  readonly bound?: readonly Bound[];
  /** Whose core was the limit, where one was: ours, and theirs. */
  readonly saturated: string | null;
};

export type Measure = {
  readonly name: string;
  readonly title: string;
  /** How it is measured, and how to read it. */
  readonly words: string;
  /** How many rounds it takes where nobody says. */
  readonly rounds: number;
  run(rounds: number): Promise<Result[]>;
};

/** Has each do it once a round; who goes first changes from round to round. @returns what each found, by name */
export async function inRounds<T>(
  rounds: number,
  names: readonly string[],
  once: (name: string) => Promise<T>,
): Promise<Map<string, T[]>> {
  const found = new Map<string, T[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const at of names.keys()) {
      const name = names[(at + round) % names.length] as string;
      found.get(name)?.push(await once(name));
    }
  }
  return found;
}

/** The same for contestants, each with a server of its own. */
export function contest<T>(
  rounds: number,
  contestants: readonly Contestant[],
  once: (contestant: Contestant) => Promise<T>,
): Promise<Map<string, T[]>> {
  const byName = new Map(contestants.map((one) => [one.name, one]));
  return inRounds(rounds, [...byName.keys()], (name) => once(byName.get(name) as Contestant));
}

/** One side of a comparison: a figure for each round, and whose core was the limit where that matters. */
export type Side = { readonly name: string; readonly values: readonly number[]; readonly saturated?: string };

export function compared(measure: string, unit: string, ours: Side, theirs: Side): Result {
  const ratios = ours.values.map((value, round) => value / (theirs.values[round] ?? Number.NaN));
  const limits = [ours, theirs].flatMap(({ name, saturated }) => (saturated ? [`${name}: ${saturated}`] : []));
  return {
    measure,
    against: theirs.name,
    unit,
    ours: spread(ours.values) ?? null,
    theirs: spread(theirs.values) ?? null,
    ratio: spread(ratios) ?? null,
    saturated: limits.length > 0 ? limits.join(", ") : null,
  };
}

/** A figure nobody else's stands beside. */
export function alone(measure: string, unit: string, values: readonly number[]): Result {
  return { measure, against: null, unit, ours: spread(values) ?? null, theirs: null, ratio: null, saturated: null };
}

const FULL = 93;

/** Whose core had no time left, with the shares of both. */
export function saturated(all: readonly Spent[]): string {
  const share = (of: "serverMs" | "generatorMs") => median(all.map((one) => one[of] / 10 / one.seconds));
  const [server, generator] = [share("serverMs"), share("generatorMs")];
  const name = server >= FULL && server >= generator ? "server" : generator >= FULL ? "generator" : "neither";
  return `${name} (${short(Math.round(server))} % / ${short(Math.round(generator))} %)`;
}
