// One open socket as the domain speaks to it: tells it things, refuses what it says, closes it. Rules W2, W5.
import { CLOSE, Refusal } from "#protocol/error-codes";
import { REFUSED_IN_A_ROW } from "#protocol/limits";
import type { Fault, Socket } from "../lib/ports.ts";

export abstract class Line {
  protected readonly socket: Socket;
  #refusedInARow = 0;
  protected isClosed = false;

  constructor(socket: Socket) {
    this.socket = socket;
  }

  /** The socket is gone. */
  abstract closed(): void;
  protected abstract readonly fault: Fault;

  /** Sends it what it alone is told. */
  tell(text: string): void {
    if (!this.isClosed) this.socket.send(text);
  }

  protected accepted(): void {
    this.#refusedInARow = 0;
  }

  protected refuse({ code, message, nonce, retryAfterMs }: Refusal): void {
    if (this.isClosed) return;
    this.socket.send(JSON.stringify({ type: "refused", code, message, nonce, retryAfterMs }));
    if (++this.#refusedInARow >= REFUSED_IN_A_ROW) this.disconnect(CLOSE.tooManyFrames, "too many refused frames");
  }

  protected failed(error: unknown): void {
    const id = this.fault(error);
    this.refuse(new Refusal("internal", `Something went wrong here: ${id}.`));
  }

  /** Half done is no state to stay in: the client comes back. */
  protected broken(error: unknown): void {
    this.failed(error);
    this.disconnect(CLOSE.fault, "fault");
  }

  protected disconnect(code: number, reason: string): void {
    if (this.isClosed) return;
    this.closed();
    this.socket.close(code, reason);
  }
}
