// What an idle socket weighs in rooms of ten, what it costs to keep, and how fast they come.
import { bun, type Contestant, mayfly } from "../baselines.ts";
import type { Yield } from "../generator.ts";
import { generate } from "../load.ts";
import { compared, contest, type Measure, type Result, saturated } from "../measure.ts";
import { residentBytes } from "../processes.ts";
import { short } from "../statistics.ts";

const SIZES = [10_000, 19_000] as const;
const IN_A_ROOM = 10;
const SETTLE_MS = 2_500;
const MEASURE_MS = 5_000;

/** `bytes` for each socket over what the server had before they came. */
type Idle = Yield & { readonly bytesEach: number };

async function hold(contestant: Contestant, sockets: number): Promise<Idle> {
  const server = await contestant.start();
  try {
    const rooms = sockets / IN_A_ROOM;
    const lines = await contestant.seats(server.url, rooms, sockets);
    await Bun.sleep(SETTLE_MS);
    const before = residentBytes(server.pid);
    const got = await generate(server, contestant, lines, { rooms, warmMs: SETTLE_MS, measureMs: MEASURE_MS });
    return { ...got, bytesEach: (got.residentBytes - before) / sockets };
  } finally {
    await server.stop();
  }
}

async function compareWith(sockets: number, rounds: number): Promise<Result[]> {
  const found = await contest(rounds, [mayfly, bun], (contestant) => hold(contestant, sockets));
  const label = `${short(sockets)} sockets`;
  const both = (name: string, unit: string, figure: (one: Idle) => number, isLimited = false) => {
    const side = ({ name }: Contestant) => {
      const all = found.get(name) ?? [];
      const limit = isLimited ? { saturated: saturated(all.map(({ connecting }) => connecting)) } : {};
      return { name, values: all.map(figure), ...limit };
    };
    return compared(`idle ${name}`, unit, side(mayfly), side(bun));
  };
  return [
    both(label, "bytes each", ({ bytesEach }) => bytesEach),
    both(`${label}: CPU`, "% of a core", ({ serverMs, seconds }) => serverMs / seconds / 10),
    both(`${label}: coming`, "connects/s", ({ connecting }) => sockets / connecting.seconds, true),
    both(`${label}: coming, CPU`, "µs each", ({ connecting }) => (connecting.serverMs * 1000) / sockets),
  ];
}

export const idle: Measure = {
  name: "idle",
  title: "Idle sockets",
  words: `Rooms of ten where nobody says anything: resident bytes for each socket over what the server had before they
came, with its share of its room in it (Mayfly's rooms and tokens are made before, its members are in their rosters); CPU
while they are there; and how fast they come, with a token each to be verified and a welcome to be told.`,
  rounds: 3,
  async run(rounds) {
    const results: Result[] = [];
    for (const sockets of SIZES) results.push(...(await compareWith(sockets, rounds)));
    return results;
  },
};
