import { BASE_URL } from "../browser/route.ts";
import { steadyNow } from "../browser/steady-now.ts";
import type { Environment, SocketLike } from "./connection-types.ts";

/**
 * Creates the browser's clock, randomness, timers and sockets for a connection.
 * @param token sent in the handshake, because a members-only room does not exist for anybody else
 */
export function createEnvironment(code: string, token: () => string | undefined): Environment {
  return {
    now: steadyNow,
    wallNow: () => Date.now(),
    random: () => Math.random(),
    after(delayMs, run) {
      const timer = setTimeout(run, Math.max(0, delayMs));
      return () => clearTimeout(timer);
    },
    open() {
      const address = new URL(`ws/${encodeURIComponent(code)}`, BASE_URL);
      address.protocol = address.protocol.replace("http", "ws");
      const shown = token();
      return new WebSocket(address, shown === undefined ? [] : ["mayfly", shown]) as SocketLike;
    },
  };
}
