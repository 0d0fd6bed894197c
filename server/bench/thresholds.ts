// What must hold, whatever the machine: ratios of one run, and what a single socket or timer may cost.

import type { Result } from "./measure.ts";
import { short } from "./statistics.ts";

/** Of the median: of the ratio, of our own figure, or of how much more than theirs ours is. */
export type Bound = {
  readonly of: "ratio" | "ours" | "more";
  readonly least?: number;
  readonly most?: number;
};

const ratio = (bound: Omit<Bound, "of">): Bound => ({ of: "ratio", ...bound });
const ours = (bound: Omit<Bound, "of">): Bound => ({ of: "ours", ...bound });

/** By `measure`, or `measure / against` where more than one stands beside it. */
export const BOUNDS: Readonly<Record<string, readonly Bound[]>> = {
  "fanout 1 × 32 / bare Bun": [ratio({ least: 0.95 })],
  "fanout 1 × 100 / bare Bun": [ratio({ least: 0.95 })],
  "fanout 1 × 1,000 / bare Bun": [ratio({ least: 0.95 })],
  "fanout 100 × 10 / bare Bun": [ratio({ least: 0.9 })],
  "fanout 500 × 2 / bare Bun": [ratio({ least: 0.9 })],
  "fanout 1 × 100 / ws": [ratio({ least: 15 })],
  "fanout 1 × 100 / socket.io": [ratio({ least: 15 })],
  "cost at 1,000,000 deliveries/s / bare Bun": [ratio({ most: 0.5 })],
  "latency p99 at 100,000 deliveries/s / bare Bun": [ratio({ most: 1.2 })],
  "idle 10,000 sockets / bare Bun": [ours({ most: 3_000 }), { of: "more", most: 500 }],
  "idle 19,000 sockets / bare Bun": [ours({ most: 3_000 }), { of: "more", most: 500 }],
  "storm 50 missed each / none missed": [ratio({ least: 0.8 })],
  "journal 1 × 100 / in memory": [ratio({ least: 0.9 })],
  "wheel bytes an end / setTimeout": [ours({ most: 32 })],
  "wheel schedule / setTimeout": [ours({ most: 150 })],
  "wheel longest tick": [ours({ most: 10 })],
  "start to first 200 / bun -e 0": [ratio({ most: 4 })],
};

export const idOf = ({ measure, against }: Pick<Result, "measure" | "against">) =>
  against === null ? measure : `${measure} / ${against}`;

/** "≥ 0.95 ×", "≤ 3,000", "≤ 500 more" */
export function boundText({ of, least, most }: Bound): string {
  const limit = least === undefined ? `≤ ${short(most ?? Number.NaN)}` : `≥ ${short(least)}`;
  return limit + (of === "ratio" ? " ×" : of === "more" ? " more" : "");
}

export type Verdict = { readonly id: string; readonly bound: Bound; readonly found: number; readonly holds: boolean };

/** Each bound and whether it holds. One that nothing was found for, does not. @param names of the measures that were run */
export function judge(results: readonly Result[], names: readonly string[]): Verdict[] {
  const byId = new Map(results.map((result) => [idOf(result), result]));
  const asked = Object.entries(BOUNDS).filter(([id]) => names.includes(id.split(" ", 1)[0] ?? ""));
  return asked.flatMap(([id, bounds]) =>
    bounds.map((bound) => {
      const found = figure(byId.get(id), bound);
      return { id, bound, found, holds: found >= (bound.least ?? -Infinity) && found <= (bound.most ?? Infinity) };
    }),
  );
}

function figure(result: Result | undefined, { of }: Bound): number {
  if (result === undefined) return Number.NaN;
  if (of === "more") return (result.ours?.median ?? Number.NaN) - (result.theirs?.median ?? Number.NaN);
  return result[of]?.median ?? Number.NaN;
}
