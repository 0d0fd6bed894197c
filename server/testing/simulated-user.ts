// A person in a room, made of the client's own connection and reducer: what it holds is what its user would see.
import type { Cursor, ServerFrame } from "#protocol/frames";
import { type Connection, createConnection } from "../../web/src/sync/connection.ts";
import type { SocketLike } from "../../web/src/sync/connection-types.ts";
import { eventsOf, type Shown } from "../../web/src/sync/event-list.ts";
import type { Revising } from "../../web/src/sync/pending-messages.ts";
import { contiguous, EMPTY, type LocalAction, type RoomState, reducer } from "../../web/src/sync/room-reducer.ts";

/** What is wrong to do, to show that the test would notice: resume from the highest seq seen, holes or not. */
export const highestSeen: typeof contiguous = (standing, seq) => (seq <= standing ? "known" : "next");

export type TalkerOptions = {
  /** How it takes an event for the next: the client's own way, or a wrong one. */
  readonly place?: typeof contiguous;
  /** Opens its sockets in another way. */
  readonly open?: (address: string) => SocketLike;
  /** 0 to 1; how long it waits before it comes back. */
  readonly random?: () => number;
  /** Told of every frame as it came, before it is folded. */
  readonly heard?: (frame: ServerFrame) => void;
  /** Where it stands before it has heard anything. */
  readonly cursor?: Cursor;
};

export class Talker {
  state: RoomState = EMPTY;
  /** The messages written, in order. */
  readonly written: string[] = [];
  /** Sockets opened so far. */
  sockets = 0;
  /** The code that told it never to come back. */
  closedWith: number | undefined;
  readonly name: string;
  readonly token: string;
  readonly #connection: Connection;
  readonly #reduce: ReturnType<typeof reducer>;
  #revisions = 0;

  constructor(address: string, token: string, name: string, options: TalkerOptions = {}) {
    this.name = name;
    this.token = token;
    this.#reduce = reducer(options.place ?? contiguous);
    if (options.cursor !== undefined) this.state = { ...EMPTY, cursor: options.cursor };
    this.#connection = createConnection(
      {
        now: Date.now,
        random: options.random ?? (() => 0.05),
        after(delayMs, run) {
          const timer = setTimeout(run, delayMs);
          return () => clearTimeout(timer);
        },
        open: () => {
          this.sockets++;
          return options.open?.(address) ?? (new WebSocket(address) as SocketLike);
        },
      },
      {
        introduction: async () => ({ token, tab: name }),
        distrust: () => {},
        cursor: () => this.state.cursor,
        waiting: () => this.state.outbox,
        receive: (frame) => {
          options.heard?.(frame);
          return this.#fold(frame).gap;
        },
        change: (phase) => {
          if (phase.is === "closed") this.closedWith = phase.code;
        },
        serverSeq: async () => undefined,
      },
    );
    this.#connection.start();
  }

  say(message: string): void {
    this.written.push(message);
    this.#fold({ type: "send", nonce: `${this.name}-${this.written.length}`, message });
    this.#connection.flush();
  }

  revise(command: Revising): void {
    this.#fold({ type: "revise", nonce: `${this.name}-r${++this.#revisions}`, command });
    this.#connection.flush();
  }

  /** Sends again what was refused, as a person would who sees it marked. */
  retry(): void {
    const refused = this.state.outbox.filter(({ failure }) => failure !== undefined);
    for (const { nonce } of refused) this.#fold({ type: "retry", nonce });
    if (refused.length > 0) this.#connection.flush();
  }

  stop(): void {
    this.#connection.stop();
  }

  get seq(): number {
    return this.state.cursor?.seq ?? 0;
  }

  /** What there is to see, each message as its revisions leave it. */
  get shown(): Shown[] {
    return eventsOf(this.state.held.log);
  }

  get messages(): string[] {
    return this.shown.flatMap((event) => (event.type === "chat" ? [event.message] : []));
  }

  #fold(action: ServerFrame | LocalAction): RoomState {
    this.state = this.#reduce(this.state, action);
    return this.state;
  }
}
