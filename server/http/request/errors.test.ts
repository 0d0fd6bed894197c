import { afterAll, describe, expect, test } from "bun:test";
import { CLOSE, REFUSALS } from "#protocol/error-codes";
import type { RoomHistory } from "../../chat/lib/ports.ts";
import { LocalEngine } from "../../engine/local-engine.ts";
import { type Answer, rawRequest } from "../../testing/api-client.ts";
import { startServer } from "../../testing/server.ts";

const server = await startServer({ LIMITS: "off" });
afterAll(server.stop);
const { client, ask } = server;
const ann = await client.session("Ann");
const { room } = await client.room({}, ann.token);
const at = `api/rooms/${room.code}`;

/** Whether it is an error of the one shape, with the status of its code. */
function expectError({ status, headers, body }: Answer, expected: number): void {
  expect(status).toBe(expected);
  expect(headers.get("content-type")).toBe("application/json;charset=utf-8");
  expect(Object.keys(body)).toEqual(["error"]);
  expect(Object.keys(body.error)).toEqual(["code", "message"]);
  expect<number>(REFUSALS[body.error.code as keyof typeof REFUSALS]).toBe(status);
  expect(body.error.message).toMatch(/^.{5,90}\.$/);
}

describe("addresses", () => {
  const nowhere = ["/nothing", "/api", "/api/nothing", "/api/rooms/x/nothing", "/api/rooms/a/b/c/d"];
  const strange = ["/api/__proto__", "/%00", "/api/%ff%fe", "/api/%E0%A4%A"];
  test.each([...nowhere, ...strange])("A1: nothing is at %p", async (path) => {
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
      expectError(await ask(method, path, method === "GET" ? {} : { body: {} }), 404);
    }
  });

  const methods: [method: string, path: string][] = [
    ["GET", "api/sessions"],
    ["DELETE", "api/sessions"],
    ["PATCH", "api/rooms"],
    ["DELETE", "api/rooms"],
    ["POST", at],
    ["PUT", `${at}/messages`],
    ["DELETE", `${at}/members`],
    ["POST", `${at}/events`],
    ["POST", `ws/${room.code}`],
    ["POST", "healthz"],
    ["OPTIONS", at],
  ];
  test.each(methods)("A1: %s is nothing one does at %s", async (method, path) => {
    expectError(await ask(method, path, method === "GET" ? {} : { body: {} }), 404);
  });

  const codes = ["%E0%A4%A", "%zz", "%", "%00", "a%00b", "__proto__", "constructor", "toString"];
  test.each([...codes, "..%2f..", "%20", "-", "💬", "%f0%9f%92%ac", "%u0041", "a;b", "a%0d%0aX-Y:1"])(
    "A1: a code written %p names no room",
    async (code) => {
      for (const path of ["", "/members", "/messages", "/events"]) {
        expectError(await ask("GET", `/api/rooms/${code}${path}`), 404);
      }
      expectError(await ask("POST", `/api/rooms/${code}/messages`, { body: { message: "x" }, token: ann.token }), 404);
      expectError(await ask("PUT", `/api/rooms/${code}`, { body: { title: 5 } }), 400);
    },
  );

  test("A1: a code or a path of 10,000 characters is nowhere, and not repeated", async () => {
    const long = "x".repeat(10_000);
    for (const path of [`/${long}`, `/api/${long}`, `/api/rooms/${long}`, `/api/rooms/${long}/messages`]) {
      const answer = await ask("GET", path);
      expectError(answer, 404);
      expect(answer.text.length).toBeLessThan(120);
    }
  });

  test("A1: /ws without an upgrade is 400, and with an unknown code 404 is left to the close code", async () => {
    expectError(await ask("GET", `ws/${room.code}`), 400);
    expectError(await ask("GET", "ws/nothere1"), 400);
  });

  const hosts = ["Host: a b", "Host: [::", "Host:", "Host: <script>", "X-No-Host: 1"];
  test.each(hosts)("A1: a request with the header %p is 400, and makes nothing", async (header) => {
    const { count } = server.node.rooms;
    for (const path of ["/api/rooms", `/ws/${room.code}`, "/", "/nothing", "/docs"]) {
      const method = path === "/api/rooms" ? "POST" : "GET";
      const version = header.startsWith("X") ? "1.0" : "1.1";
      const answer = await rawRequest(
        server.port,
        `${method} ${path} HTTP/${version}\r\n${header}\r\nOrigin: http://a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
      );
      expect(answer).toStartWith("HTTP/1.1 400 ");
    }
    expect(server.node.rooms.count).toBe(count);
  });

  test.each(["pi", "x", "localhost:8080", "[::1]:8080", "example.org."])("A1: %p is a host", async (host) => {
    for (const [path, status] of [
      ["/api/rooms", 200],
      ["/nothing", 404],
      ["/healthz", 200],
    ] as const) {
      const request = `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
      expect(await rawRequest(server.port, request)).toStartWith(`HTTP/1.1 ${status} `);
    }
  });
});

