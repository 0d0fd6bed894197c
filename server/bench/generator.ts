// The load generator: WebSocket clients on raw TCP that read frame headers and skip what they carry, in one process.
// Started with a Load as its argument and one path for each socket on standard input; answers with one line, a Yield.
import type { Socket } from "bun";
import { cpuMs, residentBytes } from "./processes.ts";

export type Load = {
  readonly port: number;
  /** Whose CPU time and memory are counted. */
  readonly pid: number;
  /** Socket i is in room i mod `rooms`. */
  readonly rooms: number;
  /** Messages on their way at any time; 0 only connects and holds. */
  readonly window: number;
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
  /** Of the server, at the end. */
  readonly residentBytes: number;
};

const OPENING_AT_ONCE = 64;
const SENDERS = 8;
const QUIET_MS = 300;
const CONNECTED = "HTTP/1.1 101";
const TEXT = 0x81;
const PING = 0x89;

type Client = {
  isUpgraded: boolean;
  /** Bytes of the current frame still to come. */
  skip: number;
  /** A frame header that was cut in two. */
  rest: Buffer | undefined;
  request: string;
  upgraded: () => void;
};

/** A client's frame is masked; with a mask of zeros the text goes out as it is. */
function masked(opcode: number, payload: Uint8Array): Uint8Array {
  const head =
    payload.length < 126 ? [opcode, 0x80 | payload.length] : [opcode, 0xfe, payload.length >> 8, payload.length & 255];
  return new Uint8Array([...head, 0, 0, 0, 0, ...payload]);
}

const pong = masked(0x8a, new Uint8Array());
const chat = masked(TEXT, Buffer.from(JSON.stringify({ type: "chat", message: "a".repeat(100) })));

let deliveries = 0;
let bytes = 0;
let closed = 0;
let isEnding = false;
let refill = () => {};

function receive(socket: Socket<Client>, chunk: Buffer): void {
  const client = socket.data;
  bytes += chunk.length;
  let at = client.skip;
  let data = chunk;
  if (client.rest !== undefined) {
    data = Buffer.concat([client.rest, chunk]);
    client.rest = undefined;
  }
  if (!client.isUpgraded) {
    const end = data.indexOf("\r\n\r\n");
    if (end < 0) {
      client.rest = data;
      return;
    }
    if (!data.toString("latin1", 0, CONNECTED.length).startsWith(CONNECTED)) {
      throw new Error(`no upgrade: ${data.toString("latin1", 0, 300)}`);
    }
    client.isUpgraded = true;
    client.upgraded();
    at = end + 4;
  }
  const end = data.length;
  while (at < end) {
    const short = (data[at + 1] as number) & 127;
    const head = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (at + head > end) {
      client.rest = data.subarray(at);
      client.skip = 0;
      return;
    }
    const length =
      short < 126 ? short : short === 126 ? data.readUInt16BE(at + 2) : Number(data.readBigUInt64BE(at + 2));
    const opcode = data[at];
    if (opcode === TEXT) deliveries++;
    else if (opcode === PING) socket.write(pong);
    at += head + length;
  }
  client.skip = at - end;
  refill();
}

function connect(port: number, path: string): Promise<Socket<Client>> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket<Client>>();
  const request = [
    `GET ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
  ].join("\r\n");
  let opened: Socket<Client>;
  const data: Client = {
    isUpgraded: false,
    skip: 0,
    rest: undefined,
    request: `${request}\r\n\r\n`,
    upgraded: () => resolve(opened),
  };
  Bun.connect<Client>({
    hostname: "127.0.0.1",
    port,
    data,
    socket: {
      open(socket) {
        opened = socket;
        socket.write(socket.data.request);
      },
      data: receive,
      close() {
        if (!isEnding) closed++;
      },
      error: (_, error) => reject(error),
      connectError: (_, error) => reject(error),
    },
  }).catch(reject);
  return promise;
}

async function connectAll(port: number, paths: readonly string[]): Promise<Socket<Client>[]> {
  const sockets: Socket<Client>[] = [];
  let next = 0;
  const opener = async () => {
    for (let i = next++; i < paths.length; i = next++) sockets[i] = await connect(port, paths[i] as string);
  };
  await Promise.all(Array.from({ length: OPENING_AT_ONCE }, opener));
  return sockets;
}

/** Waits until what joining sets off has passed. */
async function quiet(): Promise<void> {
  for (let seen = -1; seen !== bytes; await Bun.sleep(QUIET_MS)) seen = bytes;
}

async function main(): Promise<void> {
  const load: Load = JSON.parse(process.argv[2] ?? "{}");
  const paths = (await Bun.stdin.text()).trim().split("\n");
  const sockets = await connectAll(load.port, paths);
  await quiet();

  const members = paths.length / load.rooms;
  const senders = sockets.slice(0, Math.max(SENDERS, load.rooms));
  let sent = 0;
  let isWaiting = false;
  const base = deliveries;
  if (load.window > 0) {
    // Once in a turn of the event loop, so that messages go out in bunches as from many people's machines at once.
    const send = () => {
      isWaiting = false;
      while (sent - (deliveries - base) / members < load.window) senders[sent++ % senders.length]?.write(chat);
    };
    refill = () => {
      if (isWaiting) return;
      isWaiting = true;
      setImmediate(send);
    };
    refill();
  }
  await Bun.sleep(load.warmMs);
  const at = { ns: Bun.nanoseconds(), sent, deliveries, bytes, server: cpuMs(load.pid), own: process.cpuUsage() };
  await Bun.sleep(load.measureMs);
  const own = process.cpuUsage(at.own);
  const server = cpuMs(load.pid);
  const result: Yield = {
    seconds: (Bun.nanoseconds() - at.ns) / 1e9,
    messages: sent - at.sent,
    deliveries: deliveries - at.deliveries,
    serverMs: server.total - at.server.total,
    serverUserMs: server.user - at.server.user,
    generatorMs: (own.user + own.system) / 1000,
    bytes: bytes - at.bytes,
    residentBytes: residentBytes(load.pid),
  };
  refill = () => {};
  isEnding = true;
  if (closed > 0) throw new Error(`${closed} of ${paths.length} sockets were closed by the server`);
  process.stdout.write(`${JSON.stringify(result)}\n`);
  process.exit(0);
}

await main();
