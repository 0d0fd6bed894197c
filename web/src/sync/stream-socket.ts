// A socket made of an event stream, for networks that let no WebSocket through: frames come as the stream's events, and go out
// in requests, one after the other. Its loss is a socket's loss: the connection resumes with its cursor and its nonces.
// Rule W25.
import { CLOSE, type RefusalCode } from "#protocol/error-codes";
import { toApiError } from "../api/api-error.ts";
import { authHeaders } from "../api/early-requests.ts";
import type { SocketLike } from "./connection-types.ts";

/** What the network did, as the browser says of its own sockets. */
const ABNORMAL = 1006;
/** The server takes 64 KiB at a time. */
const MAX_BODY_CHARACTERS = 20_000;

const CLOSE_CODES: Partial<Record<RefusalCode, number>> = {
  ended: CLOSE.roomEnded,
  not_found: CLOSE.noSuchRoom,
  slow_down: CLOSE.tooManySockets,
};

type StreamSocketPorts = {
  /** The address of the API, which ends with a slash. */
  api: URL;
  /** Opens the stream, whose answer may go on for days. */
  fetch(address: URL, init: RequestInit): Promise<Response>;
  /** Sends something that is answered soon. */
  post(address: URL, init: RequestInit): Promise<Response>;
};

/** Opens a stream in a room. @param token of who asks, because a members-only room does not exist for anybody else */
export function openStreamSocket(code: string, token: string | undefined, ports: StreamSocketPorts): SocketLike {
  const { api, fetch, post } = ports;
  const stop = new AbortController();
  const waiting: string[] = [];
  let key: string | undefined;
  let isPosting = false;
  const socket: SocketLike = {
    onopen: null,
    onmessage: null,
    onclose: null,
    send(text) {
      waiting.push(text);
      void sendWaiting();
    },
    close: () => stop.abort(),
  };

  function end(code: number, reason = ""): void {
    if (stop.signal.aborted) return;
    stop.abort();
    socket.onclose?.({ code, reason });
  }

  /** Takes as many of the frames that wait as one request may have, a line each. */
  function takeFrames(): string {
    let body = waiting.shift() ?? "";
    while (waiting[0] !== undefined && body.length + waiting[0].length < MAX_BODY_CHARACTERS) {
      body += `\n${waiting.shift()}`;
    }
    return body;
  }

  /** One request at a time, so that frames keep their order. */
  async function sendWaiting(): Promise<void> {
    if (isPosting || key === undefined) return;
    isPosting = true;
    while (waiting.length > 0 && !stop.signal.aborted) {
      const headers = { "mayfly-stream": key, "content-type": "text/plain" };
      const init = { method: "POST", headers, body: takeFrames() };
      const answer = await post(new URL("frames", api), init).catch(() => undefined);
      if (!answer?.ok) return end(ABNORMAL);
    }
    isPosting = false;
  }

  function receive(type: string, data: string): void {
    if (type === "close") {
      const { code, reason } = JSON.parse(data) as { code: number; reason: string };
      return end(code, reason);
    }
    if (key !== undefined) return socket.onmessage?.({ data });
    key = (JSON.parse(data) as { key: string }).key;
    socket.onopen?.();
    void sendWaiting();
  }

  function refuse(body: unknown): void {
    const { code, message } = toApiError(body);
    const closeCode = CLOSE_CODES[code];
    if (closeCode === undefined) socket.onmessage?.({ data: JSON.stringify({ type: "refused", code, message }) });
    end(closeCode ?? ABNORMAL);
  }

  async function read(): Promise<void> {
    const { signal } = stop;
    const address = new URL(`rooms/${encodeURIComponent(code)}/events?presence=join`, api);
    const answer = await fetch(address, { ...authHeaders(token), signal, cache: "no-store" });
    if (!answer.ok || answer.body === null) return refuse(await answer.json());
    const reader = answer.body.getReader();
    const decoder = new TextDecoder();
    let text = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (text + decoder.decode(value, { stream: true })).split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        const { event, data } = parseEvent(block);
        if (data !== "" && !signal.aborted) receive(event, data);
      }
    }
  }

  // Whatever ends the stream, without a close code it is a lost connection.
  void read().then(
    () => end(ABNORMAL),
    () => end(ABNORMAL),
  );
  return socket;
}

/** Parses one event, as the server writes it: a space behind each colon, and no other line ends. */
function parseEvent(block: string): { event: string; data: string } {
  const values = (field: string) =>
    block.split("\n").flatMap((line) => (line.startsWith(`${field}: `) ? [line.slice(field.length + 2)] : []));
  return { event: values("event").join(""), data: values("data").join("\n") };
}
