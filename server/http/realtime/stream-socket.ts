// A socket made of an event stream, for who can't open a WebSocket: what would be frames are the stream's events, and what the
// client sends comes in requests. The rooms know no difference. Rules N52, W25.
import { CLOSE } from "#protocol/error-codes";
import type { Socket } from "../../chat/lib/ports.ts";
import type { FanoutListener, TopicFanout } from "./fanout.ts";
import type { Silence } from "./open-sockets.ts";

/** When more bytes wait for a slow reader, the stream ends, and its client resumes with its cursor. */
const MAX_BACKLOG_BYTES = 512 * 1024;
/** A comment as long as what some proxies and browsers gather before they hand anything on. */
const PADDING = `:${" ".repeat(2048)}\n\n`;

const encoder = new TextEncoder();

/** What happens to the stream, which its session is told. */
type StreamEvents = {
  /** The reader has taken what waited. */
  drain(): void;
  /** The stream is over, for whatever reason. Called once. */
  closed(): void;
  /** Cuts the connection after so many seconds. */
  cutAfter(seconds: number): void;
};

export class StreamSocket implements Socket, FanoutListener, Silence {
  readonly body: ReadableStream<Uint8Array>;
  silentChecks = 0;
  readonly #fanout: Pick<TopicFanout, "listen" | "unlisten">;
  readonly #events: StreamEvents;
  readonly #epoch: string;
  readonly #topics = new Set<string>();
  #out: ReadableStreamDefaultController<Uint8Array> | undefined;

  /** @param epoch of the room, which is its topic as well */
  constructor(epoch: string, fanout: Pick<TopicFanout, "listen" | "unlisten">, events: StreamEvents) {
    this.#epoch = epoch;
    this.#fanout = fanout;
    this.#events = events;
    const source: UnderlyingDefaultSource<Uint8Array> = {
      start: (out) => {
        this.#out = out;
      },
      pull: () => {
        this.silentChecks = 0;
        events.drain();
      },
      cancel: () => this.#stop(),
    };
    this.body = new ReadableStream(source, {
      highWaterMark: MAX_BACKLOG_BYTES,
      size: (chunk) => chunk?.byteLength ?? 0,
    });
    this.#write(PADDING);
  }

  send(text: string): number {
    const out = this.#out;
    if (out === undefined) return 0;
    // A batch has a frame on each line, and an event has them in as many lines of data.
    const written = this.#write(`data: ${text.replaceAll("\n", "\ndata: ")}\n\n`);
    return (out.desiredSize ?? 0) > MAX_BACKLOG_BYTES / 2 ? written : -1;
  }

  /** Batches are for sockets: a stream gets each text by itself, whichever of the two it is subscribed to. */
  subscribe(topic: string): void {
    this.#topics.add(topic);
    this.#fanout.listen(this.#epoch, this);
  }

  unsubscribe(topic: string): void {
    this.#topics.delete(topic);
    if (this.#topics.size === 0) this.#fanout.unlisten(this.#epoch, this);
  }

  receive(text: string, seq: number | undefined): void {
    this.#write(`${seq === undefined ? "" : `id: ${this.#epoch}:${seq}\n`}data: ${text}\n\n`);
    if ((this.#out?.desiredSize ?? 1) <= 0) this.terminate();
  }

  /** The room has ended, or, without a last text, this server ends. */
  end(lastText?: string): void {
    if (lastText === undefined) return this.close(CLOSE.restarting, "restarting");
    this.send(lastText);
    this.close(CLOSE.roomEnded, "room ended");
  }

  close(code: number, reason = ""): void {
    const out = this.#out;
    if (out === undefined) return;
    this.#write(`event: close\ndata: ${JSON.stringify({ code, reason })}\n\n`);
    this.#stop();
    out.close();
    this.#events.cutAfter(30);
  }

  /** Asks for a sign of life: a comment, which a reader that is there takes. */
  ping(): number {
    return this.#write(":\n\n");
  }

  terminate(): void {
    const out = this.#out;
    this.#stop();
    out?.close();
    this.#events.cutAfter(1);
  }

  getBufferedAmount(): number {
    return MAX_BACKLOG_BYTES - (this.#out?.desiredSize ?? MAX_BACKLOG_BYTES);
  }

  #write(text: string): number {
    const bytes = encoder.encode(text);
    this.#out?.enqueue(bytes);
    return bytes.byteLength;
  }

  #stop(): void {
    if (this.#out === undefined) return;
    this.#out = undefined;
    this.#fanout.unlisten(this.#epoch, this);
    this.#events.closed();
  }
}
