// Every open socket of this node, to count them, to close those that lag, and to close all when it stops. Rules C5, W16.
import type { ServerWebSocket } from "bun";
import { CLOSE } from "#protocol/error-codes";
import type { Clock, TimerCallback } from "../../chat/lib/ports.ts";
import type { TimerWheel } from "../../chat/lib/timer-wheel.ts";

type Ws = Pick<ServerWebSocket<unknown>, "close" | "getBufferedAmount">;

/** A reader with more bytes waiting at two checks in a row is too slow. One page of a resume fits. */
const MAX_BUFFERED_BYTES = 384 * 1024;
const LAG_CHECK_MS = 2_500;

export class OpenSockets {
  readonly #open = new Set<Ws>();
  /** The sockets that lagged at the last check. */
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

  /** Closes lagging sockets from now on: what waits for them would only grow, and they can resume with their cursor. */
  scheduleLagChecks(wheel: TimerWheel<TimerCallback>, clock: Clock): void {
    wheel.schedule(clock() + LAG_CHECK_MS, () => {
      this.closeLaggards();
      this.scheduleLagChecks(wheel, clock);
    });
  }

  closeLaggards(): void {
    const lagging = new Set<Ws>();
    for (const ws of this.#open) if (ws.getBufferedAmount() > MAX_BUFFERED_BYTES) lagging.add(ws);
    const before = this.#lagging;
    this.#lagging = lagging;
    for (const ws of lagging) {
      if (!before.has(ws)) continue;
      lagging.delete(ws);
      ws.close(CLOSE.tooSlow, "too slow");
    }
  }
}
