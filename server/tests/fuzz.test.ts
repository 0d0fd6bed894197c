// Sends random and invalid input to the decoder, to live sockets and to every route. SEED in the environment selects the run.
import { afterAll, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { decodeCommand } from "#protocol/decode";
import { CLOSE, REFUSALS, Refusal, type RefusalCode } from "#protocol/error-codes";
import { COMMANDS } from "#protocol/frames";
import { type ApiSocket, rawRequest } from "../testing/api-client.ts";
import { startTestServer } from "../testing/test-server.ts";

const SEED = Number(process.env.SEED ?? 20261120);
const REPLY_BYTES = 200;
/** Part of every text that is sent; no answer may contain it. */
const MARK = "⟦mark⟧";

const server = await startTestServer({ LIMITS: "off" });
afterAll(server.stop);
const { client, ask } = server;

const refusedFrame = ({ code, message, nonce, retryAfterMs }: Refusal) =>
  JSON.stringify({ type: "refused", code, message, nonce, retryAfterMs });

const deep = (open: string, close: string, bytes: number) =>
  open.repeat(bytes / (open.length + close.length)) + close.repeat(bytes / (open.length + close.length));
const KEYS = [
  "type",
  "token",
  "name",
  "avatar",
  "cursor",
  "tab",
  "message",
  "nonce",
  "replyTo",
  "id",
  "emoji",
  "on",
  "vanish",
  "seq",
];
const PROTOTYPE = ["__proto__", "constructor", "prototype", "toString", "valueOf", "toJSON", "hasOwnProperty", "then"];
const NASTY_FRAMES = [
  "",
  "null",
  "0",
  "-0",
  "1e999",
  '"',
  "[]",
  "[[]]",
  "{}{}",
  '{"type":null}',
  '{"type":"chat","type":"join"}',
  '{"type":"chat","message":"a","message":5}',
  '{"type":"\\u0063hat","message":"\\ud800"}',
  '{"type":"chat","message":"\\u0000\\u202e"}',
  `{"type":"chat","message":"${MARK}","nonce":"${MARK}"}`,
  '{"type":"join","token":"a.b.c","cursor":{"epoch":"x","seq":1e308}}',
  '{"type":"rename","name":"\\u202e\\u200b"}',
  '{"type":"edit","id":"__proto__","message":"x"}',
  '{"type":"delete","id":"x-1"}',
  '{"type":"react","id":"x-1","emoji":"constructor"}',
  ...PROTOTYPE.map((key) => `{"type":"${key}"}`),
  ...PROTOTYPE.map((key) => `{"${key}":{"type":"chat","message":"x"},"type":"typing"}`),
  ...PROTOTYPE.map((key) => `{"type":"chat","message":{"${key}":1}}`),
  deep("[", "]", 60_000),
  deep('{"a":', "}", 60_000),
  "[".repeat(60_000),
  '{"a":'.repeat(12_000),
  `{"type":"chat","message":${deep("[", "]", 60_000)}}`,
  `{"type":"chat","message":"${"\\u0000".repeat(10_000)}"}`,
  `{"type":"chat","message":"${MARK.repeat(7000)}"}`,
  `{"type":"join","token":"${"x".repeat(60_000)}"}`,
  `{${Array.from({ length: 6000 }, (_, n) => `"k${n}":0`).join()}}`,
];

const text = fc.string({ unit: "binary", maxLength: 60 }).map((some) => some + MARK);
const junk = fc.oneof(
  fc.jsonValue(),
  text,
  fc.constantFrom("", "x".repeat(70), "a:b", 0, -1, 1.5, 1e308, null, true, [], {}),
  fc.dictionary(fc.constantFrom(...PROTOTYPE, ...KEYS), fc.oneof(text, fc.integer(), fc.jsonValue())),
);
/** Generates objects that resemble commands, so that they pass the first checks. */
const almost = fc
  .record({
    type: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...Object.keys(COMMANDS)) }, { weight: 1, arbitrary: junk }),
    more: fc.dictionary(fc.oneof(fc.constantFrom(...KEYS), fc.constantFrom(...PROTOTYPE)), junk, { maxKeys: 6 }),
  })
  .map(({ type, more }) => JSON.stringify({ ...more, type }));
