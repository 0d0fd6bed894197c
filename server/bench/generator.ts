// The load generator: many lean WebSocket clients in one process.
// Started with a Load as its argument and, on standard input, a line for each socket: its path and, after a tab, the frame
// it sends first. Answers with one line, a Yield.
import type { Socket } from "bun";
import { type Client, connect, masked, receiver, TEXT, tally } from "./client.ts";
import { cpuMs, residentBytes } from "./processes.ts";
import { percentiles, STAMPED, stamper } from "./stamps.ts";

export type Load = {
  readonly port: number;
  /** Whose CPU time and memory are counted. */
  readonly pid: number;
  /** Socket i is in room i mod `rooms`. */
  readonly rooms: number;
  /** Messages on their way at any time; 0 with no rate only connects and holds. */
  readonly window: number;
  /** Instead: messages a second in all, whatever has arrived. */
  readonly rate?: number;
  readonly warmMs: number;
  readonly measureMs: number;
};

export type Yield = {
  readonly seconds: number;
  readonly messages: number;
  readonly deliveries: number;
  /** CPU time used in the measured stretch; the server's outside the kernel apart. */
  readonly serverMs: number;
  readonly serverUserMs: number;
  readonly generatorMs: number;
  readonly bytes: number;
  /** Frames the deliveries came in. */
  readonly frames: number;
  /** ms from a message's sending to its delivery, at percentiles 50, 99 and 99.9; seen by one member of each room. */
  readonly latencyMs: readonly [number, number, number];
  /** Of the server, at the end. */
  readonly residentBytes: number;
};

const OPENING_AT_ONCE = 64;
const SENDERS = 8;
const QUIET_MS = 300;

const stamped = stamper(masked(TEXT, Buffer.from(JSON.stringify({ type: "chat", message: STAMPED }))));
let refill = () => {};

async function connectAll({ port, rooms }: Load, lines: readonly string[]): Promise<Socket<Client>[]> {
  const sockets: Socket<Client>[] = [];
  const receive = receiver(() => refill());
  // The last of each room to come are no senders, where there are others.
  const isTimed = (i: number) => i >= lines.length - rooms;
  let next = 0;
  const opener = async () => {
    for (let i = next++; i < lines.length; i = next++) {
      sockets[i] = await connect(port, lines[i] as string, isTimed(i), receive);
    }
  };
  await Promise.all(Array.from({ length: OPENING_AT_ONCE }, opener));
  return sockets;
}

/** Waits until what joining sets off has passed. */
async function quiet(): Promise<void> {
  for (let seen = -1; seen !== tally.bytes; await Bun.sleep(QUIET_MS)) seen = tally.bytes;
}

/** Sends so many a second, each when it is due, as far as a timer can. */
function paced(perSecond: number, send: () => void): void {
  const beganAt = performance.now();
  let done = 0;
  setInterval(() => {
    const due = ((performance.now() - beganAt) / 1000) * perSecond;
    while (done < due) {
      done++;
      send();
    }
  }, 1);
}

async function main(): Promise<void> {
  const load: Load = JSON.parse(process.argv[2] ?? "{}");
  const lines = (await Bun.stdin.text()).trim().split("\n");
  const sockets = await connectAll(load, lines);
  await quiet();

  const members = lines.length / load.rooms;
  const senders = sockets.slice(0, Math.max(SENDERS, load.rooms));
  let sent = 0;
  let isWaiting = false;
  const base = tally.deliveries;
  if (load.window > 0) {
    // Once in a turn of the event loop, so that messages go out in bunches as from many people's machines at once.
    const send = () => {
      isWaiting = false;
      while (sent - (tally.deliveries - base) / members < load.window)
        senders[sent++ % senders.length]?.write(stamped());
    };
    refill = () => {
      if (isWaiting) return;
      isWaiting = true;
      setImmediate(send);
    };
    refill();
  }
  if (load.rate !== undefined) paced(load.rate, () => senders[sent++ % senders.length]?.write(stamped()));
  await Bun.sleep(load.warmMs);
  tally.latencies = [];
  const { deliveries, bytes, frames } = tally;
  const at = { ns: Bun.nanoseconds(), sent, server: cpuMs(load.pid), own: process.cpuUsage() };
  await Bun.sleep(load.measureMs);
  const own = process.cpuUsage(at.own);
  const server = cpuMs(load.pid);
  const result: Yield = {
    seconds: (Bun.nanoseconds() - at.ns) / 1e9,
    messages: sent - at.sent,
    deliveries: tally.deliveries - deliveries,
    serverMs: server.total - at.server.total,
    serverUserMs: server.user - at.server.user,
    generatorMs: (own.user + own.system) / 1000,
    bytes: tally.bytes - bytes,
    frames: tally.frames - frames,
    latencyMs: percentiles(tally.latencies),
    residentBytes: residentBytes(load.pid),
  };
  refill = () => {};
  if (tally.closed > 0) throw new Error(`${tally.closed} of ${lines.length} sockets were closed by the server`);
  process.stdout.write(`${JSON.stringify(result)}\n`);
  process.exit(0);
}

await main();
