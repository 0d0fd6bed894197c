// What a connection stands in: the world around it, the talk it serves, and how it may stand itself.
import type { RefusalCode } from "#protocol/error-codes";
import type { Cursor, ServerFrame } from "#protocol/frames";
import type { Outgoing } from "./pending-messages.ts";
import type { Refusal } from "./room-reducer.ts";

export type SocketLike = {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onmessage: ((message: { data: unknown }) => void) | null;
  onclose: ((closed: { code: number; reason?: string }) => void) | null;
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
  /** Somebody may let us in. */
  | { is: "knocking" }
  /** Something is asked of us before we may come in: the next try has it. */
  | { is: "asked"; refusal: Refusal }
  | { is: "closed"; code: number; reason: string; refusal: Refusal | undefined };

export type Conversation = {
  /** What there is to wait for before a socket is opened; rejects with why there will be none. */
  prepare?(): Promise<unknown> | undefined;
  /** What `join` says besides the cursor. Rejects, with a refusal, when there is nobody to be. */
  introduction(): Promise<{ token: string; name?: string; avatar?: string | null; tab: string }>;
  /** The token was refused: the next introduction must have another. */
  distrust(): void;
  cursor(): Cursor | undefined;
  waiting(): readonly Outgoing[];
  /** Folds a frame. @returns whether it left a hole */
  receive(frame: ServerFrame): boolean;
  change(phase: Phase): void;
  /** The server closed a socket, or the network did. */
  lost?(code: number): void;
  /** The seq the server stands at, asked without the socket; undefined when it can't say. */
  serverSeq(): Promise<number | undefined>;
};

/** What a newcomer may hear instead of a welcome, and can do something about. */
export const ASKS: ReadonlySet<RefusalCode> = new Set([
  "password_needed",
  "wrong_password",
  "account_needed",
  "slow_down",
  "busy",
]);
