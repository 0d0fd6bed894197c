// One text to everyone in a room: sockets by Bun's topics, event streams by a list. Never a loop over sockets.
import type { Server } from "bun";
import type { Fanout } from "../chat/ports.ts";

/** An event stream that listens to a topic. */
export interface Listener {
  receive(text: string, seq: number | undefined): void;
  /** Ends the stream, after its last text where there is one. */
  end(lastText?: string): void;
}

export class TopicFanout implements Fanout {
  #server: Server<unknown> | undefined;
  readonly #listeners = new Map<string, Set<Listener>>();
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
    const listeners = this.#listeners.get(topic);
    if (listeners !== undefined) for (const listener of [...listeners]) listener.receive(text, seq);
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
