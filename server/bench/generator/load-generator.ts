// The load generator: a process with many small WebSocket clients.
// Its argument is a GeneratorLoad as JSON. Standard input has one line per socket: the path and, after tabs, the frame it
// sends first, and the frames it may send first when it reconnects. The output is one line, a GeneratorResult as JSON.
import type { Socket } from "bun";
import { residentBytes } from "../harness/processes.ts";
import { percentiles } from "../harness/statistics.ts";
import { type CpuUsage, startCpuWatch } from "./cpu-watch.ts";
import { connectClient, createReceiver, type GeneratorClient, tally } from "./generator-client.ts";
import { proving, type RoomKey } from "./join-with-key.ts";
import { unpackLines } from "./line-packing.ts";
import { type LoadPattern, startLoad } from "./load-pattern.ts";

export type GeneratorLoad = {
  readonly port: number;
  /** The process whose CPU time and memory are measured. */
  readonly pid: number;
  /** Further nodes of the same server, of which each has as many sockets: socket i is on node i mod their number. */
  readonly otherPorts?: readonly number[];
  /** Further processes whose CPU time counts. */
  readonly otherPids?: readonly number[];
  /** Socket i is in room i mod `rooms`. */
  readonly rooms: number;
  /** A frame that sends one message, with room for a latency stamp. */
  readonly messageFrame: string;
  readonly takesLines: boolean;
  /** Whether the sender of a message gets an answer besides the message; answers are no deliveries. */
  readonly acknowledges: boolean;
  /** Where the server begins with a challenge: what the proof that goes into the first frame is made of. */
  readonly roomKey?: RoomKey;
  /** Messages in flight at any time. Without `window` and `perSecond`, the sockets stay idle. */
  readonly window?: number;
  /** Messages per second in all, whatever has arrived. */
  readonly perSecond?: number;
  /** For each reconnect storm, the index of the frame that every socket sends first when it reconnects. */
  readonly storms?: readonly number[];
  /** Warm-up before the measurement. With `perSecond`, the warm-up uses a fixed number of messages in flight. */
  readonly warmMs: number;
  readonly measureMs: number;
};

export type GeneratorResult = CpuUsage & {
  readonly messages: number;
  readonly deliveries: number;
  readonly bytes: number;
  /** The WebSocket frames that carried the deliveries. */
  readonly frames: number;
  /** ms from sending a message to its delivery, at percentiles 50, 99 and 99.9; timed at every eleventh member. */
  readonly latencyMs: readonly [number, number, number];
  /** Resident memory of the server at the end. */
  readonly residentBytes: number;
  /** CPU usage until all sockets were connected. */
  readonly connecting: CpuUsage;
  /** For each storm, CPU usage until everything was quiet again; `seconds` lasts until all were reconnected. */
  readonly storms: readonly CpuUsage[];
};

const MAX_CONCURRENT_CONNECTS = 64;
const QUIET_MS = 300;
const DISCONNECTED_MS = 500;
/** Messages in flight during the warm-up for a fixed rate, and how long the rate may settle afterwards. */
const WARM_UP_WINDOW = 100;
const SETTLE_MS = 2_000;

let onArrival = () => {};
const load: GeneratorLoad = JSON.parse(process.argv[2] ?? "{}");
const ports = [load.port, ...(load.otherPorts ?? [])];
const watchCpu = () => startCpuWatch(load.pid, ...(load.otherPids ?? []));
const lines = (await Bun.stdin.text())
  .trim()
  .split("\n")
  .map((line) => line.split("\t").map(unpackLines));
const receive = createReceiver(load.takesLines, () => onArrival(), !load.acknowledges);
const members = lines.length / load.rooms;
const arrivals = load.acknowledges ? members + 1 : members;

/** Connects all sockets. @param frame index in its line of the frame that each sends first */
async function connectAll(frame: number): Promise<Socket<GeneratorClient>[]> {
  const sockets: Socket<GeneratorClient>[] = [];
  // Every eleventh socket is timed, because the server sends to some members earlier than to others; of two nodes that have every
  // other member, as many on each.
  const isTimed = (i: number) => load.perSecond !== undefined && i % 11 === 10;
  let next = 0;
  const opener = async () => {
    for (let i = next++; i < lines.length; i = next++) {
      const line = lines[i] as string[];
      const first = load.roomKey === undefined ? line[frame] : await proving(line[frame] ?? "", load.roomKey);
      const port = ports[i % ports.length] as number;
      sockets[i] = await connectClient(port, line[0] as string, first, isTimed(i), receive);
    }
  };
  await Promise.all(Array.from({ length: MAX_CONCURRENT_CONNECTS }, opener));
  return sockets;
}

/** Waits until no more bytes arrive. */
async function waitUntilQuiet(): Promise<void> {
  for (let bytes = -1; bytes !== tally.bytes; await Bun.sleep(QUIET_MS)) bytes = tally.bytes;
}

const connectingCpu = watchCpu();
let sockets = await connectAll(1);
const connecting = connectingCpu();
await waitUntilQuiet();

const storms: CpuUsage[] = [];
for (const frame of load.storms ?? []) {
  for (const socket of sockets) socket.terminate();
  await Bun.sleep(DISCONNECTED_MS);
  await waitUntilQuiet();
  const stormCpu = watchCpu();
  sockets = await connectAll(2 + frame);
  const reconnectedAt = Bun.nanoseconds();
  await waitUntilQuiet();
  storms.push(stormCpu(reconnectedAt));
  tally.closed = 0;
}

const { window, perSecond } = load;
const beginLoad = (pattern: LoadPattern) => {
  const running = startLoad(sockets, load.rooms, arrivals, load.messageFrame, pattern);
  onArrival = running.onArrival;
  return running;
};
if (perSecond !== undefined) {
  // The runtime compiles frequent code only after many calls; at a low rate, that would go on for ten seconds.
  const warmUp = beginLoad({ window: WARM_UP_WINDOW });
  await Bun.sleep(load.warmMs);
  warmUp.stop();
  await waitUntilQuiet();
}
const measuredLoad = beginLoad({ window, perSecond });
await Bun.sleep(perSecond === undefined ? load.warmMs : SETTLE_MS);
tally.latencies = [];
const { deliveries, bytes, frames } = tally;
const { sent } = measuredLoad;
const measuredCpu = watchCpu();
await Bun.sleep(load.measureMs);
const result: GeneratorResult = {
  ...measuredCpu(),
  messages: measuredLoad.sent - sent,
  deliveries: ((tally.deliveries - deliveries) * members) / arrivals,
  bytes: tally.bytes - bytes,
  frames: tally.frames - frames,
  latencyMs: percentiles(tally.latencies),
  residentBytes: residentBytes(load.pid),
  connecting,
  storms,
};
measuredLoad.stop();
if (tally.closed > 0) throw new Error(`${tally.closed} of ${lines.length} sockets were closed by the server`);
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit(0);
