// Tells the other nodes every second that this one lives, and notices which of them do no longer. Time is counted in beats of
// this node that have come back to it: while nothing comes from Redis at all, nobody seems dead.

const BEAT_MS = 1_000;
/** After how many beats of this node one that was silent is given up. */
const MISSED_BEATS = 5;
/** How many of those that were given up are remembered. */
const MAX_LOST = 256;
const BYE = " bye";
/** How long a node that stops waits for its last word. */
const MAX_BYE_MS = 200;

export type BeatPorts = {
  readonly nodeId: string;
  readonly publish: (message: string) => Promise<unknown>;
  /** Gets how long a beat took to come back, in seconds. */
  readonly onBeat: (seconds: number) => void;
  readonly onLost: (node: string) => void;
  /** Called when a node lives that was given up. */
  readonly onReturned: () => void;
};

export class NodeBeats {
  readonly #ports: BeatPorts;
  /** By node, how many beats of this one were heard since its last. */
  readonly #silent = new Map<string, number>();
  readonly #lost = new Set<string>();
  readonly #timer: Timer;
  #sentAt = 0;
  /** How many beats of this node have come back to it. */
  #heard = 0;

  constructor(ports: BeatPorts) {
    this.#ports = ports;
    this.#timer = setInterval(() => {
      this.#sentAt = performance.now();
      void ports.publish(ports.nodeId);
    }, BEAT_MS);
    this.#timer.unref();
  }

  /** Takes a message of the nodes' channel. */
  receive(message: string): void {
    if (message === this.#ports.nodeId) {
      this.#ports.onBeat((performance.now() - this.#sentAt) / 1000);
      return this.#count();
    }
    if (message.endsWith(BYE)) return this.#giveUp(message.slice(0, -BYE.length));
    this.noteAlive(message);
    if (this.#lost.delete(message)) this.#ports.onReturned();
  }

  /** Whether a node is not there: it was given up, or has been silent for as long as this one listens. */
  isGone(node: string): boolean {
    return node !== this.#ports.nodeId && this.#heard > MISSED_BEATS && !this.#silent.has(node);
  }

  /** Something came from this node. */
  noteAlive(node: string): void {
    this.#silent.set(node, 0);
  }

  /** Stops, and tells the others not to wait for this node. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.race([this.#ports.publish(this.#ports.nodeId + BYE), Bun.sleep(MAX_BYE_MS)]);
  }

  #count(): void {
    this.#heard++;
    for (const [node, beats] of this.#silent) {
      if (beats + 1 < MISSED_BEATS) this.#silent.set(node, beats + 1);
      else this.#giveUp(node);
    }
  }

  #giveUp(node: string): void {
    if (!this.#silent.delete(node)) return;
    this.#lost.add(node);
    const [oldest] = this.#lost;
    if (this.#lost.size > MAX_LOST && oldest !== undefined) this.#lost.delete(oldest);
    this.#ports.onLost(node);
  }
}
