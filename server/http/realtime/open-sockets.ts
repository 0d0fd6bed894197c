// Every open socket of this node: to count them, to close those that lag, and all when it stops. Rules C5, W16.
import type { ServerWebSocket } from "bun";
import { CLOSE } from "#protocol/error-codes";
import type { Clock, Due } from "../../chat/lib/ports.ts";
import type { Wheel } from "../../chat/lib/timer-wheel.ts";

type Ws = Pick<ServerWebSocket<unknown>, "close" | "getBufferedAmount">;

/** More than this waiting for a reader over two looks, and it is too slow. A page of a catch-up fits. */
const LAG_BYTES = 384 * 1024;
const LOOK_MS = 2_500;

export class Sockets {
  readonly #open = new Set<Ws>();
  /** Those that lagged when last looked at. */
  #lagging = new Set<Ws>();

  get count(): number {
    return this.#open.size;
  }

  add(ws: Ws): void {
    this.#open.add(ws);
  }

  delete(ws: Ws): void {
    this.#open.delete(ws);
  }

  closeAll(code: number, reason: string): void {
    for (const ws of [...this.#open]) ws.close(code, reason);
  }

  /** Looks after laggards from now on. They come back with their cursor; what waits for them would only grow. */
  watch(wheel: Wheel<Due>, clock: Clock): void {
    wheel.schedule(clock() + LOOK_MS, () => {
      this.closeLaggards();
      this.watch(wheel, clock);
    });
  }

  closeLaggards(): void {
    const lagging = new Set<Ws>();
    for (const ws of this.#open) if (ws.getBufferedAmount() > LAG_BYTES) lagging.add(ws);
    const before = this.#lagging;
    this.#lagging = lagging;
    for (const ws of lagging) {
      if (!before.has(ws)) continue;
      lagging.delete(ws);
      ws.close(CLOSE.tooSlow, "too slow");
    }
  }
}
