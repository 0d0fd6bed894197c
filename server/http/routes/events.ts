// GET /api/rooms/{code}/events: the room as server-sent events, resumable by Last-Event-ID. Rules A5, H5, L5.
import type { Server } from "bun";
import { Elysia, t } from "elysia";
import { Refusal } from "#protocol/error-codes";
import type { Cursor } from "#protocol/frames";
import { MAX_PAGE_BYTES } from "#protocol/limits";
import { OneOf } from "#protocol/schemas";
import type { DeviceConnection } from "../../chat/joining/connections-by-device.ts";
import { OpenPerVisitor } from "../../chat/lib/open-per-visitor.ts";
import type { LogEntry, RoomHistory } from "../../chat/lib/ports.ts";
import { slowDown } from "../../chat/lib/refusals.ts";
import type { Timer } from "../../chat/lib/timer-wheel.ts";
import type { FanoutListener } from "../realtime/fanout.ts";
import type { AppContext } from "../request/app-context.ts";
import { authenticate, TOKEN_NEEDED } from "../request/authenticate.ts";
import { ERROR_RESPONSES, refuse } from "../request/errors.ts";
import { OPEN_AT_A_TIME } from "../request/rate-limits.ts";
import { createRoomAccess } from "../request/room-access.ts";
import { createStreamSessions, framesRoute } from "./stream-sessions.ts";

/** Proxies close a connection that is silent for a minute. */
const HEARTBEAT_MS = 25_000;
/** When more bytes wait for a slow reader, the stream is cut, and its client resumes with Last-Event-ID. */
const MAX_BACKLOG_BYTES = 512 * 1024;
/** When a stream has ended, its connection is cut after so long, whether its reader took the rest or not. */
const DRAIN_SECONDS = 30;

const TOO_MANY_STREAMS = slowDown("Too many streams are open. Close one first.", HEARTBEAT_MS);

const encoder = new TextEncoder();

const PRESENCES = ["1", "join"] as const;

const setStreamHeaders = (headers: Record<string, string | number>) =>
  Object.assign(headers, {
    "cache-control": "no-store",
    // Without it nginx would buffer the events.
    "x-accel-buffering": "no",
    "content-type": "text/event-stream; charset=utf-8",
  });

export const eventsRoute = (context: AppContext) => {
  const { findRoom, findRoomToRead, readRefusal } = createRoomAccess(context);
  const openStreams = new OpenPerVisitor(OPEN_AT_A_TIME.streams);
  const streamSessions = createStreamSessions(context);
  return new Elysia({ name: "events", detail: { tags: ["Messages"] } })
    .use(framesRoute(streamSessions))
    .use(authenticate(context))
    .get(
      "/api/rooms/:code/events",
      ({ params, query, request, server, member, requester, set }) => {
        const { presence } = query;
        const room = (presence === undefined ? findRoomToRead : findRoom)(params.code, requester);
        if (room instanceof Refusal) return refuse(set, room);
        if (context.openSockets.count >= context.maxSockets) return refuse(set, TOO_MANY_STREAMS);
        if (presence === "1" && member === undefined) return refuse(set, TOKEN_NEEDED);
        const visitor = context.rateLimits.visitorOf(requester);
        if (openStreams.isFull(visitor)) return refuse(set, TOO_MANY_STREAMS);
        setStreamHeaders(set.headers);
        // Nobody would read the stream, and so it would never end.
        if (request.method === "HEAD") return new Response(null) as unknown as string;
        const counted = openStreams.add(visitor);
        const cutAfter = (seconds: number) => (server as Server<unknown> | null)?.timeout(request, seconds);
        cutAfter(0);
        const lastEventId = request.headers.get("last-event-id") ?? query.last_event_id;
        const onStopped = () => openStreams.remove(counted);
        if (presence !== undefined) {
          const options = { joins: presence === "1", cursor: cursorOf(lastEventId), onClosed: onStopped };
          return new Response(streamSessions.openStream(room, requester, options)) as unknown as string;
        }
        const stream = new EventStream(context, room.founding.epoch, {
          mayRead: () => readRefusal(room, requester) === undefined,
          onStopped,
          cutAfter,
        });
        if (member !== undefined) context.rooms.connectionsByDevice.add(stream, member.signIn ?? member.id);
        const body = stream.open(lastEventId);
        return new Response(body) as unknown as string;
      },
      {
        query: t.Object({
          last_event_id: t.Optional(t.String({ maxLength: 64 })),
          presence: t.Optional(
            OneOf(PRESENCES, {
              description:
                "1: be in the room, under the token's name, while it is open. join: send join to api/frames first",
            }),
          ),
        }),
        response: {
          200: t.String({ contentMediaType: "text/event-stream", description: "The data of each event and signal" }),
          ...ERROR_RESPONSES,
        },
        detail: {
          summary: "Stream events",
          description:
            "Server-sent events, with the same frames as the WebSocket. Send Last-Event-ID (epoch:seq) to continue where you left off.",
        },
      },
    );
};

type StreamReader = {
  /** Returns whether the reader may still read the room, whose entry may change. */
  readonly mayRead: () => boolean;
  /** Called once, when the stream is over. */
  readonly onStopped: () => void;
  /** Cuts the connection after so many seconds; 0 for never. */
  readonly cutAfter: (seconds: number) => void;
};

