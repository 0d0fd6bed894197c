// A client of the load generator: a WebSocket on raw TCP that reads frame headers, counts, and skips payloads.
import type { Socket } from "bun";
import { collectLatencies } from "./latency-stamps.ts";

const CONNECTED = "HTTP/1.1 101";
export const TEXT_OPCODE = 0x81;
const PING_OPCODE = 0x89;
const LINE_FEED = 10;

/** What all clients together have received. */
export const tally = { bytes: 0, frames: 0, deliveries: 0, closed: 0, latencies: [] as number[] };

export type GeneratorClient = {
  isUpgraded: boolean;
  /** Bytes of the current frame that have not arrived yet. */
  skip: number;
  /** The beginning of a frame header whose rest has not arrived yet. */
  rest: Buffer | undefined;
  readonly request: string;
  /** The frame it sends once it is connected. */
  readonly first: Uint8Array | undefined;
  /** Returns what it sends in answer to the first frame it gets; absent once that is done. */
  answer?: ((text: string) => string) | undefined;
  /** Whether the latency of its deliveries is measured. */
  readonly isTimed: boolean;
  readonly onUpgrade: () => void;
};

/** The part of a socket that a client needs. */
export type ClientSocket = { readonly data: GeneratorClient; write(bytes: Uint8Array): number };

/** Returns a client's frame. Its mask is all zeros, so that the payload is sent unchanged. */
export function maskedFrame(opcode: number, payload: Uint8Array): Uint8Array {
  const head =
    payload.length < 126 ? [opcode, 0x80 | payload.length] : [opcode, 0xfe, payload.length >> 8, payload.length & 255];
  return new Uint8Array([...head, 0, 0, 0, 0, ...payload]);
}

const PONG_OPCODE = 0x8a;

/**
 * Returns a handler of received bytes, which counts them in `tally`.
 * @param takesLines whether a frame may hold several events, one per line
 * @param onArrival is called after each chunk of frames
 * @param areLinesAlike whether no line is less than half as long as another, which makes counting faster
 */
export function createReceiver(
  takesLines: boolean,
  onArrival: () => void,
  areLinesAlike = true,
): (socket: ClientSocket, chunk: Buffer) => void {
  lineLength = areLinesAlike ? 0 : undefined;
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
      client.onUpgrade();
      data = data.subarray(end + 4);
    }
    if (client.answer !== undefined) {
      const text = firstText(data);
      if (text === undefined) {
        client.rest = data;
        return;
      }
      socket.write(maskedFrame(TEXT_OPCODE, Buffer.from(client.answer(text))));
      client.answer = undefined;
    }
    const end = data.length;
    if (client.isTimed) collectLatencies(tally.latencies, data, 0);
    if (takesLines && at > 0) tally.deliveries += countLines(data, 0, Math.min(at, end));
    while (at < end) {
      // A chunk may end anywhere within a header.
      const short = at + 1 < end ? (data[at + 1] as number) & 127 : 127;
      const head = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (at + head > end) {
        client.rest = data.subarray(at);
        client.skip = 0;
        onArrival();
        return;
      }
      const length =
        short < 126 ? short : short === 126 ? data.readUInt16BE(at + 2) : Number(data.readBigUInt64BE(at + 2));
      const opcode = data[at];
      const from = at + head;
      if (opcode === PING_OPCODE && from + length > end) {
        client.rest = data.subarray(at);
        client.skip = 0;
        onArrival();
        return;
      }
      at = from + length;
      if (opcode === TEXT_OPCODE) {
        tally.frames++;
        tally.deliveries += takesLines ? 1 + countLines(data, from, Math.min(at, end)) : 1;
      } else if (opcode === PING_OPCODE) {
        // Some servers close a socket whose pong doesn't say what their ping said.
        socket.write(maskedFrame(PONG_OPCODE, data.subarray(from, at)));
      }
    }
    client.skip = at - end;
    onArrival();
  };
}

/** Returns the text of the frame that the bytes begin with, once it is whole. */
function firstText(data: Buffer): string | undefined {
  const short = (data[1] ?? 127) & 127;
  const head = short < 126 ? 2 : 4;
  if (data.length < head) return undefined;
  const end = head + (short < 126 ? short : data.readUInt16BE(2));
  return data.length < end ? undefined : data.toString("utf8", head, end);
}

/** The length of the last line; undefined if it says nothing about the next. */
let lineLength: number | undefined = 0;
/** Where the next line of the chunk ends, as far as it is known, so that no byte is searched twice. */
let lineEnd = -1;

/**
 * Returns how many lines end in these bytes. Most lines are as long as the one before, so the next end is looked for there
 * first, which is correct as long as no line is less than half as long as another.
 */
function countLines(data: Buffer, from: number, to: number): number {
  let count = 0;
  if (lineEnd < from) lineEnd = nextLineEnd(data, from);
  for (; lineEnd < to; count++) {
    const at = lineEnd + 1;
    const guess = at + (lineLength ?? to);
    lineEnd = guess < to && data[guess] === LINE_FEED ? guess : nextLineEnd(data, at);
    if (lineEnd < to && lineLength !== undefined) lineLength = lineEnd - at;
  }
  return count;
}

function nextLineEnd(data: Buffer, from: number): number {
  const at = data.indexOf(LINE_FEED, from);
  return at < 0 ? Number.POSITIVE_INFINITY : at;
}

/** Returns the state of a client that connects to that path. */
export function createClientState(
  port: number,
  path: string,
  first: string | undefined,
  isTimed: boolean,
  onUpgrade: () => void,
): GeneratorClient {
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
    first: first === undefined ? undefined : maskedFrame(TEXT_OPCODE, Buffer.from(first)),
    isTimed,
    onUpgrade,
  };
}

/**
 * Connects a client and resolves once the server has accepted the upgrade.
 * @param first what it sends first, or in answer to the first frame it gets
 */
export function connectClient(
  port: number,
  path: string,
  first: string | ((text: string) => string) | undefined,
  isTimed: boolean,
  receive: (socket: ClientSocket, chunk: Buffer) => void,
): Promise<Socket<GeneratorClient>> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket<GeneratorClient>>();
  let opened: Socket<GeneratorClient>;
  Bun.connect<GeneratorClient>({
    hostname: "127.0.0.1",
    port,
    data:
      typeof first === "function"
        ? { ...createClientState(port, path, undefined, isTimed, () => resolve(opened)), answer: first }
        : createClientState(port, path, first, isTimed, () => resolve(opened)),
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
