// One text to everyone in a room: sockets by Bun's topics, event streams by a list. Never a loop over sockets.
import type { Server } from "bun";
import { type Fanout, gathered } from "../../chat/lib/ports.ts";

/** An event stream that listens to a topic. */
export interface Listener {
  receive(text: string, seq: number | undefined): void;
  /** Ends the stream, after its last text where there is one. */
  end(lastText?: string): void;
}

/** What of a topic waits to be sent in one frame. */
type Gathering = { texts: string[]; length: number; waitMs: number; isDue: boolean };

/** In UTF-16 units: what is gathered goes out at once when it exceeds this. */
const GATHERED_LENGTH = 64 * 1024;

export class TopicFanout implements Fanout {
  #server: Server<unknown> | undefined;
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #gatherings = new Map<string, Gathering>();
  /** Numbered events published since the start. */
  events = 0;

  /** Sockets are reached through the server, which exists only once it listens. */
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
    if (this.#gatherings.size > 0) this.#add(topic, text);
    const listeners = this.#listeners.get(topic);
    if (listeners !== undefined) for (const listener of [...listeners]) listener.receive(text, seq);
  }

  gather(topic: string, waitMs: number): void {
    const gathering = this.#gatherings.get(topic);
    if (gathering !== undefined) gathering.waitMs = waitMs;
    else this.#gatherings.set(topic, { texts: [], length: 0, waitMs, isDue: false });
  }

  flush(topic: string): void {
    const gathering = this.#gatherings.get(topic);
    if (gathering === undefined || gathering.length === 0) return;
    this.#server?.publish(gathered(topic), gathering.texts.join("\n"));
    gathering.texts = [];
    gathering.length = 0;
  }

  scatter(topic: string): void {
    this.flush(topic);
    this.#gatherings.delete(topic);
  }

  // The wheel's tick is too coarse for so short a wait: a timer of its own, and only while there is something to send.
  #add(topic: string, text: string): void {
    const gathering = this.#gatherings.get(topic);
    if (gathering === undefined) return;
    gathering.texts.push(text);
    gathering.length += text.length;
    if (gathering.length > GATHERED_LENGTH) return this.flush(topic);
    if (gathering.isDue) return;
    gathering.isDue = true;
    const send = () => {
      gathering.isDue = false;
      this.flush(topic);
    };
    if (gathering.waitMs < 1) setImmediate(send);
    else setTimeout(send, gathering.waitMs);
  }

  close(topic: string, text: string): void {
    const listeners = this.#listeners.get(topic) ?? [];
    this.#listeners.delete(topic);
    for (const listener of listeners) listener.end(text);
  }

  /** Ends every stream; their clients come back with what they saw last. */
  closeAll(): void {
    const all = [...this.#listeners.values()].flatMap((set) => [...set]);
    this.#listeners.clear();
    for (const listener of all) listener.end();
  }

  listen(topic: string, listener: Listener): void {
    const listeners = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, listeners.add(listener));
  }

  unlisten(topic: string, listener: Listener): void {
    const listeners = this.#listeners.get(topic);
    if (listeners?.delete(listener) && listeners.size === 0) this.#listeners.delete(topic);
  }
}
