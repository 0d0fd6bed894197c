// Notices that something on the way cuts quiet connections, and keeps this one from being quiet. Rule N51.
import { type Accessor, createEffect, createSignal, on, onCleanup } from "solid-js";
import type { ConnectionPhase } from "../sync/connection-types.ts";

/** As many in a row are no chance. */
const MIN_CUTS = 3;
const MAX_DIFFERENCE_MS = 1_000;
/** What lives longer is not worth a word. */
const MAX_LIFE_MS = 60_000;
/** What the browser says of a connection that ended without a word. */
const BROKEN_OFF = 1006;

type IdleCutsPorts = {
  phase: Accessor<ConnectionPhase>;
  now(): number;
  after(delayMs: number, run: () => void): () => void;
  /** Sends something that is answered. */
  ping(): void;
};

/**
 * Returns after how many ms quiet connections are cut, once three in a row were. A signal. From then on it pings in time. It
 * belongs to the Solid owner it is created in.
 */
export function createIdleCuts({ phase, now, after, ping }: IdleCutsPorts): Accessor<number | undefined> {
  const [cutAfterMs, setCutAfter] = createSignal<number>();
  let lives: number[] = [];
  let openSince: number | undefined;
  let cancel = () => {};

  function keepBusy(): void {
    const limitMs = cutAfterMs();
    if (limitMs === undefined) return;
    cancel = after(limitMs / 2, () => {
      ping();
      keepBusy();
    });
  }

  function noteEnd(closeCode: number | undefined): void {
    if (openSince === undefined) return;
    const lifeMs = now() - openSince;
    openSince = undefined;
    const isAlike = lives.every((life) => Math.abs(life - lifeMs) <= MAX_DIFFERENCE_MS);
    lives = closeCode !== BROKEN_OFF || lifeMs > MAX_LIFE_MS ? [] : [...(isAlike ? lives : []), lifeMs];
    if (lives.length >= MIN_CUTS) setCutAfter(lifeMs);
  }

  createEffect(
    on(phase, (next) => {
      cancel();
      if (next.is === "open") {
        openSince = now();
        keepBusy();
      } else if (next.is === "waiting") noteEnd(next.closeCode);
    }),
  );
  onCleanup(() => cancel());
  return cutAfterMs;
}
