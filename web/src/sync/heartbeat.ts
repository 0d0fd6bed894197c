const HEARTBEAT_MS = 20_000;
/** A heartbeat this late means that the device slept; browsers delay those of hidden tabs by less. */
const MIN_SLEEP_MS = 45_000;
/** After this long without a frame the connection may be dead. */
const SILENCE_MS = 60_000;

export type HeartbeatPorts = {
  now(): number;
  after(delayMs: number, run: () => void): () => void;
  isOpen(): boolean;
  /** When the last frame came, epoch ms. */
  lastFrameAt(): number;
  onSleep(): void;
  onSilence(): void;
};

/**
 * Watches an open connection for what no socket reports: that the device slept, and that no frames come any more.
 * Returns a function that stops it.
 */
export function startHeartbeat({ now, after, isOpen, lastFrameAt, onSleep, onSilence }: HeartbeatPorts): () => void {
  let cancel = () => {};
  (function beat() {
    const lateAt = now() + HEARTBEAT_MS + MIN_SLEEP_MS;
    cancel = after(HEARTBEAT_MS, () => {
      beat();
      if (!isOpen()) return;
      if (now() >= lateAt) onSleep();
      else if (now() - lastFrameAt() >= SILENCE_MS) onSilence();
    });
  })();
  return () => cancel();
}
