// The latency of messages at a fixed rate (open loop: a late message does not delay those that follow).

import type { GeneratorResult } from "../generator/load-generator.ts";
import { runGenerator } from "../generator/run-generator.ts";
import type { BenchmarkedServer } from "../harness/benchmarked-server.ts";
import type { Result } from "../harness/result.ts";
import { formatNumber } from "../harness/statistics.ts";
import { bun } from "../servers/baselines.ts";
import { mayfly, mayflyUnbatched } from "../servers/mayfly-server.ts";
import { bareBunRate } from "./fanout.ts";
import {
  compareSides,
  describeSaturation,
  EXTRA_ROUNDS,
  type Measure,
  runServersInRounds,
  timedMs,
  WARM_MS,
} from "./measure.ts";

const MEMBERS = 100;
const MEASURE_MS = 1_800;
const PERCENTILES = ["p50", "p99", "p99.9"] as const;
const SHARES = [0.1, 0.5, 0.9];
const FIXED_RATE = 100_000;

/** Measures a server in one room at a fixed rate. */
export async function measureAtRate(target: BenchmarkedServer, deliveriesPerSecond: number): Promise<GeneratorResult> {
  const server = await target.start();
  try {
    const lines = await target.connectionLines(server.url, 1, MEMBERS);
    const perSecond = deliveriesPerSecond / MEMBERS;
    const measureMs = timedMs(perSecond, MEASURE_MS);
    return await runGenerator(server, target, lines, { rooms: 1, perSecond, warmMs: WARM_MS, measureMs });
  } finally {
    await server.stop();
  }
}

async function compareAt(label: string, rate: number, rounds: number, ours: BenchmarkedServer[]): Promise<Result[]> {
  const found = await runServersInRounds(rounds, [...ours, bun], (target) => measureAtRate(target, rate));
  const side = ({ name }: BenchmarkedServer, at: number) => {
    const sideResults = found.get(name) ?? [];
    return {
      name,
      values: sideResults.map(({ latencyMs }) => latencyMs[at] as number),
      saturated: describeSaturation(sideResults),
    };
  };
  return ours.flatMap((one) =>
    PERCENTILES.map((percentile, at) => {
      const name = `latency ${percentile} at ${label}${one === mayflyUnbatched ? ", a frame an event" : ""}`;
      return compareSides(name, "ms", side(one, at), side(bun, at));
    }),
  );
}

export const latency: Measure = {
  name: "latency",
  title: "Latency",
  explanation: `The time from sending a message to its delivery, in a room of 100, at every eleventh member. The rates are
${formatNumber(FIXED_RATE)} deliveries per second, and 10, 50 and 90 % of the maximum that bare Bun reached just before. Before each measurement, the
server takes as many messages as it can for ${WARM_MS / 1000} s, and the rate then settles for two; otherwise code that is still being compiled
on the one core would affect the figures for ten seconds at a low rate. Mayfly's clients take batches, which may wait for a few
ms while the server is busy (SPEC W17); clients that take *a frame an event* do not.`,
  rounds: 3,
  async run(rounds) {
    const results = await compareAt(`${formatNumber(FIXED_RATE)} deliveries/s`, FIXED_RATE, rounds + EXTRA_ROUNDS, [
      mayfly,
      mayflyUnbatched,
    ]);
    const full = await bareBunRate();
    for (const share of SHARES) {
      const label = `${share * 100} % of bare Bun's most`;
      results.push(...(await compareAt(label, full * share, rounds, [mayfly])));
    }
    return results;
  },
};
