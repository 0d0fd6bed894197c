// The cost of a delivery and of a join in rooms of more and more members.
import { runGenerator } from "../../generator/run-generator.ts";
import { createViaApi, repeatConcurrently } from "../../servers/create-via-api.ts";
import { mayfly } from "../../servers/mayfly-server.ts";
import type { Dimension } from "./dimension.ts";

const DELIVERIES_PER_SECOND = 50_000;
/** Fewer joins take too little CPU time to be measured: then several rooms are filled. */
const MIN_JOINS = 2_000;

/** Returns the connection lines of members of different names, member i in room i mod the number of rooms. */
export function memberLines(url: string, codes: readonly string[], members: number): Promise<string[]> {
  return repeatConcurrently(members, async (i) => {
    const { token } = await createViaApi(`${url}/api/sessions`, `Wolf ${i + 1}`);
    return `/ws/${codes[i % codes.length]}\t${JSON.stringify({ type: "join", token, batch: true })}`;
  });
}

const createRooms = (url: string, count: number): Promise<string[]> =>
  repeatConcurrently(count, async () => (await createViaApi(`${url}/api/rooms`)).room.code);

async function measureJoins(members: number): Promise<number> {
  const server = await mayfly.start();
  try {
    const rooms = Math.ceil(MIN_JOINS / members);
    const lines = await memberLines(server.url, await createRooms(server.url, rooms), rooms * members);
    const { connecting } = await runGenerator(server, mayfly, lines, { rooms, warmMs: 0, measureMs: 10 });
    return (connecting.serverMs * 1000) / lines.length;
  } finally {
    await server.stop();
  }
}

async function measureDeliveries(members: number): Promise<number> {
  const server = await mayfly.start();
  try {
    const lines = await memberLines(server.url, await createRooms(server.url, 1), members);
    const load = { rooms: 1, perSecond: DELIVERIES_PER_SECOND / members, warmMs: 1_000, measureMs: 2_000 };
    const { serverMs, deliveries } = await runGenerator(server, mayfly, lines, load);
    return (serverMs * 1e6) / deliveries;
  } finally {
    await server.stop();
  }
}

export const members: Dimension = {
  name: "members of a room",
  sizes: [2, 10, 32, 100, 316, 1_000, 2_000, 5_000],
  quantities: [
    { key: "deliveryNs", label: "CPU of a delivery", unit: "ns", most: 1.5 },
    { key: "joinUs", label: "CPU of a join, on average until the room is full", unit: "µs", most: 3.75 },
  ],
  async *measure() {
    for (const size of this.sizes) {
      yield [size, { deliveryNs: await measureDeliveries(size), joinUs: await measureJoins(size) }];
    }
  },
};
