// GET /api/rooms/{code}/events: the room as server-sent events, resumable by Last-Event-ID. Rules A5, H5, L5.
import type { Server } from "bun";
import { Elysia, t } from "elysia";
import { Refusal } from "#protocol/error-codes";
import type { Cursor } from "#protocol/frames";
import { PAGE_BYTES } from "#protocol/limits";
import type { Held } from "../../chat/joining/connections-by-device.ts";
import type { Entry, RoomHistory } from "../../chat/lib/ports.ts";
import type { Timer } from "../../chat/lib/timer-wheel.ts";
import type { Listener } from "../realtime/fanout.ts";
import type { Node } from "../request/app-context.ts";
import { identify } from "../request/authenticate.ts";
import { ERRORS, refuse } from "../request/errors.ts";
import { entrance } from "../request/room-access.ts";

/** Proxies close what is silent for a minute. */
const BEAT_MS = 25_000;
/** Bytes that may wait for a slow reader; then the stream ends, and its client comes back for the rest. */
const BACKLOG_BYTES = 1024 * 1024;

const encoder = new TextEncoder();

export const events = (node: Node) => {
  const { read, unreadable } = entrance(node);
  return new Elysia({ name: "events", detail: { tags: ["Messages"] } }).use(identify(node)).get(
    "/api/rooms/:code/events",
    ({ params, query, request, server, member, asked, set }) => {
      const room = read(params.code, asked);
      if (room instanceof Refusal) return refuse(set, room);
      (server as Server<unknown> | null)?.timeout(request, 0);
      const stream = new EventStream(node, room.founding.epoch, () => unreadable(room, asked) === undefined);
      if (member !== undefined) node.rooms.signIns.hold(stream, member.signIn ?? member.id);
      const body = stream.open(request.headers.get("last-event-id") ?? query.last_event_id);
      set.headers["cache-control"] = "no-store";
      // nginx would hold events back.
      set.headers["x-accel-buffering"] = "no";
      set.headers["content-type"] = "text/event-stream; charset=utf-8";
      return new Response(body) as unknown as string;
    },
    {
      query: t.Object({ last_event_id: t.Optional(t.String({ maxLength: 64 })) }),
      response: { 200: t.String({ contentMediaType: "text/event-stream", description: "The stream" }), ...ERRORS },
      detail: {
        summary: "Follow the room as server-sent events",
        description: "Each event's data is a frame as on the WebSocket. Last-Event-ID: epoch:seq goes on from there.",
      },
    },
  );
};

/** One reader's stream. It catches up page by page as it is read, and hears only the end until it has. */
class EventStream implements Listener, Held {
  readonly #node: Node;
  readonly #epoch: string;
  readonly #mayRead: () => boolean;
  #out: ReadableStreamDefaultController<Uint8Array> | undefined;
  #beat: Timer | undefined;
  /** The seq caught up to; undefined once it has. */
  #behindAt: number | undefined;

  /** @param mayRead whether its reader still may: what the room is changes */
  constructor(node: Node, epoch: string, mayRead: () => boolean) {
    this.#node = node;
    this.#epoch = epoch;
    this.#mayRead = mayRead;
  }

  open(lastEventId: string | undefined): ReadableStream<Uint8Array> {
    const cursor = cursorOf(lastEventId);
    const recovers = cursor?.epoch === this.#epoch && this.#history.holdsAfter(cursor.seq);
    const source: UnderlyingDefaultSource<Uint8Array> = {
      start: (out) => {
        this.#out = out;
        this.#write(": mayfly\n\n");
        this.#scheduleBeat();
        this.#node.fanout.listen(this.#epoch, this);
        if (recovers) this.#behindAt = cursor.seq;
        else if (lastEventId !== undefined) this.#reset();
      },
      pull: () => this.#catchUp(),
      cancel: () => this.#stop(),
    };
    return new ReadableStream(source, { highWaterMark: BACKLOG_BYTES, size: (chunk) => chunk?.byteLength ?? 0 });
  }

  receive(text: string, seq: number | undefined): void {
    if (!this.#mayRead()) return this.end();
    // It will be read from history; signals that pass meanwhile are not repeated.
    if (this.#behindAt !== undefined) return;
    this.#write(framed(text, seq === undefined ? undefined : `${this.#epoch}:${seq}`));
    if ((this.#out?.desiredSize ?? 1) <= 0) this.end();
  }

  end(lastText?: string): void {
    if (lastText !== undefined) this.#write(framed(lastText, undefined));
    const out = this.#out;
    this.#stop();
    out?.close();
  }

  signedOut(): void {
    this.end();
  }

  get #history(): RoomHistory {
    return this.#node.engine.history(this.#epoch);
  }

  #reset(): void {
    const page = this.#history.read({ limit: Infinity, maxBytes: PAGE_BYTES });
    this.#write(framed('{"type":"reset"}', undefined));
    this.#writeEntries(page.entries);
  }

  #catchUp(): void {
    if (this.#behindAt === undefined || this.#out === undefined) return;
    if (!this.#mayRead()) return this.end();
    if (!this.#history.holdsAfter(this.#behindAt)) return this.end();
    const page = this.#history.read({ after: this.#behindAt, limit: Infinity, maxBytes: PAGE_BYTES });
    this.#writeEntries(page.entries);
    this.#behindAt = page.more ? page.entries.at(-1)?.seq : undefined;
  }

  #writeEntries(entries: readonly Entry[]): void {
    this.#write(entries.map(({ text, seq }) => framed(text, `${this.#epoch}:${seq}`)).join(""));
  }

  #write(text: string): void {
    if (text !== "") this.#out?.enqueue(encoder.encode(text));
  }

  #scheduleBeat(): void {
    const { clock, wheel } = this.#node.rooms.ports;
    this.#beat = wheel.schedule(clock() + BEAT_MS, () => {
      this.#write(":\n\n");
      this.#scheduleBeat();
    });
  }

  #stop(): void {
    this.#node.fanout.unlisten(this.#epoch, this);
    this.#node.rooms.signIns.release(this);
    if (this.#beat !== undefined) this.#node.rooms.ports.wheel.cancel(this.#beat);
    this.#beat = undefined;
    this.#out = undefined;
  }
}

// JSON has no line breaks of its own, so one data line holds it.
function framed(text: string, id: string | undefined): string {
  return id === undefined ? `data: ${text}\n\n` : `id: ${id}\ndata: ${text}\n\n`;
}

function cursorOf(id: string | undefined): Cursor | undefined {
  const [, epoch, seq] = /^([0-9a-z]{1,32}):(\d{1,15})$/.exec(id ?? "") ?? [];
  return epoch === undefined ? undefined : { epoch, seq: Number(seq) };
}
