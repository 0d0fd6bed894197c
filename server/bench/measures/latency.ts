// How long messages are on their way, at a fixed load: open loop, so that what is late doesn't slow down what follows.
import { bun, type Contestant, mayfly, plain } from "../baselines.ts";
import type { Yield } from "../generator.ts";
import { generate } from "../load.ts";
import { compared, contest, type Measure, type Result, saturated } from "../measure.ts";
import { short } from "../statistics.ts";
import { fullRate } from "./fanout.ts";

const MEMBERS = 100;
const WARM_MS = 1_000;
const MEASURE_MS = 1_800;
const PERCENTILES = ["p50", "p99", "p99.9"] as const;
const SHARES = [0.1, 0.5, 0.9];
const FIXED = 100_000;
/** So many rounds more for the load a bound is for: a late tick of the machine weighs more where there is little. */
const STEADYING = 2;

export async function atRate(contestant: Contestant, deliveriesPerSecond: number): Promise<Yield> {
  const server = await contestant.start();
  try {
    const lines = await contestant.seats(server.url, 1, MEMBERS);
    const perSecond = deliveriesPerSecond / MEMBERS;
    return await generate(server, contestant, lines, { rooms: 1, perSecond, warmMs: WARM_MS, measureMs: MEASURE_MS });
  } finally {
    await server.stop();
  }
}

async function compareAt(label: string, rate: number, rounds: number, ours: Contestant[]): Promise<Result[]> {
  const found = await contest(rounds, [...ours, bun], (contestant) => atRate(contestant, rate));
  const side = ({ name }: Contestant, at: number) => {
    const yields = found.get(name) ?? [];
    return { name, values: yields.map(({ latencyMs }) => latencyMs[at] as number), saturated: saturated(yields) };
  };
  return ours.flatMap((one) =>
    PERCENTILES.map((percentile, at) => {
      const name = `latency ${percentile} at ${label}${one === plain ? ", a frame an event" : ""}`;
      return compared(name, "ms", side(one, at), side(bun, at));
    }),
  );
}

export const latency: Measure = {
  name: "latency",
  title: "Time on the way",
  words: `From a message's sending to its delivery, in a room of 100, seen by every tenth of its members; at ${short(FIXED)}
deliveries a second, and at 10, 50 and 90 % of what bare Bun could do just before, each after a second of as many as it takes and two to settle:
what is compiled on the way, on the one core there is, would be seen for ten seconds at a slow pace.
Mayfly's clients wait for what is gathered (at most 5 ms, SPEC W17); those that take a frame an event don't.`,
  rounds: 3,
  async run(rounds) {
    const results = await compareAt(`${short(FIXED)} deliveries/s`, FIXED, rounds + STEADYING, [mayfly, plain]);
    const full = await fullRate();
    for (const share of SHARES) {
      const label = `${share * 100} % of bare Bun's most`;
      results.push(...(await compareAt(label, full * share, rounds, [mayfly])));
    }
    return results;
  },
};
