// A TCP proxy before a server that does to its connections what networks and full buffers do. It knows where the
// server's WebSocket frames begin, so that it can lose whole ones: a slow reader's socket does, past its limit.
import type { Socket, TCPSocketListener } from "bun";

type Side = Socket<Link | undefined>;

/** One proxied connection. */
export class Link {
  readonly #client: Side;
  #server: Side | undefined;
  readonly #waiting: Uint8Array[] = [];
  #frames = new FrameReader();
  #losing = 0;
  #isStalled = false;
  #held: Uint8Array[] = [];
  isOver = false;
  readonly #forget: (link: Link) => void;

  constructor(client: Side, forget: (link: Link) => void) {
    this.#client = client;
    this.#forget = forget;
  }

  attach(server: Side): void {
    this.#server = server;
    for (const bytes of this.#waiting.splice(0)) server.write(bytes);
  }

  fromClient(bytes: Uint8Array): void {
    if (this.#server === undefined) this.#waiting.push(bytes.slice());
    else this.#server.write(bytes);
  }

  fromServer(bytes: Uint8Array): void {
    for (const frame of this.#frames.read(bytes)) {
      if (this.#losing > 0 && this.#frames.isUpgraded) this.#losing--;
      else if (this.#isStalled) this.#held.push(frame);
      else this.#client.write(frame);
    }
  }

  /** The connection breaks, for both ends at once. */
  cut(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#forget(this);
    this.#client.terminate();
    this.#server?.terminate();
  }

  /** The next frames from the server never arrive, those after them do. */
  lose(frames: number): void {
    this.#losing = frames;
  }

  /** Nothing arrives from the server until `resume`. */
  stall(): void {
    this.#isStalled = true;
  }

  resume(): void {
    this.#isStalled = false;
    for (const bytes of this.#held.splice(0)) this.#client.write(bytes);
  }
}

/** Splits what a server sends: the answer to the upgrade, then one chunk a frame (RFC 6455, section 5.2; unmasked). */
class FrameReader {
  isUpgraded = false;
  #rest = Buffer.alloc(0);

  read(bytes: Uint8Array): Buffer[] {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    const whole: Buffer[] = [];
    for (let end = this.#end(); end !== undefined && end <= this.#rest.length; end = this.#end()) {
      whole.push(this.#rest.subarray(0, end));
      this.#rest = this.#rest.subarray(end);
    }
    return whole;
  }

  #end(): number | undefined {
    if (!this.isUpgraded) {
      const head = this.#rest.indexOf("\r\n\r\n");
      if (head < 0) return undefined;
      this.isUpgraded = true;
      return head + 4;
    }
    const length = this.#rest[1];
    if (length === undefined || this.#rest.length < 10)
      return length !== undefined && length < 126 ? 2 + length : undefined;
    if (length < 126) return 2 + length;
    return length === 126 ? 4 + this.#rest.readUInt16BE(2) : 10 + Number(this.#rest.readBigUInt64BE(2));
  }
}

/** @returns the port it listens on, and every connection that lives */
export function createProxy(targetPort: number) {
  const links = new Set<Link>();
  const over = (socket: Side) => socket.data?.cut();
  const listener: TCPSocketListener<Link | undefined> = Bun.listen<Link | undefined>({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      open(client) {
        const link = new Link(client, (gone) => links.delete(gone));
        client.data = link;
        links.add(link);
        Bun.connect<Link | undefined>({
          hostname: "127.0.0.1",
          port: targetPort,
          data: link,
          socket: {
            open: (server) => (link.isOver ? void server.terminate() : link.attach(server)),
            data: (_server, bytes) => link.fromServer(bytes),
            close: over,
            error: over,
            connectError: () => link.cut(),
          },
        }).catch(() => link.cut());
      },
      data: (client, bytes) => client.data?.fromClient(bytes),
      close: over,
      error: over,
    },
  });
  return {
    port: listener.port,
    links,
    stop() {
      for (const link of links) link.cut();
      listener.stop(true);
    },
  };
}
