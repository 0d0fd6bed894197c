// A socket in memory and the topics it hears: keeps what it was sent, in order, as Bun's does.
import { type Fanout, gathered, type Socket } from "../chat/lib/ports.ts";

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

  unsubscribe(topic: string): void {
    this.#fanout.remove(this, topic);
  }

  close(code: number): void {
    this.closedWith ??= code;
    this.#fanout.remove(this);
  }

  /** What it was sent since the last call, decoded. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into frames of every kind
  take(): any[] {
    return this.texts.splice(0).flatMap((text) => text.split("\n").map((line) => JSON.parse(line)));
  }
}

export class FakeFanout implements Fanout {
  readonly #topics = new Map<string, Set<FakeSocket>>();
  readonly published: { topic: string; text: string; seq: number | undefined }[] = [];

  publish(topic: string, text: string, seq?: number): void {
    this.published.push({ topic, text, seq });
    for (const socket of this.#topics.get(topic) ?? []) socket.send(text);
    this.gathering.get(topic)?.texts.push(text);
  }

  /** Texts gathered of a topic, to be sent when a test says so. */
  readonly gathering = new Map<string, { texts: string[]; waitMs: number }>();

  gather(topic: string, waitMs: number): void {
    this.gathering.set(topic, { texts: this.gathering.get(topic)?.texts ?? [], waitMs });
  }

  flush(topic: string): void {
    const texts = this.gathering.get(topic)?.texts.splice(0) ?? [];
    if (texts.length > 0) for (const socket of this.#topics.get(gathered(topic)) ?? []) socket.send(texts.join("\n"));
  }

  scatter(topic: string): void {
    this.flush(topic);
    this.gathering.delete(topic);
  }

  close(topic: string): void {
    this.#topics.delete(topic);
  }

  add(topic: string, socket: FakeSocket): void {
    this.#topics.set(topic, (this.#topics.get(topic) ?? new Set()).add(socket));
  }

  /** @param topic every one where it is left out */
  remove(socket: FakeSocket, topic?: string): void {
    for (const [name, sockets] of this.#topics) if (topic === undefined || topic === name) sockets.delete(socket);
  }
}
