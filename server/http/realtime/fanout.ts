// Sends one text to everyone in a room: to sockets by Bun's topics, to event streams by a list. Looping over sockets instead
// of publishing to a topic was measured to be 15 to 20 times slower.
import type { Server } from "bun";
import { batchTopic, type Fanout } from "../../chat/lib/ports.ts";

/** An event stream that listens to a topic. */
export interface FanoutListener {
  receive(text: string, seq: number | undefined): void;
  /** Sends the last text, if there is one, and ends the stream. */
  end(lastText?: string): void;
}

/** The texts of a topic that wait to be sent in one frame. */
type Batch = { texts: string[]; length: number; waitMs: number; isDue: boolean };

/** A batch longer than this, in UTF-16 units, is sent at once. */
const MAX_BATCH_LENGTH = 64 * 1024;

export class TopicFanout implements Fanout {
  #server: Server<unknown> | undefined;
  readonly #listeners = new Map<string, Set<FanoutListener>>();
  readonly #batches = new Map<string, Batch>();
  /** How many numbered events were published since the start. */
  events = 0;

  /** Sets the server that sockets are reached through, once it listens. */
  attach(server: Server<unknown>): void {
    this.#server = server;
  }

  get listeners(): number {
    let count = 0;
    for (const set of this.#listeners.values()) count += set.size;
    return count;
  }

  publish(topic: string, text: string, seq?: number): void {
    if (seq !== undefined) this.events++;
    this.#server?.publish(topic, text);
    if (this.#batches.size > 0) this.#add(topic, text);
    const listeners = this.#listeners.get(topic);
    if (listeners !== undefined) for (const listener of [...listeners]) listener.receive(text, seq);
  }

  startBatching(topic: string, waitMs: number): void {
    const batch = this.#batches.get(topic);
    if (batch !== undefined) batch.waitMs = waitMs;
    else this.#batches.set(topic, { texts: [], length: 0, waitMs, isDue: false });
  }

  flush(topic: string): void {
    const batch = this.#batches.get(topic);
    if (batch === undefined || batch.length === 0) return;
    this.#server?.publish(batchTopic(topic), batch.texts.join("\n"));
    batch.texts = [];
    batch.length = 0;
  }

  stopBatching(topic: string): void {
    this.flush(topic);
    this.#batches.delete(topic);
  }

  // The timer wheel is too coarse for so short a wait, so a batch sets a timer of its own while it has something to send.
  #add(topic: string, text: string): void {
    const batch = this.#batches.get(topic);
    if (batch === undefined) return;
    batch.texts.push(text);
    batch.length += text.length;
    if (batch.length > MAX_BATCH_LENGTH) return this.flush(topic);
    if (batch.isDue) return;
    batch.isDue = true;
    const send = () => {
      batch.isDue = false;
      this.flush(topic);
    };
    if (batch.waitMs < 1) setImmediate(send);
    else setTimeout(send, batch.waitMs);
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
