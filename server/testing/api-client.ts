// A client of the wire as other people would write one: requests, sockets and event streams that can be waited on.

import type { Static } from "@sinclair/typebox";
import type { CreatedRoomBody, RoomRequest, SessionBody } from "#protocol/http";

export type Asking = {
  /** Sent as JSON; a string goes as it is. */
  readonly body?: unknown;
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
};

// biome-ignore lint/suspicious/noExplicitAny: tests look into bodies and frames of every kind
type Anything = any;
export type Answer = { status: number; headers: Headers; text: string; body: Anything };
export type Session = Static<typeof SessionBody>;
export type Created = Static<typeof CreatedRoomBody>;

export class WireClient {
  readonly #origin: string;
  readonly #basePath: string;

  /** @param basePath begins and ends with a slash */
  constructor(origin: string, basePath = "/") {
    this.#origin = origin;
    this.#basePath = basePath;
  }

  /** @param path below the base, as `api/rooms`; with a slash in front it is the whole path */
  address(path: string): string {
    return this.#origin + (path.startsWith("/") ? path : this.#basePath + path);
  }

  fetch(method: string, path: string, { body, token, headers, signal }: Asking = {}): Promise<Response> {
    return fetch(this.address(path), {
      method,
      redirect: "manual",
      headers: {
        ...(body === undefined ? undefined : { "content-type": "application/json" }),
        ...(token === undefined ? undefined : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body === undefined ? undefined : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      ...(signal && { signal }),
    });
  }

  async ask(method: string, path: string, asking: Asking = {}): Promise<Answer> {
    const { status, headers, text } = await this.#answer(method, path, asking);
    let body: Anything;
    if (text !== "" && headers.get("content-type")?.startsWith("application/json")) body = JSON.parse(text);
    return { status, headers, text, body };
  }

  async #answer(method: string, path: string, asking: Asking) {
    const response = await this.fetch(method, path, asking);
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  async session(name?: string, token?: string): Promise<Session> {
    const { status, body, text } = await this.ask("POST", "api/sessions", { body: { name }, token });
    if (status !== 201) throw new Error(text);
    return body;
  }

  async room(request: RoomRequest = {}, token?: string): Promise<Created> {
    const { status, body, text } = await this.ask("POST", "api/rooms", { body: request, token });
    if (status !== 201) throw new Error(text);
    return body;
  }

  /** Opens a socket. @param query as `?token=…` */
  async connect(code: string, { query = "", headers = {} }: ConnectOptions = {}): Promise<WireSocket> {
    const socket = new WireSocket(`${this.address(`ws/${code}`).replace("http", "ws")}${query}`, headers);
    await socket.opened;
    return socket;
  }

  /** Opens a socket and joins under that name, as a new member or as that token's. */
  async join(code: string, name: string, more: Readonly<Record<string, unknown>> = {}) {
    const socket = await this.connect(code);
    const token = (more.token as string | undefined) ?? (await this.session(name)).token;
    socket.say({ type: "join", token, ...more });
    return { socket, token, welcome: await socket.next("welcome") };
  }

  /** Follows a room's events. */
  async follow(code: string, asking: Asking & { query?: string } = {}): Promise<EventReader> {
    const stop = new AbortController();
    const path = `api/rooms/${code}/events${asking.query ?? ""}`;
    const response = await this.fetch("GET", path, { ...asking, signal: stop.signal });
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
    return new EventReader(response, () => stop.abort());
  }
}

type ConnectOptions = { readonly query?: string; readonly headers?: Readonly<Record<string, string>> };

export class WireSocket {
  readonly #socket: WebSocket;
  readonly #unread: string[] = [];
  readonly #waiting: (() => void)[] = [];
  /** Rejected when the upgrade was refused. */
  readonly opened: Promise<void>;
  readonly closed: Promise<{ code: number; reason: string }>;
  #closedWith: number | undefined;

  constructor(address: string, headers: Readonly<Record<string, string>> = {}) {
    // Bun's own: a browser's has no headers.
    this.#socket = new WebSocket(address, { headers } as never);
    const opened = Promise.withResolvers<void>();
    const closed = Promise.withResolvers<{ code: number; reason: string }>();
    this.opened = opened.promise;
    this.closed = closed.promise;
    this.#socket.onopen = () => opened.resolve();
    this.#socket.onmessage = ({ data }) => {
      this.#unread.push(String(data));
      this.#wake();
    };
    this.#socket.onclose = ({ code, reason }) => {
      this.#closedWith = code;
      opened.reject(new Error(`refused: ${code}`));
      closed.resolve({ code, reason });
      this.#wake();
    };
    this.opened.catch(() => undefined);
  }