/** One reader's stream. It first catches up from history, page by page as it is read; until then live texts are skipped. */
class EventStream implements FanoutListener, DeviceConnection {
  readonly #context: AppContext;
  readonly #epoch: string;
  readonly #reader: StreamReader;
  #out: ReadableStreamDefaultController<Uint8Array> | undefined;
  #heartbeat: Timer | undefined;
  /** The last seq sent while catching up; undefined once the stream is live. */
  #caughtUpTo: number | undefined;

  /** The bytes written so far, and how many of them the reader had taken at the last heartbeat. */
  #writtenBytes = 0;
  #takenBytes = 0;

  constructor(context: AppContext, epoch: string, reader: StreamReader) {
    this.#context = context;
    this.#epoch = epoch;
    this.#reader = reader;
  }

  open(lastEventId: string | undefined): ReadableStream<Uint8Array> {
    const cursor = cursorOf(lastEventId);
    const canResume = cursor?.epoch === this.#epoch && this.#history.holdsAfter(cursor.seq);
    const source: UnderlyingDefaultSource<Uint8Array> = {
      start: (out) => {
        this.#out = out;
        this.#write(": mayfly\n\n");
        this.#scheduleHeartbeat();
        this.#context.fanout.listen(this.#epoch, this);
        if (canResume) this.#caughtUpTo = cursor.seq;
        else if (lastEventId !== undefined) this.#reset();
      },
      pull: () => this.#catchUp(),
      cancel: () => this.#stop(),
    };
    return new ReadableStream(source, { highWaterMark: MAX_BACKLOG_BYTES, size: (chunk) => chunk?.byteLength ?? 0 });
  }

  receive(text: string, seq: number | undefined): void {
    if (!this.#reader.mayRead()) return this.end();
    // An event will be read from history. A signal is lost, because history doesn't hold signals.
    if (this.#caughtUpTo !== undefined) return;
    this.#write(formatEvent(text, seq === undefined ? undefined : `${this.#epoch}:${seq}`));
    if ((this.#out?.desiredSize ?? 1) <= 0) this.#cut();
  }

  end(lastText?: string): void {
    if (lastText !== undefined) this.#write(formatEvent(lastText, undefined));
    const out = this.#out;
    this.#stop();
    out?.close();
    this.#reader.cutAfter(DRAIN_SECONDS);
  }

  closeSignedOut(): void {
    this.end();
  }

  get #history(): RoomHistory {
    return this.#context.engine.history(this.#epoch);
  }

  #reset(): void {
    const page = this.#history.read({ limit: Infinity, maxBytes: MAX_PAGE_BYTES });
    this.#write(formatEvent('{"type":"reset"}', undefined));
    this.#writeEntries(page.entries);
  }

  #catchUp(): void {
    if (this.#caughtUpTo === undefined || this.#out === undefined) return;
    if (!this.#reader.mayRead()) return this.end();
    if (!this.#history.holdsAfter(this.#caughtUpTo)) return this.end();
    const page = this.#history.read({ after: this.#caughtUpTo, limit: Infinity, maxBytes: MAX_PAGE_BYTES });
    this.#writeEntries(page.entries);
    this.#caughtUpTo = page.more ? page.entries.at(-1)?.seq : undefined;
  }

  #writeEntries(entries: readonly LogEntry[]): void {
    this.#write(entries.map(({ text, seq }) => formatEvent(text, `${this.#epoch}:${seq}`)).join(""));
  }

  #write(text: string): void {
    if (text === "" || this.#out === undefined) return;
    const bytes = encoder.encode(text);
    this.#writtenBytes += bytes.byteLength;
    this.#out.enqueue(bytes);
  }

  #scheduleHeartbeat(): void {
    const { clock, wheel } = this.#context.rooms.ports;
    this.#heartbeat = wheel.schedule(clock() + HEARTBEAT_MS, () => {
      if (this.#isStuck()) return this.#cut();
      this.#write(":\n\n");
      this.#scheduleHeartbeat();
    });
  }

  /** Ends the stream of a reader who is too slow, and its connection without waiting for them. */
  #cut(): void {
    this.end();
    this.#reader.cutAfter(1);
  }

  /** Returns whether bytes wait and the reader has taken none since the last heartbeat. */
  #isStuck(): boolean {
    const waiting = MAX_BACKLOG_BYTES - (this.#out?.desiredSize ?? MAX_BACKLOG_BYTES);
    const takenBefore = this.#takenBytes;
    this.#takenBytes = this.#writtenBytes - waiting;
    return waiting > 0 && this.#takenBytes === takenBefore;
  }

  #stop(): void {
    if (this.#out === undefined) return;
    this.#context.fanout.unlisten(this.#epoch, this);
    this.#context.rooms.connectionsByDevice.remove(this);
    if (this.#heartbeat !== undefined) this.#context.rooms.ports.wheel.cancel(this.#heartbeat);
    this.#heartbeat = undefined;
    this.#out = undefined;
    this.#reader.onStopped();
  }
}

// JSON text has no line breaks, so one data line holds it.
function formatEvent(text: string, id: string | undefined): string {
  return id === undefined ? `data: ${text}\n\n` : `id: ${id}\ndata: ${text}\n\n`;
}

/** Parses `epoch:seq`. */
function cursorOf(id: string | undefined): Cursor | undefined {
  const [, epoch, seq] = /^([0-9a-z]{1,32}):(\d{1,15})$/.exec(id ?? "") ?? [];
  return epoch === undefined ? undefined : { epoch, seq: Number(seq) };
}
