// Watches a connection for what no socket reports: that the device slept, and that nothing gets through any more.

/** Also how long a ping may go unanswered. */
const HEARTBEAT_MS = 10_000;
/** A heartbeat this late means that the device slept; browsers delay those of hidden tabs by less. */
const MIN_SLEEP_MS = 55_000;
/** The device's clock has gained this much on the steady one: that one stood still in a sleep, or somebody set the other. */
const MIN_GAIN_MS = 20_000;
/** After this long without a frame the connection may be dead. */
const SILENCE_MS = 60_000;

export type HeartbeatPorts = {
  /** Epoch ms, by a clock that nobody can set. */
  now(): number;
  /** Epoch ms, by the device's clock. */
  wallNow(): number;
  after(delayMs: number, run: () => void): () => void;
  /** Returns the socket from which frames should come; undefined while there is none. */
  socket(): object | undefined;
  /** When the last frame came, epoch ms. */
  lastFrameAt(): number;
  /** Asks over the socket for a frame. */
  ping(): void;
  /** The device slept, and the socket may have died meanwhile. */
  onSleep(): void;
  /** The socket is dead. */
  onDead(): void;
};

/** Starts watching. Returns a function that stops it. */
export function startHeartbeat(ports: HeartbeatPorts): () => void {
  const { now, wallNow, after, socket, lastFrameAt } = ports;
  let cancel = () => {};
  /** The socket that was pinged last, and when. */
  let pinged: { socket: object; at: number } | undefined;
  const lead = () => wallNow() - now();
  let knownLead = lead();

  (function beat() {
    const lateAt = now() + HEARTBEAT_MS + MIN_SLEEP_MS;
    cancel = after(HEARTBEAT_MS, () => {
      const hasSlept = now() >= lateAt || lead() >= knownLead + MIN_GAIN_MS;
      const watched = socket();
      beat();
      if (watched === undefined || hasSlept || lead() < knownLead) knownLead = lead();
      if (watched === undefined) return;
      if (hasSlept) ports.onSleep();
      else if (pinged?.socket === watched && lastFrameAt() < pinged.at) ports.onDead();
      else if (now() - lastFrameAt() >= SILENCE_MS) {
        pinged = { socket: watched, at: now() };
        ports.ping();
      }
    });
  })();
  return () => cancel();
}
