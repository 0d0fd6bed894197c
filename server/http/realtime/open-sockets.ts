// Every open socket of this node, to count them, to end those that lag or are dead, and to close all when it stops.
// Rules C5, W16, W26.
import type { ServerWebSocket } from "bun";
import { CLOSE } from "#protocol/error-codes";
import type { Clock, TimerCallback } from "../../chat/lib/ports.ts";
import type { TimerWheel } from "../../chat/lib/timer-wheel.ts";

type Ws = Pick<ServerWebSocket<unknown>, "close" | "terminate" | "ping" | "getBufferedAmount">;

/** How many checks in a row have heard nothing of a socket's client; whoever hears it sets this to 0. */
export type Silence = { silentChecks: number };

/** A reader with more bytes waiting at two checks in a row is too slow. One page of a resume fits. */
const MAX_BUFFERED_BYTES = 384 * 1024;
const CHECK_MS = 2_500;
/** 50 s: the client's WebSocket answers a ping by itself. */
const CHECKS_BEFORE_PING = 20;
/** 75 s: nothing comes through, though what is sent may seem to. */
const CHECKS_BEFORE_END = 30;

export class OpenSockets {
  readonly #open = new Map<Ws, Silence>();
  /** The sockets that lagged at the last check. */
  #lagging = new Set<Ws>();

  get count(): number {
    return this.#open.size;
  }

  add(ws: Ws, silence: Silence): void {
    this.#open.set(ws, silence);
  }

  delete(ws: Ws): void {
    this.#open.delete(ws);
  }

  closeAll(code: number, reason: string): void {
    for (const ws of [...this.#open.keys()]) ws.close(code, reason);
  }

  /**
   * From now on closes lagging sockets, whose backlog would only grow, and cuts off dead ones. Their clients, where there
   * are any, resume with their cursor. Checks are counted, not time: after a sleep of this machine there is one.
   */
  scheduleChecks(wheel: TimerWheel<TimerCallback>, clock: Clock): void {
    wheel.schedule(clock() + CHECK_MS, () => {
      this.closeLaggards();
      this.#endSilent();
      this.scheduleChecks(wheel, clock);
    });
  }

  closeLaggards(): void {
    const lagging = new Set<Ws>();
    for (const ws of this.#open.keys()) if (ws.getBufferedAmount() > MAX_BUFFERED_BYTES) lagging.add(ws);
    const before = this.#lagging;
    this.#lagging = lagging;
    for (const ws of lagging) {
      if (!before.has(ws)) continue;
      lagging.delete(ws);
      ws.close(CLOSE.tooSlow, "too slow");
    }
  }

  /** Bun's own idle time ends no dead socket that it sends to again and again: for Bun, sending is a sign of life. */
  #endSilent(): void {
    const dead: Ws[] = [];
    for (const [ws, silence] of this.#open) {
      silence.silentChecks += 1;
      if (silence.silentChecks >= CHECKS_BEFORE_END) dead.push(ws);
      else if (silence.silentChecks === CHECKS_BEFORE_PING) ws.ping();
    }
    for (const ws of dead) ws.terminate();
  }
}
