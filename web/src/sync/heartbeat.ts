// Watches a connection for what no socket reports: that the device slept, and that nothing gets through any more.
import { type Refusal, UNREACHABLE } from "../api/api-error.ts";

const HEARTBEAT_MS = 10_000;
/** A heartbeat this late means that the device slept; browsers delay those of hidden tabs by less. */
const MIN_SLEEP_MS = 55_000;
/** The device's clock has gained this much on the steady one: that one stood still in a sleep, or somebody set the other. */
const MIN_GAIN_MS = 20_000;
/** After this long without a frame the connection may be dead. */
const SILENCE_MS = 60_000;
/** REST answers within this time, and frames that were under way have come; or the connection is dead. */
const ANSWER_DEADLINE_MS = 10_000;

/** What REST says about the room: the seq of its last event, or why it doesn't tell. */
export type ServerSeq = number | Refusal | undefined;

export type HeartbeatPorts = {
  /** Epoch ms, by a clock that nobody can set. */
  now(): number;
  /** Epoch ms, by the device's clock. */
  wallNow(): number;
  after(delayMs: number, run: () => void): () => void;
  /** Returns the socket from which frames should come; undefined while there is none. */
  socket(): object | undefined;
  /** Whether the socket has joined; if not, it waits for somebody to let it in. */
  isOpen(): boolean;
  /** When the last frame came, epoch ms. */
  lastFrameAt(): number;
  /** Returns the seq up to which we have everything. */
  seq(): number;
  fetchServerSeq(): Promise<ServerSeq>;
  /** The device slept, and the socket may have died meanwhile. */
  onSleep(): void;
  /** The socket is dead. */
  onDead(): void;
};

/** Starts watching. Returns a function that stops it. */
export function startHeartbeat(ports: HeartbeatPorts): () => void {
  const { now, wallNow, after, socket, isOpen, lastFrameAt, seq, onSleep, onDead } = ports;
  let cancel = () => {};
  let askedAt = Number.NEGATIVE_INFINITY;
  const lead = () => wallNow() - now();
  let knownLead = lead();

  /** Asks over REST whether there was something to hear. The answer is looked at when its time is over, come or not. */
  function ask(): void {
    const silent = socket();
    const at = now();
    askedAt = at;
    let answer: ServerSeq = UNREACHABLE;
    ports.fetchServerSeq().then(
      (found) => {
        answer = found;
      },
      () => {},
    );
    after(ANSWER_DEADLINE_MS, () => {
      if (socket() !== silent) return;
      // Who may read the room was let in; who may not read an open one was put out.
      if (
        answer === UNREACHABLE
          ? lastFrameAt() < at
          : (typeof answer === "number") !== isOpen() || Number(answer) > seq()
      )
        onDead();
    });
  }

  (function beat() {
    const lateAt = now() + HEARTBEAT_MS + MIN_SLEEP_MS;
    cancel = after(HEARTBEAT_MS, () => {
      const hasSlept = now() >= lateAt || lead() >= knownLead + MIN_GAIN_MS;
      beat();
      if (socket() === undefined || hasSlept || lead() < knownLead) knownLead = lead();
      if (socket() === undefined) return;
      if (hasSlept) onSleep();
      else if (now() - Math.max(lastFrameAt(), askedAt) >= SILENCE_MS) ask();
    });
  })();
  return () => cancel();
}
