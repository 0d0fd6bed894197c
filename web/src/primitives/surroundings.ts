// The browser's clock, chance, timers and sockets, as the connection wants them.
import type { SocketLike, Surroundings } from "../room/connection.ts";
import { BASE } from "../route.ts";

export function makeSurroundings(code: string): Surroundings {
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
      return new WebSocket(address) as SocketLike;
    },
  };
}
