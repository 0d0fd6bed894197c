// Deliveries a second, as many as there can be, in rooms of several sizes: closed loop.
import { bun, type Contestant, earlier, hackchat, mayfly, plain, socketio, ws } from "../baselines.ts";
import type { Yield } from "../generator.ts";
import { generate } from "../load.ts";
import { compared, contest, type Measure, type Result, saturated } from "../measure.ts";
import { short } from "../statistics.ts";

/** `window` messages on their way at any time, in all rooms together: more than can gather in a few ms of waiting. */
type Case = { readonly rooms: number; readonly members: number; readonly window: number; readonly named?: string };

const WARM_MS = 800;
const MEASURE_MS = 1_500;
/** The room everybody is measured in. */
const HUNDRED: Case = { rooms: 1, members: 100, window: 512 };
const CASES: readonly Case[] = [
  { rooms: 1, members: 32, window: 1_024 },
  HUNDRED,
  { rooms: 1, members: 1_000, window: 128 },
  { rooms: 100, members: 10, window: 400 },
  { rooms: 500, members: 2, window: 1_000 },
  { ...HUNDRED, window: 1, named: "1 × 100, one message in flight" },
];

async function yieldOf(contestant: Contestant, { rooms, members, window }: Case): Promise<Yield> {
  const server = await contestant.start();
  try {
    const lines = await contestant.seats(server.url, rooms, rooms * members);
    return await generate(server, contestant, lines, { rooms, window, warmMs: WARM_MS, measureMs: MEASURE_MS });
  } finally {
    await server.stop();
  }
}

export const rateOf = ({ deliveries, seconds }: Yield) => deliveries / seconds;

/** Deliveries a second of bare Bun in a room of 100 now: what fractions of a full load are fractions of. */
export async function fullRate(): Promise<number> {
  return rateOf(await yieldOf(bun, HUNDRED));
}

async function compareIn(one: Case, rounds: number): Promise<Result[]> {
  const name = `fanout ${one.named ?? `${one.rooms} × ${short(one.members)}`}`;
  const rivals = one === HUNDRED ? [bun, ws, socketio, hackchat, ...(earlier ? [earlier] : [])] : [bun];
  const ours = one === HUNDRED ? [mayfly, plain] : [mayfly];
  const found = await contest(rounds, [...ours, ...rivals], (contestant) => yieldOf(contestant, one));
  const side = ({ name }: Contestant) => {
    const yields = found.get(name) ?? [];
    return { name, values: yields.map(rateOf), saturated: saturated(yields) };
  };
  return [
    ...rivals.map((rival) => compared(name, "deliveries/s", side(mayfly), side(rival))),
    ...(one === HUNDRED ? [compared(`${name}, a frame an event`, "deliveries/s", side(plain), side(bun))] : []),
  ];
}

export const fanout: Measure = {
  name: "fanout",
  title: "Deliveries a second",
  words: `Rooms × members. A delivery is one message that has come to one member. A fixed number of messages is on its way
at any time, and the next is sent when one has come to everybody: nobody is asked for more than it can do. There are
${CASES.slice(0, -1)
  .map(({ window }) => window.toLocaleString("en"))
  .join(", ")} of them in the order of the rows, in all rooms
together, and in the last row one; where neither core is at its limit, more would have been taken. *A frame an event* is Mayfly with
clients that don't take several events in one frame (SPEC W17).`,
  rounds: 3,
  async run(rounds) {
    const results: Result[] = [];
    for (const one of CASES) results.push(...(await compareIn(one, rounds)));
    return results;
  },
};
