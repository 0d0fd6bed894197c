// The cost of an idle socket, with as many sockets as this machine allows.
import { readFileSync } from "node:fs";
import { freemem } from "node:os";
import { runGenerator } from "../../generator/run-generator.ts";
import { residentBytes } from "../../harness/processes.ts";
import { mayfly } from "../../servers/mayfly-server.ts";
import type { Dimension } from "./dimension.ts";

const MEMBERS_PER_ROOM = 10;
const SETTLE_MS = 2_000;
const IDLE_MS = 3_000;
/** What a socket may take at both ends, the kernel's memory included. */
const BYTES_PER_SOCKET = 40_000;
/** Descriptors that a process needs for other things. */
const OTHER_DESCRIPTORS = 500;

/** Returns how many sockets a process of this machine can hold, all of them to one address and port. */
function socketLimit(): number {
  const read = (file: string) => {
    try {
      return readFileSync(file, "utf8");
    } catch {
      return "";
    }
  };
  const descriptors = Number(/^Max open files\s+(\d+)/m.exec(read("/proc/self/limits"))?.[1] ?? 10_000);
  const [from = 32_768, to = 60_999] = read("/proc/sys/net/ipv4/ip_local_port_range").split(/\s+/).map(Number);
  return Math.min(descriptors - OTHER_DESCRIPTORS, (to - from) * 0.9, freemem() / BYTES_PER_SOCKET);
}

export const sockets: Dimension = {
  name: "sockets",
  sizes: [1_000, 3_000, 10_000, 19_000, 25_000, 50_000].filter((size) => size <= socketLimit()),
  quantities: [
    { key: "bytes", label: "resident memory of a socket, from a fresh start", unit: "bytes", most: 1.5 },
    { key: "joinUs", label: "CPU of connecting and joining", unit: "µs", most: 1.5 },
    { key: "idlePercent", label: "idle", unit: "% of a core" },
  ],
  async *measure() {
    for (const size of this.sizes) {
      const server = await mayfly.start();
      try {
        await Bun.sleep(SETTLE_MS);
        const fresh = residentBytes(server.pid);
        const rooms = size / MEMBERS_PER_ROOM;
        const lines = await mayfly.connectionLines(server.url, rooms, size);
        const got = await runGenerator(server, mayfly, lines, { rooms, warmMs: SETTLE_MS, measureMs: IDLE_MS });
        yield [
          size,
          {
            bytes: (got.residentBytes - fresh) / size,
            joinUs: (got.connecting.serverMs * 1000) / size,
            idlePercent: got.serverMs / got.seconds / 10,
          },
        ];
      } finally {
        await server.stop();
      }
    }
  },
};
