// The load generator: many lean WebSocket clients in one process.
// Started with a Load as its argument and, on standard input, a line for each socket: its path and, after tabs, the frame
// it sends first, and those it sends first when it comes back. Answers with one line, a Yield.
import type { Socket } from "bun";
import { type Client, connect, receiver, tally } from "./client.ts";
import { percentiles } from "./latency-stamps.ts";
import { type Pace, talk } from "./load-pattern.ts";
import { cpuMs, residentBytes } from "./processes.ts";

export type Load = {
  readonly port: number;
  /** Whose CPU time and memory are counted. */
  readonly pid: number;
  /** Socket i is in room i mod `rooms`. */
  readonly rooms: number;
  /** What is said, with room for a stamp. */
  readonly talk: string;
  readonly takesLines: boolean;
  /** Messages on their way at any time; with neither it only connects and holds. */
  readonly window?: number;
  /** Instead: messages a second in all, whatever has arrived. It warms up with as many as are taken. */
  readonly perSecond?: number;
  /** Everybody leaves at once and comes back, as often: which of its frames each says first then. */
  readonly storms?: readonly number[];
  /** Before it measures: at that pace, or as many as are taken where messages a second are set. */
  readonly warmMs: number;
  readonly measureMs: number;
};

/** CPU time used in some stretch; the server's outside the kernel apart. */
export type Spent = {
  readonly seconds: number;
  readonly serverMs: number;
  readonly serverUserMs: number;
  readonly generatorMs: number;
};

export type Yield = Spent & {
  readonly messages: number;
  readonly deliveries: number;
  readonly bytes: number;
  /** Frames the deliveries came in. */
  readonly frames: number;
  /** ms from a message's sending to its delivery, at percentiles 50, 99 and 99.9; seen by every tenth member. */
  readonly latencyMs: readonly [number, number, number];
  /** Of the server, at the end. */
  readonly residentBytes: number;
  /** Until all were connected. */
  readonly connecting: Spent;
  /** Until all were back, and nothing moved any more. */
  readonly storms: readonly Spent[];
};

const OPENING_AT_ONCE = 64;
const QUIET_MS = 300;
const LEFT_MS = 500;
/** Messages on their way while it warms up for a fixed pace, and how long that pace settles. */
const WARMING = 100;
const SETTLE_MS = 2_000;

let heard = () => {};
const load: Load = JSON.parse(process.argv[2] ?? "{}");
const lines = (await Bun.stdin.text())
  .trim()
  .split("\n")
  .map((line) => line.split("\t"));
const receive = receiver(load.takesLines, () => heard());

/** @param frame which of its frames each says first */
async function connectAll(frame: number): Promise<Socket<Client>[]> {
  const sockets: Socket<Client>[] = [];
  // Every tenth: who is sent to first hears sooner than who is sent to last.
  const isTimed = (i: number) => load.perSecond !== undefined && i % 10 === 9;
  let next = 0;
  const opener = async () => {
    for (let i = next++; i < lines.length; i = next++) {
      const line = lines[i] as string[];
      sockets[i] = await connect(load.port, line[0] as string, line[frame], isTimed(i), receive);
    }
  };
  await Promise.all(Array.from({ length: OPENING_AT_ONCE }, opener));
  return sockets;
}

/** Waits until what was set off has passed. */
async function quiet(): Promise<void> {
  for (let seen = -1; seen !== tally.bytes; await Bun.sleep(QUIET_MS)) seen = tally.bytes;
}

/** Begins to watch what is spent. @returns tells it, up to then or to an earlier moment */
function watch(): (until?: number) => Spent {
  const [ns, server, own] = [Bun.nanoseconds(), cpuMs(load.pid), process.cpuUsage()];
  return (until = Bun.nanoseconds()) => {
    const [spent, used] = [process.cpuUsage(own), cpuMs(load.pid)];
    return {
      seconds: (until - ns) / 1e9,
      serverMs: used.total - server.total,
      serverUserMs: used.user - server.user,
      generatorMs: (spent.user + spent.system) / 1000,
    };
  };
}

const whileConnecting = watch();
let sockets = await connectAll(1);
const connecting = whileConnecting();
await quiet();

const storms: Spent[] = [];
for (const frame of load.storms ?? []) {
  for (const socket of sockets) socket.terminate();
  await Bun.sleep(LEFT_MS);
  await quiet();
  const spent = watch();
  sockets = await connectAll(2 + frame);
  const backAt = Bun.nanoseconds();
  await quiet();
  storms.push(spent(backAt));
  tally.closed = 0;
}

const { window, perSecond } = load;
const begin = (pace: Pace) => {
  const talking = talk(sockets, load.rooms, load.talk, pace);
  heard = talking.heard;
  return talking;
};
if (perSecond !== undefined) {
  // A server compiles what it does often when it has done it often: at a slow pace that would go on for ten seconds.
  const warming = begin({ window: WARMING });
  await Bun.sleep(load.warmMs);
  warming.stop();
  await quiet();
}
const talking = begin({ window, perSecond });
await Bun.sleep(perSecond === undefined ? load.warmMs : SETTLE_MS);
tally.latencies = [];
const { deliveries, bytes, frames } = tally;
const { sent } = talking;
const whileTalking = watch();
await Bun.sleep(load.measureMs);
const result: Yield = {
  ...whileTalking(),
  messages: talking.sent - sent,
  deliveries: tally.deliveries - deliveries,
  bytes: tally.bytes - bytes,
  frames: tally.frames - frames,
  latencyMs: percentiles(tally.latencies),
  residentBytes: residentBytes(load.pid),
  connecting,
  storms,
};
talking.stop();
if (tally.closed > 0) throw new Error(`${tally.closed} of ${lines.length} sockets were closed by the server`);
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit(0);
