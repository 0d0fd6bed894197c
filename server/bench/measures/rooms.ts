// A hundred thousand rooms at once: what each weighs, and what all of them cost while nothing happens.
import { mayfly } from "../baselines.ts";
import { made, many } from "../load.ts";
import { alone, type Measure } from "../measure.ts";
import { cpuMs, residentBytes } from "../processes.ts";

const ROOMS = 100_000;
const SETTLE_MS = 2_000;
const MEASURE_MS = 4_000;

async function once() {
  const server = await mayfly.start();
  try {
    await Bun.sleep(SETTLE_MS);
    const before = { bytes: residentBytes(server.pid), ms: cpuMs(server.pid).total };
    const rooms = await many(ROOMS, async () => (await made(`${server.url}/api/rooms`)).room.code);
    const makingMs = cpuMs(server.pid).total - before.ms;
    await Bun.sleep(SETTLE_MS);
    const bytes = residentBytes(server.pid) - before.bytes;
    const idleFrom = cpuMs(server.pid).total;
    await Bun.sleep(MEASURE_MS);
    const idleMs = cpuMs(server.pid).total - idleFrom;
    const living = await fetch(`${server.url}/api/rooms/${rooms[0]}`);
    if (living.status !== 200) throw new Error(`the first room answers ${living.status}`);
    return { bytes: bytes / ROOMS, perSecond: (ROOMS * 1000) / makingMs, idle: (idleMs / MEASURE_MS) * 100 };
  } finally {
    await server.stop();
  }
}

export const rooms: Measure = {
  name: "rooms",
  title: "A hundred thousand rooms at once",
  words: "Made one by one through `POST /api/rooms`, and living all at the same time, with a life of a day each.",
  rounds: 1,
  async run(rounds) {
    const all: Awaited<ReturnType<typeof once>>[] = [];
    for (let round = 0; round < rounds; round++) all.push(await once());
    return [
      alone(
        "rooms weight",
        "bytes each",
        all.map(({ bytes }) => bytes),
      ),
      alone(
        "rooms made",
        "rooms/s and core",
        all.map(({ perSecond }) => perSecond),
      ),
      alone(
        "rooms idle CPU",
        "% of a core",
        all.map(({ idle }) => idle),
      ),
    ];
  },
};
