// The browser's clock, chance, timers and sockets, as the connection wants them.

import { BASE } from "../browser/route.ts";
import type { SocketLike, Surroundings } from "./connection-types.ts";

/** @param token a room that only its members may know of is there for who shows theirs with the handshake */
export function makeSurroundings(code: string, token: () => string | undefined): Surroundings {
  return {
    now: () => Date.now(),
    random: () => Math.random(),
    after(delayMs, run) {
      const timer = setTimeout(run, Math.max(0, delayMs));
      return () => clearTimeout(timer);
    },
    open() {
      const address = new URL(`ws/${encodeURIComponent(code)}`, BASE);
      address.protocol = address.protocol.replace("http", "ws");
      const shown = token();
      return new WebSocket(address, shown === undefined ? [] : ["mayfly", shown]) as SocketLike;
    },
  };
}
