// Thresholds that must hold on any machine: ratios within one run, and the cost of a single socket or timer.

import type { Result, Threshold } from "../harness/result.ts";
import { formatNumber } from "../harness/statistics.ts";
import { GROWTH_THRESHOLDS } from "../measures/growth.ts";
import { PEER_THRESHOLDS } from "../measures/peers.ts";
import { REDIS_THRESHOLDS } from "../measures/redis.ts";

const ratio = (bound: Omit<Threshold, "of">): Threshold => ({ of: "ratio", ...bound });
const ours = (bound: Omit<Threshold, "of">): Threshold => ({ of: "ours", ...bound });

/** Thresholds by result id: `measure`, or `measure / against` for a comparison. */
export const THRESHOLDS: Readonly<Record<string, readonly Threshold[]>> = {
  "fanout 1 × 32 / bare Bun": [ratio({ least: 0.95 })],
  "fanout 1 × 100 / bare Bun": [ratio({ least: 0.95 })],
  "fanout 1 × 1,000 / bare Bun": [ratio({ least: 0.95 })],
  "fanout 100 × 10 / bare Bun": [ratio({ least: 0.9 })],
  "fanout 500 × 2 / bare Bun": [ratio({ least: 0.9 })],
  "fanout 1 × 100 / ws": [ratio({ least: 15 })],
  "fanout 1 × 100 / socket.io": [ratio({ least: 15 })],
  "fanout 1 × 100, batches with 1 in flight / mayfly, a frame an event": [ratio({ least: 0.95 })],
  "fanout 1 × 100, batches with 8 in flight / mayfly, a frame an event": [ratio({ least: 0.95 })],
  "fanout 1 × 100, batches with 64 in flight / mayfly, a frame an event": [ratio({ least: 0.95 })],
  "fanout 1 × 100, batches with 1,024 in flight / mayfly, a frame an event": [ratio({ least: 0.95 })],
  "fanout 1 × 100 / Centrifugo": [ratio({ least: 2 })],
  "fanout 1 × 100 / FastAPI": [ratio({ least: 15 })],
  ...PEER_THRESHOLDS,
  "cost at 1,000,000 deliveries/s / bare Bun": [ratio({ most: 0.5 })],
  "latency p99 at 100,000 deliveries/s / bare Bun": [ratio({ most: 1.2 })],
  "post CPU / bare Bun": [ratio({ most: 2.5 })],
  "join CPU / bare Bun": [ratio({ most: 3 })],
  "latency p50 at 10 % of bare Bun's most / bare Bun": [ratio({ most: 2 })],
  "latency p50 at 50 % of bare Bun's most / bare Bun": [ratio({ most: 2 })],
  "idle 10,000 sockets / bare Bun": [ours({ most: 3_000 }), { of: "more", most: 500 }],
  "idle 19,000 sockets / bare Bun": [ours({ most: 3_000 }), { of: "more", most: 500 }],
  "idle 10,000 sockets since a fresh start / bare Bun": [ours({ most: 5_000 })],
  "storm 50 missed each / none missed": [ratio({ least: 0.8 })],
  "journal 1 × 100 / in memory": [ratio({ least: 0.9 })],
  "journal 100 × 10 / in memory": [ratio({ least: 0.75 })],
  "encrypted 1 × 100 / plain, frames of the same size": [ratio({ least: 0.9 })],
  "encrypted-page newest rows opened": [ours({ most: 100 })],
  "encrypted-page newest rows painted / a plain room": [ratio({ most: 1.5 })],
  "encrypted-page all opened": [ours({ most: 300 })],
  "encrypted-page all verified, noble": [ours({ most: 2_500 })],
  "encrypted-page all verified, WebCrypto": [ours({ most: 700 })],
  "encrypted-page longest task": [ours({ most: 50 })],
  "encrypted-page longest task, a plain room": [ours({ most: 50 })],
  "encrypted-page sending": [ours({ most: 10 })],
  "encrypted-page password": [ours({ most: 1_500 })],
  "files upload / bare Bun": [ratio({ least: 0.5 })],
  "files peak of one upload / bare Bun": [ours({ most: 50 })],
  "files peak of 8 at once / bare Bun": [ours({ most: 160 })],
  "wheel bytes an end / setTimeout": [ours({ most: 32 })],
  "wheel schedule / setTimeout": [ours({ most: 150 })],
  "wheel longest tick": [ours({ most: 10 })],
  "start to first 200 / bun -e 0": [ratio({ most: 4 })],
  ...REDIS_THRESHOLDS,
  ...GROWTH_THRESHOLDS,
  "browser longest task, talking": [ours({ most: 50 })],
  "browser heap, growth": [ours({ most: 1.15 })],
  "rotation new connections that tried again": [ours({ most: 0.2 })],
};

/** Returns the id by which thresholds and annotations refer to a result. */
export const resultId = ({ measure, against }: Pick<Result, "measure" | "against">) =>
  against === null ? measure : `${measure} / ${against}`;

/** Returns "≥ 0.95 ×", "≤ 3,000" or "≤ 500 more". */
export function thresholdText({ of, least, most }: Threshold): string {
  const limit = least === undefined ? `≤ ${formatNumber(most ?? Number.NaN)}` : `≥ ${formatNumber(least)}`;
  return limit + (of === "ratio" ? " ×" : of === "more" ? " more" : "");
}

export type ThresholdVerdict = {
  readonly id: string;
  readonly bound: Threshold;
  readonly found: number;
  readonly holds: boolean;
};

/**
 * Checks the thresholds of the benchmarks that ran. A threshold without a result does not hold; one against a server that
 * this machine doesn't have is left out.
 * @param names of those benchmarks
 */
export function judgeThresholds(results: readonly Result[], names: readonly string[]): ThresholdVerdict[] {
  const byId = new Map(results.map((result) => [resultId(result), result]));
  const relevant = Object.entries(THRESHOLDS).filter(
    ([id]) => names.includes(id.split(" ", 1)[0] ?? "") && byId.get(id)?.missing === undefined,
  );
  return relevant.flatMap(([id, bounds]) =>
    bounds.map((bound) => {
      const found = comparedFigure(byId.get(id), bound);
      return { id, bound, found, holds: found >= (bound.least ?? -Infinity) && found <= (bound.most ?? Infinity) };
    }),
  );
}

function comparedFigure(result: Result | undefined, { of }: Threshold): number {
  if (result === undefined) return Number.NaN;
  if (of === "more") return (result.ours?.median ?? Number.NaN) - (result.theirs?.median ?? Number.NaN);
  return result[of]?.median ?? Number.NaN;
}
