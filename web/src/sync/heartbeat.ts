// Notices what no socket tells: that the device slept, and that a connection has fallen silent.

const HEARTBEAT_MS = 20_000;
/** A heartbeat this late means that the device slept; browsers delay those of hidden tabs by less. */
const SLEPT_MS = 45_000;
/** After so long without a frame we ask whether there was something to hear. */
const SILENCE_MS = 60_000;

export type HeartbeatPorts = {
  now(): number;
  after(delayMs: number, run: () => void): () => void;
  isOpen(): boolean;
  /** When the last frame came, epoch ms. */
  heardAt(): number;
  slept(): void;
  silent(): void;
};

/** @returns ends it */
export function startHeartbeat({ now, after, isOpen, heardAt, slept, silent }: HeartbeatPorts): () => void {
  let cancel = () => {};
  (function beat() {
    const late = now() + HEARTBEAT_MS + SLEPT_MS;
    cancel = after(HEARTBEAT_MS, () => {
      beat();
      if (!isOpen()) return;
      if (now() >= late) slept();
      else if (now() - heardAt() >= SILENCE_MS) silent();
    });
  })();
  return () => cancel();
}
