import type { Cursor, ServerFrame } from "#protocol/frames";
import { eventsIn } from "./history-checker.ts";

/** What Bun's WebSocket has beyond a browser's. */
type Pausable = { pause(): boolean; resume(): boolean };

let clientCount = 0;

/** A client small enough for a thousand per process: it tracks its cursor and the messages not acknowledged yet. */
export class MinimalClient {
  /** Part of each nonce, so that no client takes another client's event for its own. */
  readonly #id = clientCount++;
  readonly #address: string;
  readonly #token: string;
  #socket: (WebSocket & Pausable) | undefined;
  #cursor: Cursor | undefined;
  #sentCount = 0;
  readonly #unconfirmed = new Map<string, object>();
  /** The close codes of its sockets. */
  readonly closeCodes: number[] = [];
  readonly recovered: boolean[] = [];
  holes = 0;

  constructor(address: string, token: string) {
    this.#address = address;
    this.#token = token;
  }

  get seq(): number {
    return this.#cursor?.seq ?? -1;
  }

  get unconfirmedCount(): number {
    return this.#unconfirmed.size;
  }

  /** Stops reading from the socket until `resume`. */
  pause(): void {
    this.#socket?.pause();
  }

  resume(): void {
    this.#socket?.resume();
  }

  connect(): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(this.#address) as WebSocket & Pausable;
      this.#socket = socket;
      socket.onopen = () =>
        socket.send(
          JSON.stringify({ type: "join", token: this.#token, ...(this.#cursor && { cursor: this.#cursor }) }),
        );
      socket.onmessage = ({ data }) => {
        const frame = JSON.parse(String(data)) as ServerFrame;
        this.#handleFrame(frame);
        if (frame.type !== "welcome") return;
        for (const unconfirmed of this.#unconfirmed.values()) socket.send(JSON.stringify(unconfirmed));
        resolve();
      };
      socket.onclose = ({ code }) => {
        this.closeCodes.push(code);
        reject(new Error(`closed with ${code}`));
      };
    });
  }

  send(): void {
    const nonce = `${this.#id}-${this.#sentCount++}`;
    const frame = { type: "chat", message: "on my way", nonce };
    this.#unconfirmed.set(nonce, frame);
    this.#socket?.send(JSON.stringify(frame));
  }

  #handleFrame(frame: ServerFrame): void {
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
