// What a delivery costs in CPU time, at a load both can bear.
import { bun, type Contestant, mayfly, plain } from "../baselines.ts";
import type { Yield } from "../generator.ts";
import { compared, contest, type Measure, saturated } from "../measure.ts";
import { atRate } from "./latency.ts";

const LOAD = 1_000_000;
const NAME = "cost at 1,000,000 deliveries/s";

/** ns of the server's CPU time for one delivery. */
const costOf = ({ serverMs, deliveries }: Yield) => (serverMs * 1e6) / deliveries;

export const cost: Measure = {
  name: "cost",
  title: "CPU time a delivery",
  words: `One room of 100 with a million deliveries a second: the server's CPU time, in its own code and in the kernel,
for each of them.`,
  rounds: 4,
  async run(rounds) {
    const found = await contest(rounds, [mayfly, plain, bun], (contestant) => atRate(contestant, LOAD));
    const side = ({ name }: Contestant) => {
      const yields = found.get(name) ?? [];
      return { name, values: yields.map(costOf), saturated: saturated(yields) };
    };
    return [
      compared(NAME, "ns", side(mayfly), side(bun)),
      compared(`${NAME}, a frame an event`, "ns", side(plain), side(bun)),
    ];
  },
};
