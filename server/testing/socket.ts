// A socket in memory and the topics it hears: keeps what it was sent, in order, as Bun's does.
import type { Fanout, Socket } from "../chat/ports.ts";

export class FakeSocket implements Socket {
  readonly texts: string[] = [];
  closedWith: number | undefined;
  /** Set it to make the reader slow: what `send` answers then, as Bun's send does. */
  sendAnswers: number | undefined;
  readonly #fanout: FakeFanout;

  constructor(fanout: FakeFanout) {
    this.#fanout = fanout;
  }

  send(text: string): number {
    if (this.closedWith !== undefined) return 0;
    if (this.sendAnswers !== 0) this.texts.push(text);
    return this.sendAnswers ?? text.length;
  }

  subscribe(topic: string): void {
    this.#fanout.add(topic, this);
  }

  close(code: number): void {
    this.closedWith ??= code;
    this.#fanout.remove(this);
  }

  /** What it was sent since the last call, decoded. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into frames of every kind
  take(): any[] {
    return this.texts.splice(0).map((text) => JSON.parse(text));
  }
}

export class FakeFanout implements Fanout {
  readonly #topics = new Map<string, Set<FakeSocket>>();
  readonly published: { topic: string; text: string; seq: number | undefined }[] = [];

  publish(topic: string, text: string, seq?: number): void {
    this.published.push({ topic, text, seq });
    for (const socket of this.#topics.get(topic) ?? []) socket.send(text);
  }

  close(topic: string): void {
    this.#topics.delete(topic);
  }

  add(topic: string, socket: FakeSocket): void {
    this.#topics.set(topic, (this.#topics.get(topic) ?? new Set()).add(socket));
  }

  remove(socket: FakeSocket): void {
    for (const sockets of this.#topics.values()) sockets.delete(socket);
  }
}
