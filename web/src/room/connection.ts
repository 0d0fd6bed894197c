// Keeps one room's socket alive: joins, resumes from the last contiguous seq, comes back with full-jitter backoff until
// told never to. Clock, chance, timers and sockets come from outside.
import { CLOSE, comesBack } from "#protocol/codes";
import type { Cursor, ServerFrame } from "#protocol/frames";
import { Outbox } from "./outbox.ts";
import type { Outgoing } from "./reduce.ts";

const BACKOFF_BASE_MS = 500;
const BACKOFF_CAP_MS = 15_000;
/** A socket that has not brought a welcome by then is given up. */
const WELCOME_DEADLINE_MS = 10_000;
/** A connection that held this long counts as good: the next backoff begins small. */
const GOOD_AFTER_MS = 5_000;
const HEARTBEAT_MS = 20_000;
/** A heartbeat this late means that the device slept; browsers delay those of hidden tabs by less. */
const SLEPT_MS = 45_000;
/** After so long without a frame we ask whether there was something to hear. */
const SILENCE_MS = 60_000;
/** What the server told another way may still be under way on the socket. */
const UNDER_WAY_MS = 2_000;

export type SocketLike = {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onmessage: ((message: { data: unknown }) => void) | null;
  onclose: ((closed: { code: number }) => void) | null;
};

export type Surroundings = {
  now(): number;
  /** 0 to 1. */
  random(): number;
  /** Runs once after `delayMs`; the answer cancels it. */
  after(delayMs: number, run: () => void): () => void;
  open(): SocketLike;
};

export type Phase =
  | { is: "connecting" | "open" }
  | { is: "waiting" | "offline"; nextTryAt: number }
  | { is: "closed"; code: number; words: string | undefined };

export type Conversation = {
  /** What `join` says besides the cursor. Rejects when the server can't be reached. */
  introduction(): Promise<{ token: string; name?: string; avatar?: string | null; tab: string }>;
  /** The token was refused: the next introduction must have another. */
  distrust(): void;
  cursor(): Cursor | undefined;
  waiting(): readonly Outgoing[];
  /** Folds a frame. @returns whether it left a hole */
  receive(frame: ServerFrame): boolean;
  change(phase: Phase): void;
  /** The seq the server stands at, asked without the socket; undefined when it can't say. */
  serverSeq(): Promise<number | undefined>;
};

export class Connection {
  readonly #around: Surroundings;
  readonly #talk: Conversation;
  readonly #outbox: Outbox;
  #socket: SocketLike | undefined;
  #phase: Phase = { is: "connecting" };
  #isOffline = false;
  #attempts = 0;
  #tokensRefused = 0;
  #openSince: number | undefined;
  #heardAt = 0;
  #refusedWith: string | undefined;
  #cancelNext: () => void = () => {};
  #cancelFlush: () => void = () => {};
  #cancelHeartbeat: () => void = () => {};

  constructor(around: Surroundings, talk: Conversation) {
    this.#around = around;
    this.#talk = talk;
    const send = ({ message, nonce }: Outgoing) => this.#send({ type: "chat", message, nonce });
    this.#outbox = new Outbox({ now: around.now, waiting: talk.waiting, send });
  }

  start(): void {
    this.#beat(this.#around.now());
    this.#connect();
  }

  /** Leaves for good. */
  stop(): void {
    this.#letGo();
    this.#cancelHeartbeat();
    this.#phase = { is: "closed", code: CLOSE.normal, words: undefined };
  }

  /** Connects anew, now, with whatever the introduction and the cursor say. */
  restart(): void {
    this.#letGo();
    this.#connect();
  }

