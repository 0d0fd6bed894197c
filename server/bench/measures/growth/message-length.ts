// The cost of a delivery and of keeping a message, with longer and longer messages.
import { STAMPED_MESSAGE } from "../../generator/latency-stamps.ts";
import { runGenerator } from "../../generator/run-generator.ts";
import { residentBytes } from "../../harness/processes.ts";
import { mayfly } from "../../servers/mayfly-server.ts";
import type { Dimension } from "./dimension.ts";
import { fillRoom } from "./history.ts";
import { variedText } from "./varied-text.ts";

const MEMBERS = 100;
const DELIVERIES_PER_SECOND = 20_000;
const KEPT = 10_000;
const SETTLE_MS = 1_500;

/** Returns a text of that length, stamped where there is room for a stamp. */
function text(length: number): string {
  const varied = variedText(1, length);
  return length < STAMPED_MESSAGE.length ? varied : STAMPED_MESSAGE + varied.slice(STAMPED_MESSAGE.length);
}

async function measureDelivery(length: number): Promise<number> {
  const server = await mayfly.start();
  try {
    const lines = await mayfly.connectionLines(server.url, 1, MEMBERS);
    const sent = { takesLines: true, messageFrame: JSON.stringify({ type: "chat", message: text(length) }) } as const;
    const load = { rooms: 1, perSecond: DELIVERIES_PER_SECOND / MEMBERS, warmMs: 500, measureMs: 2_000 };
    const { serverMs, deliveries } = await runGenerator(server, sent, lines, load);
    return (serverMs * 1e6) / deliveries;
  } finally {
    await server.stop();
  }
}

async function measureBytes(length: number): Promise<number> {
  const server = await mayfly.start(["--history", `${KEPT}`]);
  try {
    await Bun.sleep(SETTLE_MS);
    const fresh = residentBytes(server.pid);
    await fillRoom(server, KEPT, length);
    await Bun.sleep(SETTLE_MS);
    return (residentBytes(server.pid) - fresh) / KEPT;
  } finally {
    await server.stop();
  }
}

export const messageLength: Dimension = {
  name: "characters of a message",
  sizes: [1, 10, 100, 1_000, 4_000],
  quantities: [
    { key: "deliveryNs", label: "CPU of a delivery", unit: "ns", most: 4 },
    { key: "bytes", label: "resident memory of a message", unit: "bytes", most: 4.8 },
  ],
  async *measure() {
    for (const size of this.sizes) {
      yield [size, { deliveryNs: await measureDelivery(size), bytes: await measureBytes(size) }];
    }
  },
};
