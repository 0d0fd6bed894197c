// A person in a room, made of the client's own connection and reducer: what it holds is what its user would see.
import type { ServerFrame } from "#protocol/frames";
import { type Connection, createConnection, type SocketLike } from "../../web/src/room/connection.ts";
import { eventsOf } from "../../web/src/room/log.ts";
import { contiguous, EMPTY, type LocalAction, type RoomState, reducer } from "../../web/src/room/reduce.ts";

/** What is wrong to do, to show that the test would notice: resume from the highest seq seen, holes or not. */
export const highestSeen: typeof contiguous = (standing, seq) => (seq <= standing ? "known" : "next");

export class Talker {
  state: RoomState = EMPTY;
  /** The messages written, in order. */
  readonly written: string[] = [];
  /** Sockets opened so far. */
  sockets = 0;
  readonly #connection: Connection;
  readonly #reduce: ReturnType<typeof reducer>;
  readonly #name: string;

  constructor(address: string, token: string, name: string, place = contiguous) {
    this.#name = name;
    this.#reduce = reducer(place);
    this.#connection = createConnection(
      {
        now: Date.now,
        random: () => 0.05,
        after(delayMs, run) {
          const timer = setTimeout(run, delayMs);
          return () => clearTimeout(timer);
        },
        open: () => {
          this.sockets++;
          return new WebSocket(address) as SocketLike;
        },
      },
      {
        introduction: async () => ({ token, tab: name }),
        distrust: () => {},
        cursor: () => this.state.cursor,
        waiting: () => this.state.outbox,
        receive: (frame) => this.#fold(frame).gap,
        change: () => {},
        serverSeq: async () => undefined,
      },
    );
    this.#connection.start();
  }

  say(message: string): void {
    this.written.push(message);
    this.#fold({ type: "send", nonce: `${this.#name}-${this.written.length}`, message });
    this.#connection.flush();
  }

  stop(): void {
    this.#connection.stop();
  }

  get seq(): number {
    return this.state.cursor?.seq ?? 0;
  }

  get messages(): string[] {
    return eventsOf(this.state.held.log).flatMap((event) => (event.type === "chat" ? [event.message] : []));
  }

  #fold(action: ServerFrame | LocalAction): RoomState {
    this.state = this.#reduce(this.state, action);
    return this.state;
  }
}
