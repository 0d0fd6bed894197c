// The memory of a hundred thousand rooms, and their CPU time while nothing happens.

import { cpuMs, residentBytes } from "../harness/processes.ts";
import { createViaApi, repeatConcurrently } from "../servers/create-via-api.ts";
import { mayfly } from "../servers/mayfly-server.ts";
import { type Measure, singleFigure } from "./measure.ts";

const ROOMS = 100_000;
const SETTLE_MS = 2_000;
const MEASURE_MS = 4_000;

async function measureRooms() {
  const server = await mayfly.start();
  try {
    await Bun.sleep(SETTLE_MS);
    const before = { bytes: residentBytes(server.pid), ms: cpuMs(server.pid).total };
    const rooms = await repeatConcurrently(
      ROOMS,
      async () => (await createViaApi(`${server.url}/api/rooms`)).room.code,
    );
    const creationMs = cpuMs(server.pid).total - before.ms;
    await Bun.sleep(SETTLE_MS);
    const bytes = residentBytes(server.pid) - before.bytes;
    const idleFrom = cpuMs(server.pid).total;
    await Bun.sleep(MEASURE_MS);
    const idleMs = cpuMs(server.pid).total - idleFrom;
    const living = await fetch(`${server.url}/api/rooms/${rooms[0]}`);
    if (living.status !== 200) throw new Error(`the first room answers ${living.status}`);
    return { bytes: bytes / ROOMS, perSecond: (ROOMS * 1000) / creationMs, idle: (idleMs / MEASURE_MS) * 100 };
  } finally {
    await server.stop();
  }
}

export const rooms: Measure = {
  name: "rooms",
  title: "A hundred thousand rooms at once",
  explanation:
    "The rooms are created one by one with `POST /api/rooms`, each with a life of one day, and all live at the same time.",
  rounds: 1,
  async run(rounds) {
    const all: Awaited<ReturnType<typeof measureRooms>>[] = [];
    for (let round = 0; round < rounds; round++) all.push(await measureRooms());
    return [
      singleFigure(
        "rooms weight",
        "bytes each",
        all.map(({ bytes }) => bytes),
      ),
      singleFigure(
        "rooms made",
        "rooms/s and core",
        all.map(({ perSecond }) => perSecond),
      ),
      singleFigure(
        "rooms idle CPU",
        "% of a core",
        all.map(({ idle }) => idle),
      ),
    ];
  },
};
