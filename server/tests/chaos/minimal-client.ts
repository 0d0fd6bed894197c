// As much of a client as it takes, and no more, so that one process can be a thousand: it follows the seqs, and knows
// what it said and has not been told back.
import type { Cursor, ServerFrame } from "#protocol/frames";
import { eventsIn } from "./history-checker.ts";

/** Bun's own, beyond a browser's. */
type Stoppable = { pause(): boolean; resume(): boolean };

let made = 0;

export class Lean {
  /** Part of each nonce: another's event must not pass for one's own. */
  readonly #id = made++;
  readonly #address: string;
  readonly #token: string;
  #socket: (WebSocket & Stoppable) | undefined;
  #cursor: Cursor | undefined;
  #said = 0;
  readonly #unconfirmed = new Map<string, object>();
  /** How each of its sockets was closed. */
  readonly codes: number[] = [];
  readonly recovered: boolean[] = [];
  holes = 0;

  constructor(address: string, token: string) {
    this.#address = address;
    this.#token = token;
  }

  get seq(): number {
    return this.#cursor?.seq ?? -1;
  }

  get waiting(): number {
    return this.#unconfirmed.size;
  }

  /** Reads nothing until `resume`. */
  pause(): void {
    this.#socket?.pause();
  }

  resume(): void {
    this.#socket?.resume();
  }

  connect(): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(this.#address) as WebSocket & Stoppable;
      this.#socket = socket;
      socket.onopen = () =>
        socket.send(
          JSON.stringify({ type: "join", token: this.#token, ...(this.#cursor && { cursor: this.#cursor }) }),
        );
      socket.onmessage = ({ data }) => {
        const frame = JSON.parse(String(data)) as ServerFrame;
        this.#follow(frame);
        if (frame.type !== "welcome") return;
        for (const said of this.#unconfirmed.values()) socket.send(JSON.stringify(said));
        resolve();
      };
      socket.onclose = ({ code }) => {
        this.codes.push(code);
        reject(new Error(`closed with ${code}`));
      };
    });
  }

  say(): void {
    const nonce = `${this.#id}-${this.#said++}`;
    const frame = { type: "chat", message: "on my way", nonce };
    this.#unconfirmed.set(nonce, frame);
    this.#socket?.send(JSON.stringify(frame));
  }

  #follow(frame: ServerFrame): void {
    if (frame.type === "welcome") {
      this.recovered.push(frame.recovered);
      if (!frame.recovered)
        this.#cursor = { ...frame.cursor, seq: frame.events[0] ? frame.events[0].seq - 1 : frame.cursor.seq };
    }
    for (const event of eventsIn(frame)) {
      if (event.type === "chat" && event.nonce !== undefined) this.#unconfirmed.delete(event.nonce);
      if (this.#cursor === undefined || event.seq <= this.seq) continue;
      if (event.seq !== this.seq + 1) this.holes++;
      this.#cursor = { ...this.#cursor, seq: event.seq };
    }
  }
}
