// The CPU time of a delivery, at a load that both servers can sustain.

import type { GeneratorResult } from "../generator/load-generator.ts";
import type { BenchmarkedServer } from "../harness/benchmarked-server.ts";
import { bun } from "../servers/baselines.ts";
import { mayfly, mayflyUnbatched } from "../servers/mayfly-server.ts";
import { measureAtRate } from "./latency.ts";
import { compareSides, describeSaturation, type Measure, runServersInRounds } from "./measure.ts";

const LOAD = 1_000_000;
const NAME = "cost at 1,000,000 deliveries/s";

/** Returns the server's CPU time for one delivery in ns. */
const costOf = ({ serverMs, deliveries }: GeneratorResult) => (serverMs * 1e6) / deliveries;

export const cost: Measure = {
  name: "cost",
  title: "CPU time per delivery",
  explanation: `One room of 100 with a million deliveries per second. The figure is the server's CPU time per delivery, in its own code
and in the kernel.`,
  rounds: 4,
  async run(rounds) {
    const found = await runServersInRounds(rounds, [mayfly, mayflyUnbatched, bun], (target) =>
      measureAtRate(target, LOAD),
    );
    const side = ({ name }: BenchmarkedServer) => {
      const results = found.get(name) ?? [];
      return { name, values: results.map(costOf), saturated: describeSaturation(results) };
    };
    return [
      compareSides(NAME, "ns", side(mayfly), side(bun)),
      compareSides(`${NAME}, a frame an event`, "ns", side(mayflyUnbatched), side(bun)),
    ];
  },
};
