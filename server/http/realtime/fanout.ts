// Sends one text to everyone in a room: to sockets by Bun's topics, to event streams by a list. Looping over sockets instead
// of publishing to a topic was measured to be 15 to 20 times slower.
import type { Server } from "bun";
import { batchTopic, type Fanout } from "../../chat/lib/ports.ts";
import { FrameBatch, type LoopTimers } from "./frame-batch.ts";

/** An event stream that listens to a topic. */
export interface FanoutListener {
  receive(text: string, seq: number | undefined): void;
  /** Sends the last text, if there is one, and ends the stream. */
  end(lastText?: string): void;
}

const LOOP_TIMERS: LoopTimers = {
  now: () => performance.now(),
  afterTurn: (run) => void setImmediate(run),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

export class TopicFanout implements Fanout {
  /** Mostly one; more where https is beside http, and while sockets of a replaced certificate are open. */
  #servers: readonly Server<unknown>[] = [];
  readonly #listeners = new Map<string, Set<FanoutListener>>();
  readonly #batches = new Map<string, FrameBatch>();
  /** How many numbered events were published since the start. */
  events = 0;

  /** Adds a server that sockets are reached through, once it listens. */
  attach(server: Server<unknown>): void {
    this.#servers = [...this.#servers, server];
  }

  /** Removes a server that has no sockets any more. */
  detach(server: Server<unknown>): void {
    this.#servers = this.#servers.filter((attached) => attached !== server);
  }

  get listeners(): number {
    let count = 0;
    for (const set of this.#listeners.values()) count += set.size;
    return count;
  }

  publish(topic: string, text: string, seq?: number): void {
    if (seq !== undefined) this.events++;
    for (const server of this.#servers) server.publish(topic, text);
    if (this.#batches.size > 0) this.#batches.get(topic)?.add(text);
    const listeners = this.#listeners.get(topic);
    if (listeners !== undefined) for (const listener of [...listeners]) listener.receive(text, seq);
  }

  startBatching(topic: string, mayHold: boolean): void {
    let batch = this.#batches.get(topic);
    if (batch === undefined) {
      batch = new FrameBatch((frame) => {
        for (const server of this.#servers) server.publish(batchTopic(topic), frame);
      }, LOOP_TIMERS);
      this.#batches.set(topic, batch);
    }
    batch.mayHold = mayHold;
  }

  flush(topic: string): void {
    this.#batches.get(topic)?.flush();
  }

  stopBatching(topic: string): void {
    this.flush(topic);
    this.#batches.delete(topic);
  }

  hasListeners(topic: string): boolean {
    return this.#listeners.has(topic);
  }

  close(topic: string, text: string): void {
    const listeners = this.#listeners.get(topic) ?? [];
    this.#listeners.delete(topic);
    for (const listener of listeners) listener.end(text);
  }

  /** Ends every stream. Their clients reconnect and resume. */
  closeAll(): void {
    const all = [...this.#listeners.values()].flatMap((set) => [...set]);
    this.#listeners.clear();
    for (const listener of all) listener.end();
  }

  listen(topic: string, listener: FanoutListener): void {
    const listeners = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, listeners.add(listener));
  }

  unlisten(topic: string, listener: FanoutListener): void {
    const listeners = this.#listeners.get(topic);
    if (listeners?.delete(listener) && listeners.size === 0) this.#listeners.delete(topic);
  }
}
