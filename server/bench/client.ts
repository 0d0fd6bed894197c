// One of the generator's clients: a WebSocket on raw TCP that reads frame headers, counts and skips what they carry.
import type { Socket } from "bun";
import { timeInto } from "./latency-stamps.ts";

const CONNECTED = "HTTP/1.1 101";
export const TEXT = 0x81;
const PING = 0x89;
const LINE = 10;

/** What all clients together have had. */
export const tally = { bytes: 0, frames: 0, deliveries: 0, closed: 0, latencies: [] as number[] };

export type Client = {
  isUpgraded: boolean;
  /** Bytes of the current frame still to come. */
  skip: number;
  /** A frame header that was cut in two. */
  rest: Buffer | undefined;
  readonly request: string;
  /** What it says once it is connected. */
  readonly first: Uint8Array | undefined;
  /** Its deliveries are timed. */
  readonly isTimed: boolean;
  readonly upgraded: () => void;
};

/** The little of a socket a client needs. */
export type Wire = { readonly data: Client; write(bytes: Uint8Array): number };

/** A client's frame is masked; with a mask of zeros the text goes out as it is. */
export function masked(opcode: number, payload: Uint8Array): Uint8Array {
  const head =
    payload.length < 126 ? [opcode, 0x80 | payload.length] : [opcode, 0xfe, payload.length >> 8, payload.length & 255];
  return new Uint8Array([...head, 0, 0, 0, 0, ...payload]);
}

const pong = masked(0x8a, new Uint8Array());

/**
 * @param takesLines whether a frame may hold several events, a line each
 * @param heard is called when there was something to hear
 */
export function receiver(takesLines: boolean, heard: () => void): (socket: Wire, chunk: Buffer) => void {
  return (socket, chunk) => {
    const client = socket.data;
    tally.bytes += chunk.length;
    lineEnd = -1;
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
      if (client.first !== undefined) socket.write(client.first);
      client.upgraded();
      data = data.subarray(end + 4);
    }
    const end = data.length;
    if (client.isTimed) timeInto(tally.latencies, data, 0);
    if (takesLines && at > 0) tally.deliveries += linesIn(data, 0, Math.min(at, end));
    while (at < end) {
      // A header may be cut anywhere.
      const short = at + 1 < end ? (data[at + 1] as number) & 127 : 127;
      const head = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (at + head > end) {
        client.rest = data.subarray(at);
        client.skip = 0;
        heard();
        return;
      }
      const length =
        short < 126 ? short : short === 126 ? data.readUInt16BE(at + 2) : Number(data.readBigUInt64BE(at + 2));
      const opcode = data[at];
      const from = at + head;
      at = from + length;
      if (opcode === TEXT) {
        tally.frames++;
        tally.deliveries += takesLines ? 1 + linesIn(data, from, Math.min(at, end)) : 1;
      } else if (opcode === PING) socket.write(pong);
    }
    client.skip = at - end;
    heard();
  };
}

let lineLength = 0;
/** Where the next line of the chunk ends, as far as that was looked for: nobody looks twice. */
let lineEnd = -1;

/**
 * How many lines end in these bytes. Most are as long as the one before, so that is where the next end is looked for: right
 * as long as none is less than half as long as another.
 */
function linesIn(data: Buffer, from: number, to: number): number {
  let count = 0;
  if (lineEnd < from) lineEnd = next(data, from);
  for (; lineEnd < to; count++) {
    const at = lineEnd + 1;
    const guess = at + lineLength;
    lineEnd = guess < to && data[guess] === LINE ? guess : next(data, at);
    if (lineEnd < to) lineLength = lineEnd - at;
  }
  return count;
}

function next(data: Buffer, from: number): number {
  const at = data.indexOf(LINE, from);
  return at < 0 ? Number.POSITIVE_INFINITY : at;
}

export function newClient(
  port: number,
  path: string,
  first: string | undefined,
  isTimed: boolean,
  upgraded: () => void,
): Client {
  const request = [
    `GET ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
  ].join("\r\n");
  return {
    isUpgraded: false,
    skip: 0,
    rest: undefined,
    request: `${request}\r\n\r\n`,
    first: first === undefined ? undefined : masked(TEXT, Buffer.from(first)),
    isTimed,
    upgraded,
  };
}

export function connect(
  port: number,
  path: string,
  first: string | undefined,
  isTimed: boolean,
  receive: (socket: Wire, chunk: Buffer) => void,
): Promise<Socket<Client>> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket<Client>>();
  let opened: Socket<Client>;
  Bun.connect<Client>({
    hostname: "127.0.0.1",
    port,
    data: newClient(port, path, first, isTimed, () => resolve(opened)),
    socket: {
      open(socket) {
        opened = socket;
        socket.write(socket.data.request);
      },
      data: receive,
      close() {
        tally.closed++;
      },
      error: (_, error) => reject(error),
      connectError: (_, error) => reject(error),
    },
  }).catch(reject);
  return promise;
}
