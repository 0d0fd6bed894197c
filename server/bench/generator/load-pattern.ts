// How the generator sends messages: a fixed number in flight (closed loop), or a fixed rate (open loop).
import type { Socket } from "bun";
import { type GeneratorClient, maskedFrame, TEXT_OPCODE, tally } from "./generator-client.ts";
import { createStamper } from "./latency-stamps.ts";

/** `window`: messages in flight at any time. `perSecond`: messages per second in all, whatever has arrived. */
export type LoadPattern = { readonly window?: number | undefined; readonly perSecond?: number | undefined };

export type RunningLoad = {
  /** Messages sent so far. */
  readonly sent: number;
  /** Must be called whenever something has arrived. */
  onArrival(): void;
  stop(): void;
};

const MIN_SENDERS = 8;

/**
 * Starts to send messages over the sockets, of which number i is in room i mod `rooms`.
 * @param arrivals how often a message arrives, at all members together
 */
export function startLoad(
  sockets: readonly Socket<GeneratorClient>[],
  rooms: number,
  arrivals: number,
  frame: string,
  { window, perSecond }: LoadPattern,
): RunningLoad {
  const stampedFrame = createStamper(maskedFrame(TEXT_OPCODE, Buffer.from(frame)));
  const senders = sockets.slice(0, Math.max(MIN_SENDERS, rooms));
  const deliveriesBefore = tally.deliveries;
  let sent = 0;
  let isRefillScheduled = false;
  let timer: ReturnType<typeof setInterval> | undefined;

  const send = () => {
    const bytes = stampedFrame();
    if (senders[sent++ % senders.length]?.write(bytes) !== bytes.length) throw new Error("the server takes no more");
  };
  // Runs once per turn of the event loop, so that messages go out in bursts, as from many people's machines at once.
  const refill = () => {
    isRefillScheduled = false;
    if (window === undefined) return;
    while (sent - (tally.deliveries - deliveriesBefore) / arrivals < window) send();
  };
  if (window !== undefined) setImmediate(refill);
  if (perSecond !== undefined) {
    const beganAt = performance.now();
    timer = setInterval(() => {
      const due = ((performance.now() - beganAt) / 1000) * perSecond;
      while (sent < due) send();
    }, 1);
  }
  return {
    get sent() {
      return sent;
    },
    onArrival() {
      if (isRefillScheduled || window === undefined) return;
      isRefillScheduled = true;
      setImmediate(refill);
    },
    stop() {
      clearInterval(timer);
      window = undefined;
    },
  };
}
