import { describe, expect, test } from "bun:test";
import { openStreamSocket } from "./stream-socket.ts";

const settled = async () => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};
const refused = (status: number, code: string) => Response.json({ error: { code, message: "No." } }, { status });

/** A stream whose bytes the test writes, and the requests that its socket sends. */
function opened({
  answer,
  post = async () => new Response(null, { status: 204 }),
}: {
  answer?: Response;
  post?: (body: string) => Promise<Response>;
} = {}) {
  let out: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      out = controller;
    },
  });
  const asked: { address: string; headers: HeadersInit | undefined; signal: AbortSignal | null | undefined }[] = [];
  const posted: string[] = [];
  const keys: unknown[] = [];
  const socket = openStreamSocket("k7pq 2mfx", "token", {
    api: new URL("https://host/chat/api/"),
    fetch: async (address, { headers, signal }) => {
      asked.push({ address: address.href, headers, signal });
      return answer ?? new Response(body);
    },
    post: (_address, init) => {
      posted.push(String(init.body));
      keys.push((init.headers as Record<string, string>)["mayfly-stream"]);
      return post(String(init.body));
    },
  });
  const happened: unknown[] = [];
  socket.onopen = () => happened.push("open");
  socket.onmessage = ({ data }) => happened.push(data);
  const { promise: closed, resolve: noteClosed } = Promise.withResolvers<void>();
  socket.onclose = ({ code, reason }) => {
    happened.push([code, reason]);
    noteClosed();
  };
  const write = async (text: string | Uint8Array) => {
    out?.enqueue(typeof text === "string" ? new TextEncoder().encode(text) : text);
    await settled();
  };
  const end = async () => {
    out?.close();
    await settled();
  };
  return { asked, posted, keys, socket, happened, closed, write, end };
}

const HELLO = ': padding\n\ndata: {"type":"stream","key":"k1"}\n\n';

describe("a socket made of a stream", () => {
  test("W25: asks below the base path with the token in a header, and opens with the key", async () => {
    const { asked, happened, write } = opened();
    await write(HELLO);
    expect(asked[0]?.address).toBe("https://host/chat/api/rooms/k7pq%202mfx/events?presence=join");
    expect(asked[0]?.headers).toEqual({ authorization: "Bearer token" });
    expect(happened).toEqual(["open"]);
  });

  test("W25: takes events however the network cuts them, and leaves out comments and ids", async () => {
    const { happened, write } = opened();
    const bytes = new TextEncoder().encode(`${HELLO}:\n\nid: e:1\ndata: {"a":"ä"}\n\ndata: one\ndata: two\n\n`);
    for (const byte of bytes) await write(Uint8Array.of(byte));
    expect(happened).toEqual(["open", '{"a":"ä"}', "one\ntwo"]);
  });

  test("W25: sends one request at a time, and what waits meanwhile in one, in order and with the key", async () => {
    const answers: (() => void)[] = [];
    const { socket, posted, keys, write } = opened({
      post: () => new Promise((resolve) => answers.push(() => resolve(new Response(null, { status: 204 })))),
    });
    socket.send("1");
    await settled();
    expect(posted).toEqual([]);
    await write(HELLO);
    for (const text of ["2", "3", "x".repeat(30_000), "4"]) socket.send(text);
    for (let done = 0; done < 4; done++) {
      expect(posted).toHaveLength(Math.min(done + 1, 4));
      answers[done]?.();
      await settled();
    }
    expect(posted.map((body) => body.slice(0, 5))).toEqual(["1", "2\n3", "xxxxx", "4"]);
    expect(new Set(keys)).toEqual(new Set(["k1"]));
  });

  test("W25: closes with the server's code, and with 1006 where the stream or a request breaks, once", async () => {
    const byServer = opened();
    await byServer.write(`${HELLO}event: close\ndata: {"code":4001,"reason":"room ended"}\n\n`);
    await byServer.end();
    expect(byServer.happened).toEqual(["open", [4001, "room ended"]]);
    const broken = opened();
    await broken.write(HELLO);
    await broken.end();
    expect(broken.happened).toEqual(["open", [1006, ""]]);
    for (const post of [async () => refused(404, "not_found"), () => Promise.reject(new Error("no network"))]) {
      const unsent = opened({ post });
      await unsent.write(HELLO);
      unsent.socket.send("1");
      await settled();
      expect(unsent.happened).toEqual(["open", [1006, ""]]);
      expect(unsent.asked[0]?.signal?.aborted).toBe(true);
    }
  });

  test("W25: hands on why it was refused, as a socket would have", async () => {
    const cases: [Response, unknown[]][] = [
      [refused(404, "not_found"), [[4004, ""]]],
      [refused(410, "ended"), [[4001, ""]]],
      [refused(429, "slow_down"), [[4030, ""]]],
      [refused(401, "bad_token"), ['{"type":"refused","code":"bad_token","message":"No."}', [1006, ""]]],
      [new Response("<html>502", { status: 502 }), [[1006, ""]]],
    ];
    for (const [answer, expected] of cases) {
      const { happened, closed } = opened({ answer });
      await closed;
      expect(happened).toEqual(expected);
    }
  });

  test("W25: says nothing more once it was closed from here", async () => {
    const { socket, happened, asked, write, end } = opened();
    await write(HELLO);
    socket.close();
    await write("data: late\n\n");
    await end();
    expect(happened).toEqual(["open"]);
    expect(asked[0]?.signal?.aborted).toBe(true);
  });
});
