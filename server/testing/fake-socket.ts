// An in-memory socket, and the fan-out that delivers published texts to the sockets subscribed to a topic.
import { batchTopic, type Fanout, type Socket } from "../chat/lib/ports.ts";

export class FakeSocket implements Socket {
  readonly texts: string[] = [];
  closedWith: number | undefined;
  /** Makes the reader slow: `send` returns this value instead, with the meaning of Bun's `ServerWebSocket.send`. */
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

  /** Returns the decoded frames that were sent since the last call. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read frames of every kind
  takeFrames(): any[] {
    return this.texts.splice(0).flatMap((text) => text.split("\n").map((line) => JSON.parse(line)));
  }
}

export class FakeFanout implements Fanout {
  readonly #topics = new Map<string, Set<FakeSocket>>();
  readonly published: { topic: string; text: string; seq: number | undefined }[] = [];

  publish(topic: string, text: string, seq?: number): void {
    this.published.push({ topic, text, seq });
    for (const socket of this.#topics.get(topic) ?? []) socket.send(text);
    this.batches.get(topic)?.texts.push(text);
  }

  /** Texts batched per topic, which are sent when a test calls `flush`. */
  readonly batches = new Map<string, { texts: string[]; mayHold: boolean }>();

  startBatching(topic: string, mayHold: boolean): void {
    this.batches.set(topic, { texts: this.batches.get(topic)?.texts ?? [], mayHold });
  }

  flush(topic: string): void {
    const texts = this.batches.get(topic)?.texts.splice(0) ?? [];
    if (texts.length > 0) for (const socket of this.#topics.get(batchTopic(topic)) ?? []) socket.send(texts.join("\n"));
  }

  stopBatching(topic: string): void {
    this.flush(topic);
    this.batches.delete(topic);
  }

  hasListeners(): boolean {
    return false;
  }

  close(topic: string): void {
    this.#topics.delete(topic);
  }

  add(topic: string, socket: FakeSocket): void {
    this.#topics.set(topic, (this.#topics.get(topic) ?? new Set()).add(socket));
  }

  /** Unsubscribes a socket. @param topic defaults to all topics */
  remove(socket: FakeSocket, topic?: string): void {
    for (const [name, sockets] of this.#topics) if (topic === undefined || topic === name) sockets.delete(socket);
  }
}