  say(frame: object): void {
    this.raw(JSON.stringify(frame));
  }

  raw(frame: string | Uint8Array<ArrayBuffer>): void {
    this.#socket.send(frame);
  }

  /** The next frame as it came. */
  async nextText(): Promise<string> {
    for (;;) {
      const text = this.#unread.shift();
      if (text !== undefined) return text;
      if (this.#closedWith !== undefined) throw new Error(`closed with ${this.#closedWith}`);
      await new Promise<void>((wake) => this.#waiting.push(wake));
    }
  }

  /** The next frame of that type; those before it are dropped. */
  async next(type: string): Promise<Anything> {
    for (;;) {
      const frame = JSON.parse(await this.nextText());
      if (frame.type === type) return frame;
    }
  }

  /** Everything up to the next frame of that type, which is the last. */
  async upTo(type: string): Promise<Anything[]> {
    const frames: Anything[] = [];
    do frames.push(JSON.parse(await this.nextText()));
    while (frames.at(-1).type !== type);
    return frames;
  }

  /** Asks for something and waits for a frame of that type. */
  answer(frame: object, type: string): Promise<Anything> {
    this.say(frame);
    return this.next(type);
  }

  close(): void {
    this.#socket.close();
  }

  /** Cuts the connection without a word. */
  cut(): void {
    // Bun's own; the browser's type has none.
    (this.#socket as unknown as { terminate(): void }).terminate();
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

export type StreamedEvent = { id: string | undefined; data: Anything };

export class EventReader {
  readonly headers: Headers;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #abort: () => void;
  readonly #decoder = new TextDecoder();
  #text = "";

  constructor(response: Response, abort: () => void) {
    if (response.body === null) throw new Error("no stream");
    this.headers = response.headers;
    this.#reader = response.body.getReader();
    this.#abort = abort;
  }

  /** The next block, comments too; undefined when the stream has ended. */
  async block(): Promise<string | undefined> {
    for (;;) {
      const end = this.#text.indexOf("\n\n");
      if (end >= 0) {
        const block = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 2);
        return block;
      }
      const { done, value } = await this.#reader.read();
      if (done) return undefined;
      this.#text += this.#decoder.decode(value, { stream: true });
    }
  }

  /** The next event. */
  async next(): Promise<StreamedEvent | undefined> {
    for (;;) {
      const block = await this.block();
      if (block === undefined) return undefined;
      const fields = block.split("\n");
      const said = (field: string) => fields.find((line) => line.startsWith(`${field}: `))?.slice(field.length + 2);
      const data = said("data");
      if (data !== undefined) return { id: said("id"), data: JSON.parse(data) };
    }
  }

  close(): void {
    this.#abort();
  }
}

/** Bytes of a request as no client library would send them, and all that comes back until the connection ends. */
export async function rawRequest(port: number, request: string | Uint8Array): Promise<string> {
  const ended = Promise.withResolvers<string>();
  let received = "";
  await Bun.connect({
    hostname: "127.0.0.1",
    port,
    socket: {
      open: (socket) => void socket.write(request),
      data: (_socket, chunk) => {
        received += chunk.toString("latin1");
      },
      close: () => ended.resolve(received),
      error: (_socket, error) => ended.reject(error),
    },
  });
  return ended.promise;
}
