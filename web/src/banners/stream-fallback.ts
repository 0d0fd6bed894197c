// Lets the room go on over event streams where sockets don't get through, and takes it back to sockets once they do.
// Rule W25.
import { type Accessor, createEffect, createSignal, onCleanup } from "solid-js";
import { fetchInTime } from "../api/fetch-in-time.ts";
import { BASE_URL } from "../browser/route.ts";
import type { Room } from "../room/room.ts";
import type { SocketLike } from "../sync/connection-types.ts";
import { createEnvironment } from "../sync/environment.ts";
import { openStreamSocket } from "../sync/stream-socket.ts";

/** How often a socket is tried while streams are used. */
const TRY_SOCKET_MS = 60_000;
/** What has not answered by then does not get through. */
const SOCKET_LIMIT_MS = 10_000;

export type StreamFallback = {
  /** Whether the next connection is a stream. */
  isUsed: Accessor<boolean>;
  /** Changes from sockets to streams, or back. */
  change(): void;
};

type StreamFallbackPorts = {
  isOpen: Accessor<boolean>;
  after(delayMs: number, run: () => void): () => void;
  connection: Pick<Room["connection"], "openWith" | "restart">;
  openSocket(): SocketLike;
  openStream(): SocketLike;
};

/** Resolves to whether a socket gets through: not only its beginning, but a frame and its answer too. */
function tryOut(socket: SocketLike, after: StreamFallbackPorts["after"]): Promise<boolean> {
  let cancel = () => {};
  return new Promise<boolean>((resolve) => {
    cancel = after(SOCKET_LIMIT_MS, () => resolve(false));
    socket.onopen = () => socket.send(JSON.stringify({ type: "ping" }));
    socket.onmessage = () => resolve(true);
    socket.onclose = () => resolve(false);
  }).finally(() => {
    cancel();
    socket.onclose = null;
    socket.close();
  });
}

/** Belongs to the Solid owner it is created in. */
export function createStreamFallback(ports: StreamFallbackPorts): StreamFallback {
  const { isOpen, after, connection, openSocket, openStream } = ports;
  const [isUsed, setUsed] = createSignal(false);
  let cancel = () => {};

  function change(): void {
    setUsed(!isUsed());
    connection.openWith(isUsed() ? openStream : openSocket);
  }

  async function trySocket(): Promise<void> {
    const passes = await Promise.resolve()
      .then(() => tryOut(openSocket(), after))
      .catch(() => false);
    if (!isUsed() || !isOpen()) return;
    if (!passes) return scheduleTry();
    change();
    connection.restart();
  }

  function scheduleTry(): void {
    cancel();
    cancel = after(TRY_SOCKET_MS, () => void trySocket());
  }

  createEffect(() => {
    cancel();
    if (isUsed() && isOpen()) scheduleTry();
  });
  onCleanup(() => cancel());
  return { isUsed, change };
}

/** Creates the fallback of a room. */
export function createRoomFallback(room: Room): StreamFallback {
  const token = () => room.person()?.token;
  return createStreamFallback({
    isOpen: room.isOpen,
    after: room.after,
    connection: room.connection,
    openSocket: createEnvironment(room.code, token).open,
    openStream: () =>
      openStreamSocket(room.code, token(), {
        api: new URL("api/", BASE_URL),
        fetch: (address, init) => fetch(address, init),
        post: fetchInTime,
      }),
  });
}
