// Test doubles for a connection: a clock that moves only when a test says so, and a server of one room that keeps the rules
// a client relies on (log, nonces, resume, frame allowance).
import type { ChatEvent, Cursor, LogEvent, RoomView, ServerFrame, Welcome } from "#protocol/frames";
import { FRAME_BURST, FRAMES_PER_SECOND } from "#protocol/limits";
import type { SocketLike } from "../sync/connection-types.ts";

export class FakeTime {
  now = 1_700_000_000_000;
  readonly #timers = new Set<{ at: number; run: () => void }>();

  after(delayMs: number, run: () => void): () => void {
    const timer = { at: this.now + Math.max(0, delayMs), run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Moves the time on, running due timers in order; promises settle after each. */
  async pass(ms: number): Promise<void> {
    const until = this.now + ms;
    await settled();
    for (let due = this.#next(until); due !== undefined; due = this.#next(until)) {
      this.#timers.delete(due);
      this.now = Math.max(this.now, due.at);
      due.run();
      await settled();
    }
    this.now = until;
  }

  /** Jumps in time, as when a device sleeps: due timers run late. */
  async sleep(ms: number): Promise<void> {
    this.now += ms;
    await this.pass(0);
  }

  #next(until: number) {
    const due = [...this.#timers].filter(({ at }) => at <= until);
    return due.sort((a, b) => a.at - b.at)[0];
  }
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 8; turn++) await Promise.resolve();
}

export const ROOM: RoomView = {
  code: "k7pq2mfx",
  shownCode: "k7pq-2mfx",
  title: "",
  visibility: "unlisted",
  entry: "open",
  slowModeSeconds: null,
  writers: "everyone",
  vanish: null,
  createdAt: new Date(1_700_000_000_000).toISOString(),
  expiresAt: new Date(1_700_086_400_000).toISOString(),
  expiresInSeconds: 86_400,
  memberCount: 1,
  maxMembers: null,
  idleMinutes: null,
  anyoneCanEnd: false,
  messageLength: 4000,
};

export const ME = { id: "me", name: "BraveWolf", avatar: null, role: "member", away: false } as const;

export function chatOf(seq: number, fields: Partial<ChatEvent> = {}): ChatEvent {
  const timestamp = new Date(1_700_000_000_000 + seq * 1000).toISOString();
  const stamp = { id: `e1-${seq}`, roomId: ROOM.code, timestamp };
  return { type: "chat", seq, user: "Mira", userId: "mira", avatar: null, message: `m${seq}`, ...stamp, ...fields };
}

export function welcomeOf(events: readonly LogEvent[], fields: Partial<Welcome> = {}): Welcome {
  return {
    type: "welcome",
    room: ROOM,
    you: ME,
    members: [ME],
    cursor: { epoch: "e1", seq: events.at(-1)?.seq ?? 0 },
    recovered: false,
    events: [...events],
    more: false,
    build: "test",
    serverTime: new Date(1_700_000_000_000).toISOString(),
    ...fields,
  };
}

type ReceivedFrame = {
  type: string;
  token?: string;
  message?: string;
  nonce?: string;
  cursor?: Cursor;
  password?: string;
};

/** Both ends of a socket. Frames arrive `delayMs` later, in order; a cut socket delivers nothing, or nothing one way. */
export class FakeSocket implements SocketLike {
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: unknown }) => void) | null = null;
  onclose: ((closed: { code: number; reason?: string }) => void) | null = null;
  readonly received: ReceivedFrame[] = [];
  isCut: boolean | "to the server" | "to the client" = false;
  isClosed = false;
  allowance = FRAME_BURST;
  countedAt: number;

  constructor(readonly server: FakeServer) {
    this.countedAt = server.time.now;
  }

  #later(run: () => void, way?: FakeSocket["isCut"]): void {
    this.server.time.after(this.server.delayMs, () => {
      if (this.isCut !== true && this.isCut !== way && !this.isClosed) run();
    });
  }

  open(): void {
    this.#later(() => this.onopen?.());
  }

  send(text: string): void {
    this.#later(() => {
      const frame = JSON.parse(text) as ReceivedFrame;
      this.received.push(frame);
      this.server.receive(this, frame);
    }, "to the server");
  }

  deliver(frame: ServerFrame): void {
    this.#later(() => this.onmessage?.({ data: JSON.stringify(frame) }), "to the client");
  }

  /** Closes it from the server's side. */
  end(code: number, reason = ""): void {
    this.#later(() => {
      this.isClosed = true;
      this.onclose?.({ code, reason });
    });
  }

  close(): void {
    this.isClosed = true;
  }
}

export class FakeServer {
  readonly log: ChatEvent[] = [];
  readonly sockets: FakeSocket[] = [];
  delayMs = 5;
  /** Handles a new socket; tests replace it to do something else than open it. */
  onConnect: (socket: FakeSocket) => void = (socket) => socket.open();
  acceptsToken: (token: string) => boolean = () => true;
  /** Answers a join instead of the welcome, and returns whether it did. */
  answerJoin: (socket: FakeSocket, join: ReceivedFrame) => boolean = () => false;
  isLimited = true;

  constructor(readonly time: FakeTime) {}

  connect(): FakeSocket {
    const socket = new FakeSocket(this);
    this.sockets.push(socket);
    this.onConnect(socket);
    return socket;
  }

  get last(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error("Nobody has connected.");
    return socket;
  }

  receive(socket: FakeSocket, frame: ReceivedFrame): void {
    const waitMs = this.#spend(socket);
    if (waitMs > 0) {
      const { nonce } = frame;
      socket.deliver({
        type: "refused",
        code: "slow_down",
        message: "Wait.",
        retryAfterMs: waitMs,
        ...(nonce && { nonce }),
      });
    } else if (frame.type === "ping") socket.deliver({ type: "pong" });
    else if (frame.type === "join") this.#join(socket, frame);
    else if (frame.type === "chat") this.#chat(socket, frame.message ?? "", frame.nonce);
  }

  /** Returns 0 when the frame is within the allowance, else how long it takes until one is, in ms. */
  #spend(socket: FakeSocket): number {
    if (!this.isLimited) return 0;
    const earned = ((this.time.now - socket.countedAt) / 1000) * FRAMES_PER_SECOND;
    socket.allowance = Math.min(FRAME_BURST, socket.allowance + earned);
    socket.countedAt = this.time.now;
    if (socket.allowance < 1) return Math.ceil(((1 - socket.allowance) / FRAMES_PER_SECOND) * 1000);
    socket.allowance -= 1;
    return 0;
  }

  #join(socket: FakeSocket, { token = "", cursor, ...rest }: ReceivedFrame): void {
    if (!this.acceptsToken(token)) {
      socket.deliver({ type: "refused", code: "bad_token", message: "The token is not valid." });
      return;
    }
    if (this.answerJoin(socket, { ...rest, token })) return;
    const at = { epoch: "e1", seq: this.log.length };
    const missed = this.log.slice(cursor?.seq ?? 0);
    socket.deliver(welcomeOf(missed, { cursor: at, recovered: cursor !== undefined }));
  }

  #chat(socket: FakeSocket, message: string, nonce: string | undefined): void {
    const known = this.log.find((event) => event.nonce === nonce);
    if (known !== undefined) return socket.deliver(known);
    const event = chatOf(this.log.length + 1, { userId: ME.id, user: ME.name, message, ...(nonce && { nonce }) });
    this.log.push(event);
    for (const other of this.sockets) if (!other.isClosed) other.deliver(event);
  }
}