const frame = fc.oneof(
  { weight: 5, arbitrary: almost },
  { weight: 2, arbitrary: fc.json() },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 300 }) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
  { weight: 2, arbitrary: fc.constantFrom(...NASTY_FRAMES) },
);

describe("the decoder", () => {
  const check = (given: unknown) => {
    const decoded = decodeCommand(given);
    if (!(decoded instanceof Refusal)) return expect(Object.keys(COMMANDS)).toContain(decoded.type);
    expect(Buffer.byteLength(refusedFrame(decoded))).toBeLessThanOrEqual(REPLY_BYTES);
    expect(refusedFrame(decoded)).not.toContain(MARK);
  };

  test(`W2, W4: accepts any input, and refuses in 200 bytes without repeating it (seed ${SEED})`, () => {
    fc.assert(fc.property(frame, check), { seed: SEED, numRuns: 20_000 });
    for (const nasty of NASTY_FRAMES) check(nasty);
  });

  test("W2: repeats a nonce of 64 characters within the 200 bytes, whatever is wrong", () => {
    const nonce = "n".repeat(64);
    const wrong = fc.record({ type: fc.constantFrom(...Object.keys(COMMANDS), "x", 5, null), id: junk, message: junk });
    fc.assert(
      fc.property(wrong, (some) => check(JSON.stringify({ ...some, nonce }))),
      { seed: SEED, numRuns: 3000 },
    );
  });

  test("W2: every refusal in the source fits 200 bytes with the longest nonce", async () => {
    // Templates insert a field's name, a number, an id, or half a sentence from text.ts.
    const LONGEST = 36;
    const calls: [path: string, code: string, message: string][] = [];
    const root = `${import.meta.dir}/..`;
    for await (const path of new Bun.Glob("**/*.ts").scan(root)) {
      if (/test\.ts$|^(testing|bench)\//.test(path)) continue;
      const source = await Bun.file(`${root}/${path}`).text();
      const own = [...source.matchAll(/new Refusal\(\s*([^,]+?),\s*("[^"]*"|'[^']*'|`[^`]*`)/g)];
      // Every refusal must be written so that this test can read it: with its sentence, or as slowDown, which is given one.
      const given = source.split("new Refusal(").length - source.split('new Refusal("slow_down", message,').length;
      expect([path, own.length]).toEqual([path, given]);
      for (const [, code = "", message = ""] of own) calls.push([path, code, message.slice(1, -1)]);
      const slowed = [...source.matchAll(/(?<!function )\bslowDown\(\s*("[^"]*"|`[^`]*`)?/g)];
      for (const [, message] of slowed) {
        expect([path, message]).toEqual([path, expect.any(String)]);
        calls.push([path, '"slow_down"', message?.slice(1, -1) ?? ""]);
      }
    }
    expect(calls.length).toBeGreaterThan(40);
    for (const [path, given, template] of calls) {
      const message = template.replaceAll(/\$\{[^}]*\}/g, "x".repeat(LONGEST));
      const code = (/^"(\w+)"$/.exec(given)?.[1] ?? "not_allowed") as RefusalCode;
      expect(REFUSALS).toHaveProperty(code);
      const wait = code === "slow_down" ? 3_600_000 : undefined;
      const bytes = Buffer.byteLength(refusedFrame(new Refusal(code, message, "n".repeat(64), wait)));
      expect([path, message, bytes <= REPLY_BYTES]).toEqual([path, message, true]);
    }
    const fields = Object.values(COMMANDS).flatMap(({ properties }) => Object.keys(properties));
    expect(Math.max(...fields.map((field) => field.length)) * 2).toBeLessThan(LONGEST);
  });
});

describe("live sockets", async () => {
  const { room } = await client.room();
  const { token } = await client.session("Ann");
  const { socket: witness } = await client.join(room.code, "Witness");
  const DOCUMENTED = new Set<number>(Object.values(CLOSE));

  const talks = async (socket: ApiSocket) => {
    const nonce = crypto.randomUUID();
    socket.send({ type: "chat", message: "all well", nonce });
    for (;;) if ((await socket.next("chat")).nonce === nonce) return true;
  };

  /** Reads until the answer to a valid chat, or until the socket closes. */
  async function survives(socket: ApiSocket): Promise<void> {
    socket.send({ type: "join", token });
    const nonce = crypto.randomUUID();
    socket.send({ type: "chat", message: "still here", nonce });
    for (;;) {
      const reply = await socket.nextText().catch(() => undefined);
      if (reply === undefined) {
        expect(DOCUMENTED).toContain((await socket.closed).code);
        return;
      }
      const got = JSON.parse(reply);
      if (got.type === "refused") {
        expect(Buffer.byteLength(reply)).toBeLessThanOrEqual(REPLY_BYTES);
        expect(reply).not.toContain(MARK);
        expect(got.code).not.toBe("internal");
      }
      if (got.type === "chat" && got.nonce === nonce) return socket.close();
    }
  }

  for (const when of ["before", "after"] as const) {
    test(`W4: junk ${when} the join is answered by a short refusal or a close, never by silence (seed ${SEED})`, async () => {
      const runs = fc.sample(fc.array(frame, { minLength: 1, maxLength: 40 }), { seed: SEED, numRuns: 150 });
      for (const frames of [...runs, NASTY_FRAMES]) {
        const socket = await client.connect(room.code, { query: when === "after" ? `?token=${token}` : "" });
        for (const one of frames) socket.sendRaw(one as string);
        await survives(socket);
      }
      expect(await talks(witness)).toBe(true);
      expect(server.lines).toEqual([]);
    });
  }

  test("W4: bytes that are not WebSocket frames close only that connection", async () => {
    const key = "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n";
    const upgrade = `GET /ws/${room.code} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${key}\r\n`;
    const masked = (first: number, payload: number[]) => [first, 0x80 | payload.length, 0, 0, 0, 0, ...payload];
    const broken = [
      [0x81, 0x02, 0x7b, 0x7d], // an unmasked frame
      masked(0xf1, [0x7b, 0x7d]), // reserved bits are set
      masked(0x83, [0x00]), // an unknown opcode
      masked(0x81, [0xff, 0xfe, 0xc0]), // text that is not UTF-8
      masked(0x80, [0x61]), // a continuation without a first frame
      masked(0x09, [0x61]), // a fragmented ping
      [0x89, 0xfe, 0x00, 0x7e, 0, 0, 0, 0, ...new Array(126).fill(0)], // a ping that is too long
      [0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0], // a length of 2⁶³ bytes
      masked(0x88, [0x03]), // an incomplete close code
      masked(0x88, [0x03, 0xe7]), // close code 999
      [...new Array(500).fill(0x47)], // bytes of an HTTP request
    ];
    for (const bytes of broken) {
      const sent = Buffer.concat([Buffer.from(upgrade), Buffer.from(bytes)]);
      const got = await rawRequest(server.port, new Uint8Array(sent));
      expect([bytes.slice(0, 9), got.startsWith("HTTP/1.1 101 ")]).toEqual([bytes.slice(0, 9), true]);
    }
    expect(await talks(witness)).toBe(true);
    expect(server.lines).toEqual([]);
  });
});

describe("every route", async () => {
  const { room, ownerKey } = await client.room();
  const { token } = await client.session("Ann");
  const pieces = ["api", "rooms", "ws", "sessions", "messages", "events", "members", "reactions", "docs", "metrics"];
  const odd = [
    "",
    ".",
    "..",
    "%2e%2e",
    "%00",
    "%",
    "%zz",
    "%E0%A4%A",
    "%ff",
    "__proto__",
    "constructor",
    "*",
    ":code",
    "💬",
  ];
  const path = fc.oneof(
    fc
      .array(fc.constantFrom(...pieces, room.code, room.shownCode, ...odd), { maxLength: 6 })
      .map((parts) => parts.join("/")),
    fc.constantFrom(
      "api/sessions",
      "api/rooms",
      `api/rooms/${room.code}`,
      `api/rooms/${room.code}/messages`,
      `api/rooms/${room.code}/messages/x-1`,
      `api/rooms/${room.code}/messages/x-1/reactions`,
      `api/rooms/${room.code}/events`,
      `api/rooms/${room.code}/members`,
      `ws/${room.code}`,
    ),
    fc.webPath().map((some) => some.slice(1)),
  );
  const value = fc.oneof(
    fc.constantFrom("0", "1", "-1", "1e9", "", "x", "%00", "%ff", "NaN", token),
    fc.webQueryParameters(),
  );
  const query = fc
    .array(
      fc.tuple(
        fc.constantFrom("limit", "before", "after", "token", "last_event_id", "__proto__", "limit[]", "x"),
        value,
      ),
      {
        maxLength: 3,
      },
    )
    .map((pairs) => (pairs.length === 0 ? "" : `?${pairs.map(([name, some]) => `${name}=${some}`).join("&")}`));
  const header = fc.oneof(
    fc.constantFrom(
      `Bearer ${token}`,
      "Bearer x",
      "Basic x",
      "Bearer",
      "",
      ownerKey,
      "a:1",
      "*",
      "https://evil.example",
    ),
    fc.string({ unit: "grapheme-ascii", maxLength: 40 }).map((some) => some.trim()),
  );
  const names = [
    "authorization",
    "x-owner-key",
    "last-event-id",
    "origin",
    "content-type",
    "content-encoding",
    "range",
  ];
  const more = [
    "x-forwarded-for",
    "x-forwarded-host",
    "accept-encoding",
    "if-none-match",
    "cookie",
    "upgrade",
    "expect",
  ];
  const headers = fc.dictionary(fc.constantFrom(...names, ...more), header, { maxKeys: 4, noNullPrototype: true });
  const body = fc.option(
    fc.oneof(
      fc.json(),
      fc.string({ unit: "binary", maxLength: 200 }),
      fc
        .dictionary(fc.constantFrom("name", "title", "message", "code", "extend", ...PROTOTYPE), junk)
        .map((some) => JSON.stringify(some)),
      fc.constantFrom(...NASTY_FRAMES, "x".repeat(70_000)),
    ),
    { nil: undefined },
  );
  const method = fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD");
  const requests = fc.record({ method, path, query, headers, body });

  test(`A1: every request is answered with a status below 500, and errors under /api have the documented shape (seed ${SEED})`, async () => {
    const stopped: AbortController[] = [];
    await fc.assert(
      fc.asyncProperty(requests, async (one) => {
        // Bun's client handles `upgrade` itself, and delays a body while it waits for `expect`.
        const { upgrade: _, expect: __, ...headers } = one.headers;
        const stop = new AbortController();
        stopped.push(stop);
        const noBody = one.method === "GET" || one.method === "HEAD";
        const response = await fetch(client.address(one.path + one.query).replaceAll("#", ""), {
          method: one.method,
          headers,
          redirect: "manual",
          signal: stop.signal,
          ...(noBody || one.body === undefined ? undefined : { body: one.body }),
        });
        expect(response.status).toBeLessThan(500);
        if (response.headers.get("content-type")?.startsWith("text/event-stream")) return stop.abort();
        const answered = await response.text();
        expect(answered).not.toContain(response.status >= 400 ? MARK : "\u0000");
        const { pathname } = new URL(response.url);
        if (response.status >= 400 && pathname.startsWith("/api/") && one.method !== "HEAD") {
          const { error } = JSON.parse(answered);
          expect(REFUSALS[error.code as RefusalCode]).toBe(response.status as never);
          expect(answered.length).toBeLessThan(160);
        }
      }),
      { seed: SEED, numRuns: 5000 },
    );
    expect((await ask("GET", "healthz")).status).toBe(200);
    // A made-up Host beside an Origin is reported once, as a proxy's.
    const others = server.lines.filter(
      (line) => line.trim() !== "" && !line.includes(" warn refused a page: its Origin"),
    );
    expect(others).toEqual([]);
  }, 20_000);
});
