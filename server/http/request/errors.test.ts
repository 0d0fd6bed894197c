import { afterAll, describe, expect, test } from "bun:test";
import { CLOSE, REFUSALS } from "#protocol/error-codes";
import type { RoomHistory } from "../../chat/lib/ports.ts";
import { LocalEngine } from "../../engine/local-engine.ts";
import { type ApiResponse, rawRequest } from "../../testing/api-client.ts";
import { startTestServer } from "../../testing/test-server.ts";

const server = await startTestServer({ LIMITS: "off" });
afterAll(server.stop);
const { client, ask } = server;
const ann = await client.session("Ann");
const { room } = await client.room({}, ann.token);
const at = `api/rooms/${room.code}`;

/** Whether it is an error of the one shape, with the status of its code. */
function expectError({ status, headers, body }: ApiResponse, expected: number): void {
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

  test.each([
    ["api/rooms", "GET, HEAD, OPTIONS, POST"],
    [at, "DELETE, GET, HEAD, OPTIONS, PATCH, PUT"],
    [`${at}/messages`, "GET, HEAD, OPTIONS, POST"],
    ["api/sessions", "OPTIONS, POST"],
    ["api/openapi.json", "GET, HEAD, OPTIONS"],
    ["healthz", "GET, HEAD, OPTIONS"],
    [`ws/${room.code}`, "GET, HEAD, OPTIONS"],
  ])("A13: OPTIONS tells which methods %p takes", async (path, allow) => {
    const { status, headers, text } = await ask("OPTIONS", path);
    expect([status, headers.get("allow")?.split(", ").sort().join(", "), text]).toEqual([204, allow, ""]);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
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
  ];
  test.each(methods)("A1: %s is 405 at %s", async (method, path) => {
    expectError(await ask(method, path, method === "GET" ? {} : { body: {} }), 405);
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

  test("A1: a code or a path of 10,000 characters is 404, and not repeated", async () => {
    const long = "x".repeat(10_000);
    for (const path of [`/${long}`, `/api/${long}`, `/api/rooms/${long}`, `/api/rooms/${long}/messages`]) {
      const answer = await ask("GET", path);
      expectError(answer, 404);
      expect(answer.text.length).toBeLessThan(120);
    }
  });

  test("A1: /ws without an upgrade is 426, and with an unknown code 404 is left to the close code", async () => {
    for (const code of [room.code, "nothere1"]) {
      const answer = await ask("GET", `ws/${code}`);
      expectError(answer, 426);
      expect(answer.headers.get("upgrade")).toBe("websocket");
    }
  });

  test.each(["/healthz", "/readyz", "/api/rooms", at.replace(/^/, "/")])(
    "A14: HTTP/1.0 without Host is answered at %p, HTTP/1.1 is 400",
    async (path) => {
      const of = (version: string) => `GET ${path} HTTP/${version}\r\nConnection: close\r\n\r\n`;
      expect(await rawRequest(server.port, of("1.0"))).toStartWith("HTTP/1.1 200 ");
      expect(await rawRequest(server.port, of("1.1"))).toStartWith("HTTP/1.1 400 ");
    },
  );

  const hosts = ["Host: a b", "Host: [::", "Host:", "Host: <script>"];
  test.each(hosts)("A1: a request with the header %p is 400, and makes nothing", async (header) => {
    const { count } = server.node.rooms;
    for (const path of ["/api/rooms", `/ws/${room.code}`, "/", "/nothing", "/docs"]) {
      const method = path === "/api/rooms" ? "POST" : "GET";
      const answer = await rawRequest(
        server.port,
        `${method} ${path} HTTP/1.1\r\n${header}\r\nOrigin: http://a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
      );
      expect(answer).toStartWith("HTTP/1.1 400 ");
    }
    expect(server.node.rooms.count).toBe(count);
  });

  test.each(["pi", "x", "localhost:8080", "[::1]:8080", "nas.local."])("A1: %p is a host", async (host) => {
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

describe("faults", () => {
  class BrokenEngine extends LocalEngine {
    override history(): RoomHistory {
      throw new TypeError("disk of room k7pq2mfx: secret text");
    }
    override get usedBytes(): number {
      throw new RangeError("too many");
    }
  }
  const broken = () => startTestServer({}, { engine: new BrokenEngine({ events: 10, bytes: 1000 }, 1_000_000) });
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
    const refused = await socket.request(
      { type: "join", token: (await faulty.client.session("Ann")).token },
      "refused",
    );
    expect(refused.code).toBe("internal");
    expect(faulty.lines.at(-1)).toContain(` id=${NAMED.exec(refused.message)?.[1]} where=socket `);
    expect((await socket.closed).code).toBe(CLOSE.fault);
  });

  test("I6: a response that doesn't match its schema is a fault, and the log doesn't repeat it", async () => {
    class StrangeEngine extends LocalEngine {
      override history(epoch: string): RoomHistory {
        const entries = [{ seq: 1, text: '{"message":"a secret","type":"chat"}' }];
        return Object.assign(super.history(epoch), { read: () => ({ entries, more: false }) });
      }
    }
    const engine = new StrangeEngine({ events: 10, bytes: 1000 }, 1_000_000);
    await using faulty = await startTestServer({}, { engine });
    const { code } = (await faulty.client.room()).room;
    expectError(await faulty.ask("GET", `api/rooms/${code}/messages`), 500);
    expect(faulty.lines.join("")).toContain("the answer is not as documented: /messages/0/");
    expect(faulty.lines.join("")).not.toContain("secret");
  });
});
