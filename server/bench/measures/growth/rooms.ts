// The cost of a room, and what the others cost it, with more and more rooms.
import { runGenerator } from "../../generator/run-generator.ts";
import { cpuMs, residentBytes } from "../../harness/processes.ts";
import { createViaApi, repeatConcurrently } from "../../servers/create-via-api.ts";
import { mayfly } from "../../servers/mayfly-server.ts";
import type { Dimension } from "./dimension.ts";

const SETTLE_MS = 1_500;
const IDLE_MS = 2_000;
const MEMBERS = 100;
const DELIVERIES_PER_SECOND = 50_000;
/** Fewer rooms take too little memory and CPU time to be told from what else the process does. */
const MIN_TOLD = 1_000;

export const rooms: Dimension = {
  name: "rooms",
  sizes: [1, 10, 100, 1_000, 10_000, 100_000],
  quantities: [
    { key: "bytes", label: "resident memory of a room", unit: "bytes", most: 1.5 },
    { key: "createUs", label: "CPU of creating a room", unit: "µs", most: 1.5 },
    { key: "deliveryNs", label: "CPU of a delivery in one of them", unit: "ns", most: 1.5 },
    { key: "idlePercent", label: "idle", unit: "% of a core" },
  ],
  async *measure() {
    const server = await mayfly.start();
    try {
      const lines = await mayfly.connectionLines(server.url, 1, MEMBERS);
      const load = { rooms: 1, perSecond: DELIVERIES_PER_SECOND / MEMBERS, warmMs: 1_000, measureMs: 2_000 };
      await runGenerator(server, mayfly, lines, load);
      const fresh = residentBytes(server.pid);
      let created = 1;
      for (const size of this.sizes) {
        const before = cpuMs(server.pid).total;
        await repeatConcurrently(size - created, () => createViaApi(`${server.url}/api/rooms`));
        const createUs = ((cpuMs(server.pid).total - before) * 1000) / (size - created);
        created = size;
        await Bun.sleep(SETTLE_MS);
        const bytes = (residentBytes(server.pid) - fresh) / size;
        const idleFrom = cpuMs(server.pid).total;
        await Bun.sleep(IDLE_MS);
        const idlePercent = ((cpuMs(server.pid).total - idleFrom) / IDLE_MS) * 100;
        const { serverMs, deliveries } = await runGenerator(server, mayfly, lines, load);
        const always = { deliveryNs: (serverMs * 1e6) / deliveries, idlePercent };
        yield [size, size < MIN_TOLD ? always : { ...always, bytes, createUs }];
      }
    } finally {
      await server.stop();
    }
  },
};
