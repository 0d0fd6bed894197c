// Tells Redis every second that this node lives, and learns from it which of the others do no longer. Redis counts their time:
// so what a node sends and gets for that is the same however many nodes there are. Rules D26, D90.
import type { Reply } from "./wire-format.ts";

const BEAT_MS = 1_000;
/** How long a node that stops waits for its last word. */
const MAX_BYE_MS = 200;

export type BeatPorts = {
  /**
   * Notes in Redis that this node lives, or that it stops.
   * @param view what Redis has answered last @returns the answer of the script
   */
  readonly beat: (view: string, isLast: boolean) => Promise<Reply>;
  /** Publishes something that comes back to this node. */
  readonly echo: () => unknown;
  /** Gets how long that took, in seconds. */
  readonly onEcho: (seconds: number) => void;
  readonly onLost: (node: string) => void;
  /** Called when others may have given this node up. */
  readonly onReturned: () => void;
};

export class NodeBeats {
  readonly #ports: BeatPorts;
  /** The nodes that have sent notes and were not lost since, with how many beats this one had sent at the last note. */
  readonly #known = new Map<string, number>();
  #sent = 0;
  #view = "";
  #timer: Timer | undefined;
  #isUnderWay = false;
  #echoedAt = 0;

  constructor(ports: BeatPorts) {
    this.#ports = ports;
  }

  /** Begins. Resolves once Redis has noted this node, so that no other one hears of it before. */
  async start(): Promise<void> {
    await this.#ports.beat(this.#view, false);
    this.#timer = setInterval(() => {
      this.#echoedAt = performance.now();
      this.#ports.echo();
      void this.#beat();
    }, BEAT_MS);
    this.#timer.unref();
  }

  /** What this node has published for itself has come back. */
  receiveEcho(): void {
    this.#ports.onEcho((performance.now() - this.#echoedAt) / 1000);
  }

  /** This node has sent a note. */
  noteAlive(node: string): void {
    this.#known.set(node, this.#sent);
  }

  /** Stops, and tells the others not to wait for this node. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.race([this.#ports.beat(this.#view, true).catch(() => {}), Bun.sleep(MAX_BYE_MS)]);
  }

  async #beat(): Promise<void> {
    if (this.#isUnderWay) return;
    this.#isUnderWay = true;
    const number = ++this.#sent;
    try {
      const [view, isAdded, ...alive] = await this.#ports.beat(this.#view, false);
      if (Number(isAdded) === 1) this.#ports.onReturned();
      if (alive.length === 0) return;
      const living = new Set(alive);
      const missing = [...this.#known].filter(([node]) => !living.has(node));
      const silent = missing.filter(([, heardAt]) => heardAt < number);
      for (const [node] of silent) this.#giveUp(node);
      // What was heard since may be newer than the answer: the next one tells.
      if (silent.length === missing.length) this.#view = String(view);
    } catch {
      // While Redis is away, nobody is given up.
    } finally {
      this.#isUnderWay = false;
    }
  }

  #giveUp(node: string): void {
    this.#known.delete(node);
    this.#ports.onLost(node);
  }
}
