// A TCP proxy before a server that does to its connections what networks and full buffers do. It knows where the
// server's WebSocket frames begin, so that it can lose whole ones: a slow reader's socket does, past its limit.
import type { Socket, TCPSocketListener } from "bun";
import { FrameReader } from "./websocket-frame-splitter.ts";

type Side = Socket<Link | undefined>;

/** What goes to one side: what its socket doesn't take at once waits for it. */
class Outlet {
  #side: Side | undefined;
  #waiting: Uint8Array[] = [];

  open(side: Side): void {
    this.#side = side;
    this.flush();
  }

  write(bytes: Uint8Array): void {
    this.#waiting.push(bytes);
    if (this.#waiting.length === 1) this.flush();
  }

  flush(): void {
    while (this.#side !== undefined) {
      const next = this.#waiting[0];
      if (next === undefined) return;
      const taken = Math.max(0, this.#side.write(next));
      if (taken < next.length) {
        this.#waiting[0] = next.subarray(taken);
        return;
      }
      this.#waiting.shift();
    }
  }
}

/** One proxied connection. */
export class Link {
  readonly #client: Side;
  #server: Side | undefined;
  readonly #down = new Outlet();
  readonly #up = new Outlet();
  readonly #frames = new FrameReader();
  readonly #forget: (link: Link) => void;
  #losing = 0;
  #isStalled = false;
  isOver = false;

  constructor(client: Side, forget: (link: Link) => void) {
    this.#client = client;
    this.#forget = forget;
    this.#down.open(client);
  }

  attach(server: Side): void {
    this.#server = server;
    if (this.#isStalled) server.pause();
    this.#up.open(server);
  }

  fromClient(bytes: Uint8Array): void {
    this.#up.write(bytes.slice());
  }

  fromServer(bytes: Uint8Array): void {
    const { isUpgraded } = this.#frames;
    const frames = this.#frames.read(bytes);
    const arriving = frames.filter(() => !(isUpgraded && this.#losing > 0 && this.#losing-- > 0));
    if (arriving.length > 0) this.#down.write(Buffer.concat(arriving));
  }

  drained(side: Side): void {
    (side === this.#client ? this.#down : this.#up).flush();
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

  /** The client reads nothing until `resume`: the server's buffers fill. */
  stall(): void {
    this.#isStalled = true;
    this.#server?.pause();
  }

  /** Nothing the client writes arrives until `resume`. */
  stallWriter(): void {
    this.#client.pause();
  }

  resume(): void {
    if (this.isOver) return;
    this.#isStalled = false;
    this.#server?.resume();
    this.#client.resume();
  }
}

/** @returns the port it listens on, and every connection that lives */
export function createProxy(targetPort: number) {
  const links = new Set<Link>();
  const over = (socket: Side) => socket.data?.cut();
  const drain = (socket: Side) => socket.data?.drained(socket);
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
            drain,
            close: over,
            error: over,
            connectError: () => link.cut(),
          },
        }).catch(() => link.cut());
      },
      data: (client, bytes) => client.data?.fromClient(bytes),
      drain,
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
