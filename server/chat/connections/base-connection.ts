import { CLOSE, type Refusal } from "#protocol/error-codes";
import { MAX_REFUSED_IN_A_ROW } from "#protocol/limits";
import type { ReportFault, Socket } from "../lib/ports.ts";
import { countRefusal } from "../lib/refusal-counts.ts";
import { internalFault } from "../lib/refusals.ts";

/** One open socket: sends to it, refuses what it sends, closes it. Rules W2, W5. */
export abstract class BaseConnection {
  protected readonly socket: Socket;
  #refusedInARow = 0;

  constructor(socket: Socket) {
    this.socket = socket;
  }

  /** Whether the socket is closed: from then on nothing is sent to it. */
  protected abstract get isClosed(): boolean;
  protected abstract readonly reportFault: ReportFault;

  /** Called when the socket has closed or is about to be. Calling it again does nothing. */
  abstract handleClosed(): void;

  /** Sends a frame to this socket alone. */
  send(text: string): void {
    if (!this.isClosed) this.socket.send(text);
  }

  /** Resets the count of refused frames in a row, because a frame was accepted. */
  protected resetRefusals(): void {
    this.#refusedInARow = 0;
  }

  /** Refuses a frame. Closes the socket after too many refused frames in a row. */
  protected refuse({ code, message, nonce, retryAfterMs }: Refusal): void {
    if (this.isClosed) return;
    countRefusal(code);
    this.socket.send(JSON.stringify({ type: "refused", code, message, nonce, retryAfterMs }));
    if (++this.#refusedInARow >= MAX_REFUSED_IN_A_ROW) this.disconnect(CLOSE.tooManyFrames, "too many refused frames");
  }

  /** Reports an error of ours, and tells the client its id. */
  protected reportFailure(error: unknown): void {
    this.refuse(internalFault(this.reportFault(error)));
  }

  /** Closes the socket after an error that left a join half done. The client will reconnect. */
  protected closeAfterFailure(error: unknown): void {
    this.reportFailure(error);
    this.disconnect(CLOSE.fault, "fault");
  }

  protected disconnect(code: number, reason: string): void {
    if (this.isClosed) return;
    this.handleClosed();
    this.socket.close(code, reason);
  }
}
