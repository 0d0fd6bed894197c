// A client of the REST API, the WebSocket protocol and the event streams, written independently of the web client.

import type { Static } from "@sinclair/typebox";
import type { CreatedRoomBody, RoomRequest, SessionBody } from "#protocol/http";

export type RequestOptions = {
  /** Is sent as JSON; a string is sent unchanged. */
  readonly body?: unknown;
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
};

// biome-ignore lint/suspicious/noExplicitAny: tests read bodies and frames of every kind
type AnyJson = any;
export type ApiResponse = { status: number; headers: Headers; text: string; body: AnyJson };
export type Session = Static<typeof SessionBody>;
export type CreatedRoom = Static<typeof CreatedRoomBody>;

export class ApiClient {
  readonly #origin: string;
  readonly #basePath: string;

  /** @param basePath begins and ends with a slash */
  constructor(origin: string, basePath = "/") {
    this.#origin = origin;
    this.#basePath = basePath;
  }

  /** Returns the URL of a path. @param path relative to the base path (`api/rooms`), or absolute with a leading slash */
  address(path: string): string {
    return this.#origin + (path.startsWith("/") ? path : this.#basePath + path);
  }

  fetch(method: string, path: string, { body, token, headers, signal }: RequestOptions = {}): Promise<Response> {
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

  async ask(method: string, path: string, options: RequestOptions = {}): Promise<ApiResponse> {
    const { status, headers, text } = await this.#responseText(method, path, options);
    let body: AnyJson;
    if (text !== "" && headers.get("content-type")?.startsWith("application/json")) body = JSON.parse(text);
    return { status, headers, text, body };
  }

  async #responseText(method: string, path: string, options: RequestOptions) {
    const response = await this.fetch(method, path, options);
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  /** Creates a session. */
  async session(name?: string, token?: string): Promise<Session> {
    const { status, body, text } = await this.ask("POST", "api/sessions", { body: { name }, token });
    if (status !== 201) throw new Error(text);
    return body;
  }

  /** Creates a room. */
  async room(request: RoomRequest = {}, token?: string): Promise<CreatedRoom> {
    const { status, body, text } = await this.ask("POST", "api/rooms", { body: request, token });
    if (status !== 201) throw new Error(text);
    return body;
  }

  /** Opens a socket without joining. @param query of the address, such as `?token=…` */
  async connect(code: string, { query = "", headers = {} }: ConnectOptions = {}): Promise<ApiSocket> {
    const socket = new ApiSocket(`${this.address(`ws/${code}`).replace("http", "ws")}${query}`, headers);
    await socket.opened;
    return socket;
  }

  /** Opens a socket and joins with `more.token`, or as a new member of that name. */
  async join(code: string, name: string, more: Readonly<Record<string, unknown>> = {}) {
    const socket = await this.connect(code);
    const token = (more.token as string | undefined) ?? (await this.session(name)).token;
    socket.send({ type: "join", token, ...more });
    return { socket, token, welcome: await socket.next("welcome") };
  }

  /** Opens a room's stream of server-sent events. */
  async openEventStream(code: string, options: RequestOptions & { query?: string } = {}): Promise<EventStreamReader> {
    const stop = new AbortController();
    const path = `api/rooms/${code}/events${options.query ?? ""}`;
    const response = await this.fetch("GET", path, { ...options, signal: stop.signal });
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
    return new EventStreamReader(response, () => stop.abort());
  }
}

type ConnectOptions = { readonly query?: string; readonly headers?: Readonly<Record<string, string>> };

export class ApiSocket {
  readonly #socket: WebSocket;
  readonly #unread: string[] = [];
  readonly #waiting: (() => void)[] = [];
  /** Rejects if the server refuses the upgrade. */
  readonly opened: Promise<void>;
  readonly closed: Promise<{ code: number; reason: string }>;
  #closedWith: number | undefined;

  /** @param tls such as the CA to trust */
  constructor(address: string, headers: Readonly<Record<string, string>> = {}, tls?: { readonly ca: string }) {
    // Only Bun's WebSocket accepts these; the DOM type does not declare them.
    this.#socket = new WebSocket(address, { headers, ...(tls && { tls }) } as never);
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

  send(frame: object): void {
    this.sendRaw(JSON.stringify(frame));
  }

  sendRaw(frame: string | Uint8Array<ArrayBuffer>): void {
    this.#socket.send(frame);
  }

  /** Returns the text of the next frame. Throws if the socket is closed. */
  async nextText(): Promise<string> {
    for (;;) {
      const text = this.#unread.shift();
      if (text !== undefined) return text;
      if (this.#closedWith !== undefined) throw new Error(`closed with ${this.#closedWith}`);
      await new Promise<void>((wake) => this.#waiting.push(wake));
    }
  }

  /** Returns the next frame of that type and drops those before it. */
  async next(type: string): Promise<AnyJson> {
    for (;;) {
      const frame = JSON.parse(await this.nextText());
      if (frame.type === type) return frame;
    }
  }

  /** Returns all frames up to and including the next one of that type. */
  async nextUntil(type: string): Promise<AnyJson[]> {
    const frames: AnyJson[] = [];
    do frames.push(JSON.parse(await this.nextText()));
    while (frames.at(-1).type !== type);
    return frames;
  }

  /** Sends a frame and returns the next frame of that type. */
  request(frame: object, type: string): Promise<AnyJson> {
    this.send(frame);
    return this.next(type);
  }

  close(): void {
    this.#socket.close();
  }

  /** Breaks the connection without a close frame. */
  terminate(): void {
    // Only Bun's WebSocket has `terminate`; the DOM type does not declare it.
    (this.#socket as unknown as { terminate(): void }).terminate();
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

export type StreamedEvent = { id: string | undefined; data: AnyJson };

export class EventStreamReader {
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

  /** Returns the next block, which may be a comment; undefined at the end of the stream. */
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

  /** Returns the next event, without comments; undefined at the end of the stream. */
  async next(): Promise<StreamedEvent | undefined> {
    for (;;) {
      const block = await this.block();
      if (block === undefined) return undefined;
      const fields = block.split("\n");
      const fieldValue = (field: string) =>
        fields.find((line) => line.startsWith(`${field}: `))?.slice(field.length + 2);
      const data = fieldValue("data");
      if (data !== undefined) return { id: fieldValue("id"), data: JSON.parse(data) };
    }
  }

  close(): void {
    this.#abort();
  }
}

/** Sends raw bytes, which may be an invalid request, and returns everything received until the connection closes. */
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