describe("bodies", () => {
  const withBody: [method: string, path: string][] = [
    ["POST", "api/sessions"],
    ["POST", "api/rooms"],
    ["PUT", "api/rooms/new-room"],
    ["PATCH", at],
    ["POST", `${at}/messages`],
  ];
  const notJson = ["{", "[]", "null", "1", '"x"', "undefined", "a=1&b=2", "\ufeff{}", "{'a':1}", "\u0000", "{}{}"];
  const deep = ["[".repeat(60_000), '{"a":'.repeat(12_000), `${"[".repeat(30_000)}${"]".repeat(30_000)}`];
  for (const [method, path] of withBody) {
    test(`A6: a body that is no JSON object is 400: ${method} ${path}`, async () => {
      for (const body of [...notJson, ...deep]) expectError(await ask(method, path, { body, token: ann.token }), 400);
    });

    test(`A6: over 64 KiB is 413, whether the length is told or not: ${method} ${path}`, async () => {
      const body = JSON.stringify({ message: "x", junk: "x".repeat(64 * 1024) });
      expectError(await ask(method, path, { body, token: ann.token }), 413);
      const chunks = new ReadableStream({
        start(out) {
          out.enqueue(body.slice(0, 40_000));
          out.enqueue(body.slice(40_000));
          out.close();
        },
      });
      const chunked = await fetch(client.address(path), { method, body: chunks });
      expect([chunked.status, ((await chunked.json()) as Answer["body"]).error.code]).toEqual([413, "too_large"]);
    });
  }

  test("A6: no body is {}, and the type it claims means nothing", async () => {
    for (const body of ["", " \n"]) expect((await ask("POST", "api/sessions", { body })).status).toBe(201);
    const types = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "image/png", "nonsense"];
    for (const type of types) {
      const headers = { "content-type": type };
      const { status, body } = await ask("POST", "api/sessions", { body: '{"name":"Ann"}', headers });
      expect([type, status, body.member.name]).toEqual([type, 201, "Ann"]);
    }
    expectError(await ask("POST", `${at}/messages`, { token: ann.token }), 400);
  });

  const nasty: [what: string, value: string][] = [
    ["an object whose text can't be made", '{"toString":1,"valueOf":1}'],
    ["an object that calls itself a promise", '{"then":1}'],
    ["an object with a prototype", '{"__proto__":{"length":1}}'],
    ["an object with a constructor", '{"constructor":{"name":"String"}}'],
    ["an object that says what its JSON is", '{"toJSON":"x"}'],
    ["30,000 arrays in each other", `${"[".repeat(30_000)}${"]".repeat(30_000)}`],
  ];
  test.each(nasty)("A1: in the place of a text, %s is 400", async (_what, value) => {
    expectError(await ask("POST", "api/sessions", { body: `{"name":${value}}` }), 400);
    expectError(await ask("POST", "api/rooms", { body: `{"title":${value}}` }), 400);
    expectError(await ask("POST", `${at}/messages`, { body: `{"message":${value}}`, token: ann.token }), 400);
    expect((await ask("POST", "api/sessions", { body: `{"junk":${value}}` })).status).toBe(201);
  });

  test("A1: a prototype in a body becomes nobody's", async () => {
    for (const key of ["__proto__", "constructor", "prototype"]) {
      await ask("POST", "api/rooms", { body: `{"${key}":{"title":"bad","ownerKey":"bad"}}` });
    }
    expect(({} as Record<string, unknown>).title).toBeUndefined();
    expect((await client.room()).room.title).toBe("");
  });
});

describe("faults", () => {
  class BrokenEngine extends LocalEngine {
    override history(): RoomHistory {
      throw new TypeError("disk of room k7pq2mfx: secret text");
    }
    override get usedBytes(): number {
      throw new RangeError("too many");
    }
  }
  const broken = () => startServer({}, { engine: new BrokenEngine({ events: 10, bytes: 1000 }, 1_000_000) });
  const NAMED = /^Something went wrong here: ([0-9a-hjkmnp-tv-z]{8})\.$/;

  test("A1: a fault is 500 with an id that is in the log, and says nothing of what went wrong", async () => {
    await using faulty = await broken();
    const { code } = (await faulty.client.room()).room;
    for (const path of [`api/rooms/${code}/messages`, "metrics"]) {
      const answer = await faulty.ask("GET", path);
      expectError(answer, 500);
      const [, id = ""] = NAMED.exec(answer.body.error.message) ?? [];
      const line = faulty.lines.at(-1) ?? "";
      expect(line).toContain(` error fault id=${id} where=http `);
      expect(line).toEndWith("\n");
      expect(line.trimEnd()).not.toContain("\n");
    }
    expect((await faulty.ask("GET", `api/rooms/${code}`)).status).toBe(200);
  });

  test("A1: a fault behind a socket is refused with its id, and a half joined socket comes back", async () => {
    await using faulty = await broken();
    const { code } = (await faulty.client.room()).room;
    const socket = await faulty.client.connect(code);
    const refused = await socket.answer({ type: "join", token: (await faulty.client.session("Ann")).token }, "refused");
    expect(refused.code).toBe("internal");
    expect(faulty.lines.at(-1)).toContain(` id=${NAMED.exec(refused.message)?.[1]} where=socket `);
    expect((await socket.closed).code).toBe(CLOSE.fault);
  });

  test("I6: an answer that is not as documented is a fault, and the log doesn't repeat it", async () => {
    class StrangeEngine extends LocalEngine {
      override history(epoch: string): RoomHistory {
        const entries = [{ seq: 1, text: '{"message":"a secret","type":"chat"}' }];
        return Object.assign(super.history(epoch), { read: () => ({ entries, more: false }) });
      }
    }
    const engine = new StrangeEngine({ events: 10, bytes: 1000 }, 1_000_000);
    await using faulty = await startServer({}, { engine });
    const { code } = (await faulty.client.room()).room;
    expectError(await faulty.ask("GET", `api/rooms/${code}/messages`), 500);
    expect(faulty.lines.join("")).toContain("the answer is not as documented: /messages/0/");
    expect(faulty.lines.join("")).not.toContain("secret");
  });
});
