// A user in a room who runs the web client's own connection and reducer, so that its state is what a person would see.
import type { Cursor, ServerFrame } from "#protocol/frames";
import { type Connection, createConnection } from "../../web/src/sync/connection.ts";
import type { SocketLike } from "../../web/src/sync/connection-types.ts";
import { allEvents, type VisibleEvent } from "../../web/src/sync/event-list.ts";
import { detectGap } from "../../web/src/sync/gap-detection.ts";
import type { RevisionCommand } from "../../web/src/sync/pending-messages.ts";
import { createReducer, EMPTY_STATE, type LocalAction, type RoomState } from "../../web/src/sync/room-reducer.ts";

/** A deliberate bug for tests that must find it: the client resumes from the highest seq it has seen, despite gaps. */
export const placeByHighestSeen: typeof detectGap = (standing, seq) => (seq <= standing ? "known" : "next");

export type SimulatedUserOptions = {
  /** Decides whether an event is the next one; defaults to the client's own rule. */
  readonly place?: typeof detectGap;
  /** Opens sockets instead of `new WebSocket`. */
  readonly open?: (address: string) => SocketLike;
  /** Returns 0 to 1, which scales the delay before it reconnects. */
  readonly random?: () => number;
  /** Is called with every frame before the reducer applies it. */
  readonly onFrame?: (frame: ServerFrame) => void;
  /** The cursor it starts with. */
  readonly cursor?: Cursor;
};

export class SimulatedUser {
  state: RoomState = EMPTY_STATE;
  /** The messages sent so far, in order. */
  readonly sentMessages: string[] = [];
  /** How many sockets it has opened so far. */
  openedSockets = 0;
  /** The close code after which it must not reconnect. */
  closedWith: number | undefined;
  readonly name: string;
  readonly token: string;
  readonly #connection: Connection;
  readonly #reduce: ReturnType<typeof createReducer>;
  #revisions = 0;

  constructor(address: string, token: string, name: string, options: SimulatedUserOptions = {}) {
    this.name = name;
    this.token = token;
    this.#reduce = createReducer(options.place ?? detectGap);
    if (options.cursor !== undefined) this.state = { ...EMPTY_STATE, cursor: options.cursor };
    this.#connection = createConnection(
      {
        now: Date.now,
        random: options.random ?? (() => 0.05),
        after(delayMs, run) {
          const timer = setTimeout(run, delayMs);
          return () => clearTimeout(timer);
        },
        open: () => {
          this.openedSockets++;
          return options.open?.(address) ?? (new WebSocket(address) as SocketLike);
        },
      },
      {
        joinFields: async () => ({ token, tab: name }),
        rejectToken: () => {},
        cursor: () => this.state.cursor,
        pending: () => this.state.outbox,
        receive: (frame) => {
          options.onFrame?.(frame);
          return this.#fold(frame).hasGap;
        },
        phaseChanged: (phase) => {
          if (phase.is === "closed") this.closedWith = phase.code;
        },
      },
    );
    this.#connection.start();
  }

  /** @param files ids of those that the message has */
  send(message: string, files?: string[]): void {
    this.sentMessages.push(message);
    const nonce = `${this.name}-${this.sentMessages.length}`;
    this.#fold({ type: "send", nonce, message, ...(files && { files }) });
    this.#connection.flush();
  }

  revise(command: RevisionCommand): void {
    this.#fold({ type: "revise", nonce: `${this.name}-r${++this.#revisions}`, command });
    this.#connection.flush();
  }

  /**
   * Sends refused messages again, as a person would who sees them marked as failed. One whose files are gone is given up, and so
   * is a change of a message that has another id by now.
   */
  retryRefused(): void {
    const refused = this.state.outbox.filter(({ failure }) => failure !== undefined);
    for (const { nonce, failure, command } of refused) {
      const isGone = ("files" in command || command.type !== "chat") && failure?.code === "not_found";
      this.#fold({ type: isGone ? "discard" : "retry", nonce });
    }
    if (refused.length > 0) this.#connection.flush();
  }

  stop(): void {
    this.#connection.stop();
  }

  get seq(): number {
    return this.state.cursor?.seq ?? 0;
  }

  /** The events on the screen, each message with its revisions applied. */
  get visibleEvents(): VisibleEvent[] {
    return allEvents(this.state.messages.log);
  }

  get messages(): string[] {
    return this.visibleEvents.flatMap((event) => (event.type === "chat" ? [event.message] : []));
  }

  #fold(action: ServerFrame | LocalAction): RoomState {
    this.state = this.#reduce(this.state, action);
    return this.state;
  }
}
