// A TCP proxy between a browser and a server that can break connections, go down and come back.
import type { Socket } from "bun";

type Side = Socket<{ other: Side | undefined; waiting: Uint8Array[] }>;

export function createBreakableNetwork(targetPort: number) {
  const open = new Set<Side>();
  let isDown = false;
  let target = targetPort;

  const endOther = (side: Side) => {
    open.delete(side);
    side.data.other?.end();
  };
  const forward = (side: Side, bytes: Uint8Array) => {
    if (side.data.other === undefined) side.data.waiting.push(bytes.slice());
    else side.data.other.write(bytes);
  };
  const listener = Bun.listen<Side["data"]>({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      open(client) {
        client.data = { other: undefined, waiting: [] };
        if (isDown) {
          client.terminate();
          return;
        }
        open.add(client);
        Bun.connect<Side["data"]>({
          hostname: "127.0.0.1",
          port: target,
          data: { other: client, waiting: [] },
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
    /** Leads new connections to another server. */
    leadTo(port: number) {
      target = port;
    },
    stop() {
      cut();
      listener.stop(true);
    },
  };
}
