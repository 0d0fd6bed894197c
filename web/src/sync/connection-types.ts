import type { RefusalCode } from "#protocol/error-codes";
import type { Cursor, ServerFrame } from "#protocol/frames";
import type { Refusal } from "../api/api-error.ts";
import type { PendingMessage } from "./pending-messages.ts";

export type SocketLike = {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onmessage: ((message: { data: unknown }) => void) | null;
  onclose: ((closed: { code: number; reason?: string }) => void) | null;
};

/** Everything a connection takes from outside, so that tests can replace it. */
export type Environment = {
  /** Epoch ms, by a clock that nobody can set while the page is open. */
  now(): number;
  /** Epoch ms, by the device's clock. It gains on `now` where that stands still while the device sleeps. */
  wallNow?(): number;
  /** Returns 0 to 1. */
  random(): number;
  /** Runs something once after `delayMs`. Returns a function that cancels it. */
  after(delayMs: number, run: () => void): () => void;
  open(): SocketLike;
};

export type ConnectionPhase =
  | { is: "connecting" | "open" }
  /** `closeCode` is what the server or the network closed the last socket with. */
  | { is: "waiting" | "offline"; nextTryAt: number; closeCode?: number | undefined }
  /** Waiting until somebody lets us in. */
  | { is: "knocking" }
  /** The person must do something before we may come in, such as give a password; the next try will have it. */
  | { is: "asked"; refusal: Refusal }
  | { is: "closed"; code: number; reason: string; refusal: Refusal | undefined };

/** What a connection needs from the room it serves. */
export type ConnectionPorts = {
  /** Returns a promise to wait for before a socket is opened. It rejects with a refusal if none may be opened. */
  prepare?(): Promise<unknown> | undefined;
  /** Returns the fields of `join` besides the cursor. Rejects with a refusal when there is nobody to join as. */
  joinFields(): Promise<{ token: string; name?: string; avatar?: string | null; tab: string }>;
  /** Reports that the server refused the token: the next `joinFields` must return another. */
  rejectToken(): void;
  cursor(): Cursor | undefined;
  /** Returns our messages that the server has not confirmed, oldest first. */
  pending(): readonly PendingMessage[];
  /** Applies a frame. Returns whether there is a gap in the log now. */
  receive(frame: ServerFrame): boolean;
  phaseChanged(phase: ConnectionPhase): void;
  /** Reports that the server or the network closed a socket. */
  socketClosed?(code: number): void;
};

/** Refusals of a join that the person can do something about. */
export const ANSWERABLE_REFUSALS: ReadonlySet<RefusalCode> = new Set([
  "password_needed",
  "wrong_password",
  "account_needed",
  "slow_down",
  "busy",
]);
