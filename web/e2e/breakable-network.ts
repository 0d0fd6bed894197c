// A TCP proxy between a browser and a server that can break connections, go down and come back, swallow what passes, one way
// or both, and spoil handshakes.
import type { Socket } from "bun";

/** Where the bytes go that come from a side of a connection. */
export type Way = "to the server" | "to the client";

type Side = Socket<{
  way: Way;
  other: Side | undefined;
  waiting: Uint8Array[];
  isWebSocket?: boolean;
  isMute?: boolean;
}>;

export function createBreakableNetwork(targetPort: number) {
  const open = new Set<Side>();
  let isDown = false;
  let target = targetPort;
  let isSwallowing = false;
  let requestToSwallow: string | undefined;
  let takesUpgrades = true;

  const endOther = (side: Side) => {
    open.delete(side);
    if (!side.data.isMute) side.data.other?.end();
  };
  const startsWith = (bytes: Uint8Array, text: string) =>
    Buffer.from(bytes.subarray(0, text.length)).toString("latin1") === text;
  /** What a proxy makes of a handshake that doesn't know the header: it leaves it out. */
  const withoutUpgrade = (bytes: Uint8Array) =>
    startsWith(bytes, "GET /ws/")
      ? Buffer.from(
          Buffer.from(bytes)
            .toString("latin1")
            .replace(/^Upgrade: .*\r\n/im, ""),
          "latin1",
        )
      : bytes;
  const forward = (side: Side, passed: Uint8Array) => {
    if (startsWith(passed, "GET /ws/")) side.data.isWebSocket = true;
    if (requestToSwallow !== undefined && startsWith(passed, requestToSwallow)) {
      requestToSwallow = undefined;
      side.data.isMute = true;
    }
    if (isSwallowing || side.data.isMute) return;
    const bytes = takesUpgrades ? passed : withoutUpgrade(passed);
    if (side.data.other === undefined) side.data.waiting.push(bytes.slice());
    else side.data.other.write(bytes);
  };
  const listener = Bun.listen<Side["data"]>({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      open(client) {
        client.data = { way: "to the server", other: undefined, waiting: [] };
        if (isDown) {
          client.terminate();
          return;
        }
        open.add(client);
        Bun.connect<Side["data"]>({
          hostname: "127.0.0.1",
          port: target,
          data: { way: "to the client", other: client, waiting: [] },
          socket: {
            open(server) {
              open.add(server);
              client.data.other = server;
              for (const bytes of client.data.waiting.splice(0)) server.write(bytes);
            },
            data: forward,
            close: endOther,
            error: endOther,
            connectError: () => client.terminate(),
          },
        }).catch(() => client.terminate());
      },
      data: forward,
      close: endOther,
      error: endOther,
    },
  });

  const cut = () => {
    for (const side of [...open]) side.terminate();
  };
  return {
    url: `http://127.0.0.1:${listener.port}`,
    /** Breaks every connection. New ones are accepted. */
    cut,
    down() {
      isDown = true;
      cut();
    },
    up() {
      isDown = false;
    },
    /** Goes on accepting, and passes nothing on. */
    swallow() {
      isSwallowing = true;
    },
    /** Swallows what passes over the WebSockets that are open now, their closes too, on these ways. New ones work. */
    swallowSockets(...ways: Way[]) {
      for (const side of open) {
        const isWebSocket = side.data.isWebSocket || side.data.other?.data.isWebSocket;
        if (isWebSocket && ways.includes(side.data.way)) side.data.isMute = true;
      }
    },
    /** Swallows the next request that starts so, and whatever follows on its connection. */
    swallowNext(request: string) {
      requestToSwallow = request;
    },
    /** Takes the header from handshakes that makes them such. */
    stripUpgrade() {
      takesUpgrades = false;
    },
    /** Passes on what comes over new connections. The old ones stay as they are. */
    passAgain() {
      isSwallowing = false;
      takesUpgrades = true;
    },
    /** Sends new connections to another server. */
    redirectTo(port: number) {
      target = port;
    },
    stop() {
      cut();
      listener.stop(true);
    },
  };
}
