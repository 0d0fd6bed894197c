import type { Cursor, ServerFrame } from "#protocol/frames";
import { eventsIn } from "./history-checker.ts";

/** What Bun's WebSocket has beyond a browser's. */
type Pausable = { pause(): boolean; resume(): boolean; terminate(): void };

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
  #openedSockets = 0;
  readonly #unconfirmed = new Map<string, object>();
  /** The close codes of its sockets. */
  readonly closeCodes: number[] = [];
  readonly recovered: boolean[] = [];
  /** How often an event came that wasn't the next one. It then applies nothing more, and closes (rule H7). */
  holes = 0;
  #hasHole = false;
  /** Whether its newest socket was welcomed, which stays so after it has closed. */
  isWelcomed = false;
  /** Whether everything that it missed has come. */
  hasCaughtUp = false;
  readonly #onFrame: (frame: ServerFrame) => void;

  /** @param onFrame is called with every frame, after the client has taken notice of it */
  constructor(address: string, token: string, onFrame: (frame: ServerFrame) => void = () => {}) {
    this.#address = address;
    this.#token = token;
    this.#onFrame = onFrame;
  }

  get seq(): number {
    return this.#cursor?.seq ?? -1;
  }

  get unconfirmedCount(): number {
    return this.#unconfirmed.size;
  }

  /** Returns whether this client sent the message with this nonce. */
  hasSent(nonce: string | undefined): boolean {
    return nonce?.startsWith(`${this.#id}-`) ?? false;
  }

  /** Whether all sockets it has opened are closed. */
  get isClosed(): boolean {
    return this.closeCodes.length === this.#openedSockets;
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
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
      this.#openedSockets++;
      this.isWelcomed = false;
      this.#hasHole = false;
      socket.onopen = () =>
        socket.send(
          JSON.stringify({ type: "join", token: this.#token, ...(this.#cursor && { cursor: this.#cursor }) }),
        );
      socket.onmessage = ({ data }) => {
        const frame = JSON.parse(String(data)) as ServerFrame;
        this.#handleFrame(frame);
        if (frame.type === "welcome") this.isWelcomed = true;
        this.#onFrame(frame);
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

  /** Sends a message, and again after each reconnect until it is acknowledged. */
  send(message = "on my way", more: { readonly replyTo?: string } = {}): void {
    const nonce = `${this.#id}-${this.#sentCount++}`;
    const frame = { type: "chat", message, nonce, ...more };
    this.#unconfirmed.set(nonce, frame);
    this.sendFrame(frame);
  }

  /** Sends a frame once, if it is in the room. */
  sendFrame(frame: object): void {
    if (this.isOpen && this.isWelcomed) this.#socket?.send(JSON.stringify(frame));
  }

  close(): void {
    this.#socket?.close();
  }

  /** Breaks the connection without a close frame. */
  cut(): void {
    this.#socket?.terminate();
  }

  #handleFrame(frame: ServerFrame): void {
    if (frame.type === "welcome") {
      this.recovered.push(frame.recovered);
      if (!frame.recovered)
        this.#cursor = { ...frame.cursor, seq: frame.events[0] ? frame.events[0].seq - 1 : frame.cursor.seq };
    }
    // What was refused would be refused again.
    if (frame.type === "refused" && frame.nonce !== undefined) this.#unconfirmed.delete(frame.nonce);
    if (frame.type === "welcome" || frame.type === "replay") this.hasCaughtUp = !frame.more;
    for (const event of eventsIn(frame)) {
      if (event.type === "chat" && event.nonce !== undefined) this.#unconfirmed.delete(event.nonce);
      if (this.#cursor === undefined || event.seq <= this.seq || this.#hasHole) continue;
      if (event.seq !== this.seq + 1) {
        this.holes++;
        this.#hasHole = true;
        this.close();
        return;
      }
      this.#cursor = { ...this.#cursor, seq: event.seq };
    }
  }
}
