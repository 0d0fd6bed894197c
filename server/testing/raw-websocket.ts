// A WebSocket client that sends any bytes as frames, right or wrong, and shows the frames that come back.
import { WebSocketFrameSplitter } from "./websocket-frame-splitter.ts";

export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export type Frame = {
  readonly opcode: number;
  readonly payload?: string | Uint8Array;
  readonly fin?: boolean;
  /** The three reserved bits, 0 to 7. */
  readonly rsv?: number;
  /** Null sends it unmasked, as only servers may. */
  readonly mask?: readonly number[] | null;
  /** How many bits the length has; as few as it needs where it is left out. */
  readonly lengthBits?: 7 | 16 | 64;
  /** The length that is told, where that is another one. */
  readonly toldLength?: bigint;
};

const MASK = [0x11, 0x22, 0x33, 0x44];

/** Returns the bytes of a frame as a client sends it (RFC 6455, section 5.2). */
export function encodeFrame({ opcode, fin = true, rsv = 0, mask = MASK, ...rest }: Frame): Buffer {
  const payload = Buffer.from(rest.payload ?? "");
  const length = rest.toldLength ?? BigInt(payload.length);
  const bits = rest.lengthBits ?? (length < 126n ? 7 : length < 65_536n ? 16 : 64);
  const header = Buffer.alloc({ 7: 2, 16: 4, 64: 10 }[bits]);
  header[0] = (fin ? 0x80 : 0) | (rsv << 4) | opcode;
  header[1] = (mask === null ? 0 : 0x80) | (bits === 7 ? Number(length) : bits === 16 ? 126 : 127);
  if (bits === 16) header.writeUInt16BE(Number(length), 2);
  if (bits === 64) header.writeBigUInt64BE(length, 2);
  if (mask === null) return Buffer.concat([header, payload]);
  return Buffer.concat([header, Buffer.from(mask), payload.map((byte, at) => byte ^ (mask[at % 4] ?? 0))]);
}

/** A frame of the server, which are never longer than a 16-bit length tells. */
export type ReceivedFrame = { readonly opcode: number; readonly payload: Buffer };

function decodeFrame(bytes: Buffer): ReceivedFrame {
  const start = { 126: 4, 127: 10 }[(bytes[1] ?? 0) & 127] ?? 2;
  return { opcode: (bytes[0] ?? 0) & 15, payload: bytes.subarray(start) };
}

const HANDSHAKE =
  "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==";

export class RawWebSocket {
  /** All that have come. */
  readonly frames: ReceivedFrame[] = [];
  isClosed = false;
  readonly #splitter = new WebSocketFrameSplitter();
  #write: (bytes: Uint8Array) => void = () => undefined;
  #close = () => {};
  #wake = () => {};

  /** Opens a socket and waits until it is upgraded. */
  static async connect(port: number, path: string): Promise<RawWebSocket> {
    const raw = new RawWebSocket();
    const socket = await Bun.connect({
      hostname: "127.0.0.1",
      port,
      socket: {
        open: (socket) => void socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n${HANDSHAKE}\r\n\r\n`),
        data: (_socket, bytes) => raw.#take(bytes),
        drain: () => raw.#flush(),
        close: () => raw.#end(),
        error: () => raw.#end(),
      },
    });
    raw.#write = (bytes) => {
      raw.#unwritten.push(Buffer.from(bytes));
      raw.#flush();
    };
    raw.#tryWrite = (bytes) => socket.write(bytes);
    raw.#close = () => socket.terminate();
    await raw.until(() => raw.#splitter.isUpgraded || raw.isClosed);
    return raw;
  }

  send(...frames: readonly (Frame | Uint8Array)[]): void {
    this.#write(Buffer.concat(frames.map((frame) => (frame instanceof Uint8Array ? frame : encodeFrame(frame)))));
  }

  /** Resolves once something is so, which is looked at whenever something has come. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
    }
  }

  /** Breaks the connection off. */
  terminate(): void {
    this.#close();
  }

  readonly #unwritten: Buffer[] = [];
  #tryWrite: (bytes: Buffer) => number = () => 0;

  #flush(): void {
    for (let next = this.#unwritten[0]; next !== undefined && !this.isClosed; next = this.#unwritten[0]) {
      const written = this.#tryWrite(next);
      if (written < next.length) {
        this.#unwritten[0] = next.subarray(Math.max(0, written));
        return;
      }
      this.#unwritten.shift();
    }
  }

  #take(bytes: Uint8Array): void {
    const wasUpgraded = this.#splitter.isUpgraded;
    const chunks = this.#splitter.split(bytes);
    // The first one is the answer to the handshake.
    const frames = wasUpgraded ? chunks : chunks.slice(1);
    this.frames.push(...frames.map((chunk) => decodeFrame(Buffer.from(chunk))));
    this.#wake();
  }

  #end(): void {
    this.isClosed = true;
    this.#wake();
  }
}
