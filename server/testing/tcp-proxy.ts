// A TCP proxy in front of a server, which can break and stall connections and lose frames.
// It knows where the server's WebSocket frames begin, so that it can lose whole frames, as a server does that drops
// frames for a slow reader.
import type { Socket, TCPSocketListener } from "bun";
import { WebSocketFrameSplitter } from "./websocket-frame-splitter.ts";

type Side = Socket<ProxiedConnection | undefined>;

/** Writes to one side of a connection; bytes that the socket does not accept yet wait here. */
class WriteQueue {
  #side: Side | undefined;
  #waiting: Uint8Array[] = [];
  #isEnding = false;

  open(side: Side): void {
    this.#side = side;
    this.flush();
  }

  write(bytes: Uint8Array): void {
    this.#waiting.push(bytes);
    if (this.#waiting.length === 1) this.flush();
  }

  /** Closes the socket once it has taken all that waits. */
  end(): void {
    this.#isEnding = true;
    this.flush();
  }

  flush(): void {
    while (this.#side !== undefined) {
      const next = this.#waiting[0];
      if (next === undefined) {
        if (this.#isEnding) this.#side.end();
        return;
      }
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
export class ProxiedConnection {
  readonly #client: Side;
  #server: Side | undefined;
  readonly #toClient = new WriteQueue();
  readonly #toServer = new WriteQueue();
  readonly #frames = new WebSocketFrameSplitter();
  readonly #onClose: (connection: ProxiedConnection) => void;
  #framesToLose = 0;
  #isReaderStalled = false;
  isClosed = false;

  readonly #isHttp: boolean;

  constructor(client: Side, isHttp: boolean, onClose: (connection: ProxiedConnection) => void) {
    this.#client = client;
    this.#isHttp = isHttp;
    this.#onClose = onClose;
    this.#toClient.open(client);
  }

  attach(server: Side): void {
    this.#server = server;
    if (this.#isReaderStalled) server.pause();
    this.#toServer.open(server);
  }

  fromClient(bytes: Uint8Array): void {
    this.#toServer.write(bytes.slice());
  }

  fromServer(bytes: Uint8Array): void {
    if (!this.#isHttp) return this.#toClient.write(bytes.slice());
    const { isUpgraded } = this.#frames;
    const frames = this.#frames.split(bytes);
    const arriving = frames.filter(() => !(isUpgraded && this.#framesToLose > 0 && this.#framesToLose-- > 0));
    if (arriving.length > 0) this.#toClient.write(Buffer.concat(arriving));
  }

  drained(side: Side): void {
    (side === this.#client ? this.#toClient : this.#toServer).flush();
  }

  /** One end has closed: the other gets what was sent before. */
  ended(side: Side): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.#onClose(this);
    (side === this.#client ? this.#toServer : this.#toClient).end();
  }

  /** Breaks the connection for both ends at once. */
  cut(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.#onClose(this);
    this.#client.terminate();
    this.#server?.terminate();
  }

  /** Drops the next frames from the server; those after them arrive. */
  loseFrames(frames: number): void {
    this.#framesToLose = frames;
  }

  /** Passes nothing on to the client until `resume`, so that the server's buffers fill. */
  stallReader(): void {
    this.#isReaderStalled = true;
    this.#server?.pause();
  }

  /** Passes on nothing the client writes until `resume`. */
  stallWriter(): void {
    this.#client.pause();
  }

  resume(): void {
    if (this.isClosed) return;
    this.#isReaderStalled = false;
    this.#server?.resume();
    this.#client.resume();
  }
}

/**
 * Starts a proxy to a port on loopback; of several, which may change, each connection goes to the next in turn.
 * @param isHttp whether WebSockets are behind it, whose frames it can lose
 * @returns its own port, and the set of open connections
 */
export function createTcpProxy(target: number | readonly number[], isHttp = true) {
  const targetPorts = typeof target === "number" ? [target] : target;
  let opened = 0;
  const connections = new Set<ProxiedConnection>();
  const cut = (socket: Side) => socket.data?.cut();
  const drain = (socket: Side) => socket.data?.drained(socket);
  const listener: TCPSocketListener<ProxiedConnection | undefined> = Bun.listen<ProxiedConnection | undefined>({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      open(client) {
        const connection = new ProxiedConnection(client, isHttp, (closed) => connections.delete(closed));
        client.data = connection;
        connections.add(connection);
        Bun.connect<ProxiedConnection | undefined>({
          hostname: "127.0.0.1",
          port: targetPorts[opened++ % targetPorts.length] as number,
          data: connection,
          socket: {
            open: (server) => (connection.isClosed ? void server.terminate() : connection.attach(server)),
            data: (_server, bytes) => connection.fromServer(bytes),
            drain,
            close: (server) => connection.ended(server),
            error: cut,
            connectError: () => connection.cut(),
          },
        }).catch(() => connection.cut());
      },
      data: (client, bytes) => client.data?.fromClient(bytes),
      drain,
      close: (client) => client.data?.ended(client),
      error: cut,
    },
  });
  return {
    port: listener.port,
    connections,
    stop() {
      for (const connection of connections) connection.cut();
      listener.stop(true);
    },
  };
}
