// The memory and CPU time of idle sockets in rooms of ten, and how fast they can connect.

import type { GeneratorResult } from "../generator/load-generator.ts";
import { runGenerator } from "../generator/run-generator.ts";
import type { BenchmarkedServer } from "../harness/benchmarked-server.ts";
import { residentBytes } from "../harness/processes.ts";
import type { Result } from "../harness/result.ts";
import { formatNumber } from "../harness/statistics.ts";
import { bun } from "../servers/baselines.ts";
import { mayfly } from "../servers/mayfly-server.ts";
import { compareSides, describeSaturation, type Measure, runServersInRounds } from "./measure.ts";

const SIZES = [10_000, 19_000] as const;
const MEMBERS_PER_ROOM = 10;
const SETTLE_MS = 2_500;
const MEASURE_MS = 5_000;

/**
 * The growth of resident memory per socket: since before the sockets connected, and since the start, from before the rooms
 * and tokens were created.
 */
type IdleResult = GeneratorResult & { readonly bytesEach: number; readonly freshBytesEach: number };

async function measureIdle(target: BenchmarkedServer, sockets: number): Promise<IdleResult> {
  const server = await target.start();
  try {
    await Bun.sleep(SETTLE_MS);
    const fresh = residentBytes(server.pid);
    const rooms = sockets / MEMBERS_PER_ROOM;
    const lines = await target.connectionLines(server.url, rooms, sockets);
    await Bun.sleep(SETTLE_MS);
    const before = residentBytes(server.pid);
    const got = await runGenerator(server, target, lines, { rooms, warmMs: SETTLE_MS, measureMs: MEASURE_MS });
    const since = (bytes: number) => (got.residentBytes - bytes) / sockets;
    return { ...got, bytesEach: since(before), freshBytesEach: since(fresh) };
  } finally {
    await server.stop();
  }
}

async function compareWith(sockets: number, rounds: number): Promise<Result[]> {
  const found = await runServersInRounds(rounds, [mayfly, bun], (target) => measureIdle(target, sockets));
  const label = `${formatNumber(sockets)} sockets`;
  const both = (name: string, unit: string, figure: (one: IdleResult) => number, isLimited = false) => {
    const side = ({ name }: BenchmarkedServer) => {
      const all = found.get(name) ?? [];
      const limit = isLimited ? { saturated: describeSaturation(all.map(({ connecting }) => connecting)) } : {};
      return { name, values: all.map(figure), ...limit };
    };
    return compareSides(`idle ${name}`, unit, side(mayfly), side(bun));
  };
  return [
    both(label, "bytes each", ({ bytesEach }) => bytesEach),
    both(`${label} since a fresh start`, "bytes each", ({ freshBytesEach }) => freshBytesEach),
    both(`${label}: CPU`, "% of a core", ({ serverMs, seconds }) => serverMs / seconds / 10),
    both(`${label}: coming`, "connects/s", ({ connecting }) => sockets / connecting.seconds, true),
    both(`${label}: coming, CPU`, "µs each", ({ connecting }) => (connecting.serverMs * 1000) / sockets),
  ];
}

export const idle: Measure = {
  name: "idle",
  title: "Idle sockets",
  explanation: `Rooms of ten in which nobody sends anything. The rows are: the growth of resident memory per socket since before the
sockets connected, which includes the socket's share of its room (Mayfly's rooms and tokens are created before; its members are in
their rosters); the same *since a fresh start*, which includes the rooms, the tokens and all code that creating them compiles; the CPU load while they are connected; and how fast they connect (*coming*), each with a token to verify and a welcome
to send.`,
  rounds: 3,
  async run(rounds) {
    const results: Result[] = [];
    for (const sockets of SIZES) results.push(...(await compareWith(sockets, rounds)));
    return results;
  },
};