  /** The network is back: an old socket may be dead without knowing, and waiting has no point any more. */
  online(): void {
    this.#isOffline = false;
    if (this.#phase.is !== "closed") this.restart();
  }

  offline(): void {
    this.#isOffline = true;
    if (this.#phase.is === "waiting") this.#become({ ...this.#phase, is: "offline" });
  }

  /** Somebody is looking: no more waiting. */
  visible(): void {
    if (this.#phase.is === "waiting" || this.#phase.is === "offline") this.restart();
  }

  /** Something new waits to be sent. */
  flush(): void {
    this.#cancelFlush();
    if (this.#phase.is !== "open") return;
    const againAt = this.#outbox.flush();
    if (this.#outbox.isStuck) this.#comeBack();
    else if (againAt !== undefined) {
      this.#cancelFlush = this.#around.after(againAt - this.#around.now(), () => this.flush());
    }
  }

  /** Sends a frame that is no message: said now or never. */
  say(frame: { type: "typing" } | { type: "rename"; name: string }): boolean {
    if (this.#phase.is !== "open") return false;
    this.#outbox.count();
    this.#send(frame);
    return true;
  }

  #become(phase: Phase): void {
    this.#phase = phase;
    this.#talk.change(phase);
  }

  #send(frame: object): void {
    this.#socket?.send(JSON.stringify(frame));
  }

  #connect(): void {
    this.#become({ is: "connecting" });
    const socket = this.#around.open();
    this.#socket = socket;
    this.#tokensRefused = 0;
    this.#cancelNext = this.#around.after(WELCOME_DEADLINE_MS, () => this.#comeBack());
    socket.onopen = () => void this.#join(socket);
    socket.onmessage = ({ data }) => this.#hear(socket, data);
    socket.onclose = ({ code }) => {
      if (comesBack(code)) return this.#comeBack();
      this.#letGo();
      this.#become({ is: "closed", code, words: this.#refusedWith });
    };
  }

  async #join(socket: SocketLike): Promise<void> {
    try {
      const introduction = await this.#talk.introduction();
      if (socket !== this.#socket) return;
      const cursor = this.#talk.cursor();
      this.#send({ type: "join", ...introduction, ...(cursor && { cursor }) });
    } catch {
      if (socket === this.#socket) this.#comeBack();
    }
  }

  #hear(socket: SocketLike, data: unknown): void {
    this.#heardAt = this.#around.now();
    const frame = JSON.parse(String(data)) as ServerFrame;
    if (frame.type === "refused") {
      this.#refusedWith = frame.message;
      if (frame.code === "bad_token") {
        this.#introduceAgain(socket);
        return;
      }
      if (frame.code === "slow_down" && frame.nonce !== undefined) {
        this.#outbox.slowDown(frame.nonce, frame.retryAfterMs ?? 1000);
      }
    }
    const leftHole = this.#talk.receive(frame);
    // What was received may have made the reader leave.
    if (socket !== this.#socket) return;
    if (leftHole) this.#comeBack();
    else if (frame.type === "welcome") this.#welcomed();
    this.flush();
  }

  #introduceAgain(socket: SocketLike): void {
    this.#tokensRefused += 1;
    this.#talk.distrust();
    if (this.#tokensRefused > 2) this.#comeBack();
    else void this.#join(socket);
  }

  #welcomed(): void {
    this.#cancelNext();
    this.#refusedWith = undefined;
    this.#openSince = this.#around.now();
    this.#outbox.restart();
    this.#outbox.count();
    this.#become({ is: "open" });
  }

  /** Forgets the socket: nothing it does later is heard. */
  #letGo(): void {
    this.#cancelNext();
    this.#cancelFlush();
    const socket = this.#socket;
    this.#socket = undefined;
    if (this.#openSince !== undefined && this.#around.now() - this.#openSince >= GOOD_AFTER_MS) this.#attempts = 0;
    this.#openSince = undefined;
    if (socket === undefined) return;
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }

  #comeBack(): void {
    this.#letGo();
    const ceilingMs = Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** this.#attempts);
    const delayMs = this.#around.random() * ceilingMs;
    this.#attempts += 1;
    this.#cancelNext = this.#around.after(delayMs, () => this.#connect());
    this.#become({ is: this.#isOffline ? "offline" : "waiting", nextTryAt: this.#around.now() + delayMs });
  }

  #beat(now: number): void {
    this.#cancelHeartbeat = this.#around.after(HEARTBEAT_MS, () => {
      const woke = this.#around.now();
      this.#beat(woke);
      if (this.#phase.is !== "open") return;
      if (woke - now >= HEARTBEAT_MS + SLEPT_MS) this.restart();
      else if (woke - this.#heardAt >= SILENCE_MS) void this.#askWhetherAlive();
    });
  }

  async #askWhetherAlive(): Promise<void> {
    const socket = this.#socket;
    this.#heardAt = this.#around.now();
    const seq = await this.#talk.serverSeq();
    this.#around.after(UNDER_WAY_MS, () => {
      if (socket !== this.#socket || this.#phase.is !== "open") return;
      if (seq === undefined || seq > (this.#talk.cursor()?.seq ?? 0)) this.#comeBack();
    });
  }
}
