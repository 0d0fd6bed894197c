import { type Accessor, createEffect, onCleanup } from "solid-js";

const FIRST_RETRY_MS = 5000;
const MAX_RETRY_MS = 60_000;
/** Coming back once the time is over is up to the person, so nothing is tried shortly before that. */
const MARGIN_MS = 5000;

type ReadmissionPorts = {
  /** Returns how long we are kept out, in ms, from when we were told; undefined while nothing keeps us out. */
  keptOutMs: Accessor<number | undefined>;
  /** Asks to join. If we are still kept out, `keptOutMs` is told anew. */
  retry(): void;
  after(delayMs: number, run: () => void): () => void;
};

/**
 * Asks for a removed member whether they are let in again, less and less often until their time is over. Belongs to the
 * Solid owner it is created in.
 */
export function createReadmission({ keptOutMs, retry, after }: ReadmissionPorts): void {
  let delayMs = FIRST_RETRY_MS;
  let cancel = () => {};
  createEffect(() => {
    const leftMs = keptOutMs();
    cancel();
    if (leftMs === undefined || delayMs > leftMs - MARGIN_MS) return;
    cancel = after(delayMs, retry);
    delayMs = Math.min(2 * delayMs, MAX_RETRY_MS);
  });
  onCleanup(() => cancel());
}
