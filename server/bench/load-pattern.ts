// The generator's talk: so many messages on their way at any time, or so many a second.
import type { Socket } from "bun";
import { type Client, masked, TEXT, tally } from "./client.ts";
import { stamper } from "./latency-stamps.ts";

export type Talk = { readonly sent: number; stop(): void };

const SENDERS = 8;

/** Messages on their way at any time, or messages a second in all, whatever has arrived. */
export type Pace = { readonly window?: number | undefined; readonly perSecond?: number | undefined };

/** Begins to talk. `heard` is to be called whenever something has arrived. */
export function talk(
  sockets: readonly Socket<Client>[],
  rooms: number,
  frame: string,
  { window, perSecond }: Pace,
): Talk & { heard(): void } {
  const stamped = stamper(masked(TEXT, Buffer.from(frame)));
  const senders = sockets.slice(0, Math.max(SENDERS, rooms));
  const members = sockets.length / rooms;
  const base = tally.deliveries;
  let sent = 0;
  let isWaiting = false;
  let timer: Timer | undefined;

  const say = () => {
    const bytes = stamped();
    if (senders[sent++ % senders.length]?.write(bytes) !== bytes.length) throw new Error("the server takes no more");
  };
  // Once in a turn of the event loop, so that messages go out in bunches as from many people's machines at once.
  const refill = () => {
    isWaiting = false;
    if (window === undefined) return;
    while (sent - (tally.deliveries - base) / members < window) say();
  };
  if (window !== undefined) setImmediate(refill);
  // Each when it is due, as far as a timer can.
  if (perSecond !== undefined) {
    const beganAt = performance.now();
    timer = setInterval(() => {
      const due = ((performance.now() - beganAt) / 1000) * perSecond;
      while (sent < due) say();
    }, 1);
  }
  return {
    get sent() {
      return sent;
    },
    heard() {
      if (isWaiting || window === undefined) return;
      isWaiting = true;
      setImmediate(refill);
    },
    stop() {
      clearInterval(timer);
      window = undefined;
    },
  };
}

type Timer = ReturnType<typeof setInterval>;
