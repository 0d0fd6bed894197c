import { afterAll, describe, expect, test } from "bun:test";
import { startTestServer } from "../testing/test-server.ts";
import { docsRoute } from "./docs/docs.ts";
import {
  contentSecurityPolicy,
  HTTPS_HEADERS,
  HTTPS_ONLY_HEADERS,
  SECURITY_HEADERS,
} from "./request/security-headers.ts";
import { assetRoutes } from "./static/assets.ts";

const pages = [docsRoute(), await assetRoutes({ basePath: "/chat/", publicDir: undefined, source: "/nowhere" })];
const server = await startTestServer({ LIMITS: "off", BASE_PATH: "/chat/" }, { pages });
afterAll(server.stop);
const { client, ask } = server;

describe("the base path", () => {
  test("S5: everything answers under it, and nothing elsewhere", async () => {
    const { room, url } = await client.room();
    expect(url).toBe(`${server.origin}/chat/${room.shownCode}`);
    const paths = [`api/rooms/${room.code}`, "api/rooms", "api/openapi.json", "docs", "healthz", "readyz", "metrics"];
    for (const path of paths) {
      expect([path, (await ask("GET", path)).status]).toEqual([path, 200]);
      for (const elsewhere of [`/${path}`, `/chat/chat/${path}`, `/Chat/${path}`, `/cha/${path}`]) {
        expect([elsewhere, (await ask("GET", elsewhere)).status]).toEqual([elsewhere, 404]);
      }
    }
    expect((await ask("POST", "/api/rooms")).status).toBe(404);
    const { socket } = await client.join(room.code, "Ann");
    expect((await socket.request({ type: "chat", message: "hi" }, "chat")).message).toBe("hi");
    expect((await ask("GET", `/ws/${room.code}`)).status).toBe(404);
  });
});

describe("the base path without its slash", () => {
  test("S5: is redirected to the one with it", async () => {
    for (const method of ["GET", "HEAD"]) {
      const { status, headers } = await ask(method, "/chat?x=1");
      expect([status, headers.get("location")]).toEqual([307, "/chat/?x=1"]);
    }
    expect((await ask("GET", "/chat/")).status).toBe(404); // the page of a client that isn't built
    expect((await ask("GET", "/chatter")).status).toBe(404);
  });
});

describe("headers", () => {
  test("S1: every kind of response carries them all", async () => {
    const { room, ownerKey } = await client.room();
    const { token } = await client.session("Ann");
    const at = `api/rooms/${room.code}`;
    const kinds: [status: number, ...Parameters<typeof ask>][] = [
      [200, "GET", at],
      [200, "HEAD", at],
      [200, "GET", "healthz"],
      [200, "GET", "readyz"],
      [200, "GET", "metrics"],
      [200, "GET", "docs"],
      [200, "GET", "api/openapi.json"],
      [201, "POST", "api/rooms"],
      [200, "PUT", at],
      [400, "POST", "api/rooms", { body: "{" }],
      [400, "GET", `${at}/messages?limit=x`],
      [426, "GET", `ws/${room.code}`],
      [401, "POST", `${at}/messages`, { body: { message: "x" } }],
      [403, "PATCH", at, { body: { title: "x" } }],
      [404, "GET", "api/rooms/nothere1"],
      [404, "GET", "api/nothing"],
      [404, "GET", "/elsewhere"],
      [404, "GET", "nothing/at/all"],
      [404, "DELETE", "api/nothing"],
      [204, "OPTIONS", at],
      [405, "TRACE", at],
      [403, "POST", "api/rooms", { headers: { origin: "https://evil.example" } }],
      [409, "POST", "api/rooms", { body: { code: "api" } }],
      [413, "POST", "api/rooms", { body: "x".repeat(70_000) }],
      [413, "POST", `${at}/messages`, { body: { message: "x".repeat(4001) }, token }],
      [204, "DELETE", at, { headers: { "x-owner-key": ownerKey } }],
      [410, "GET", at],
    ];
    for (const [status, ...asked] of kinds) {
      const answer = await ask(...asked);
      expect([asked, answer.status]).toEqual([asked, status]);
      for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
        if (name === "content-security-policy" && asked[1] === "docs") continue;
        expect([asked, name, answer.headers.get(name)]).toEqual([asked, name, value]);
      }
    }
  });

  test("S1: pages may use camera and microphone, and play what they recorded", () => {
    const allowed = SECURITY_HEADERS["permissions-policy"].split(", ").filter((one) => !one.endsWith("=()"));
    expect(allowed).toEqual(["camera=(self)", "microphone=(self)"]);
    expect(contentSecurityPolicy()).toContain("media-src 'self' blob:;");
  });

  test("S1, N17: with the operator's certificate, browsers are told to stay with https, and to keep other sites apart", async () => {
    await using secure = await startTestServer({ TLS: `${import.meta.path},${import.meta.path}` });
    for (const path of ["healthz", "api/rooms", "api/nothing"]) {
      const { headers } = await secure.ask("GET", path);
      for (const [name, value] of Object.entries({ ...HTTPS_HEADERS, ...HTTPS_ONLY_HEADERS })) {
        expect([name, headers.get(name)]).toEqual([name, value]);
        expect([name, (await ask("GET", path)).headers.get(name)]).toEqual([name, null]);
      }
    }
  });

  test("S1, S5: over its own https every page is where it is over http", async () => {
    const tls = `${import.meta.path},${import.meta.path}`;
    await using secure = await startTestServer({ TLS: tls, BASE_PATH: "/chat/" }, { pages });
    await using plain = await startTestServer({ BASE_PATH: "/chat/" }, { pages });
    for (const path of [
      "chat",
      "chat/",
      "chat/room-7",
      "chat/docs",
      "chat/api/rooms?limit=2",
      "chat/a/b",
      "elsewhere",
    ]) {
      const get = (from: typeof plain, origin: string) => from.handle(new Request(`${origin}/${path}`));
      const [over, under] = [await get(secure, "https://abc.example:8443"), await get(plain, "http://pi")];
      expect([path, over.status, await over.text()]).toEqual([path, under.status, await under.text()]);
    }
  });

  test("S1: a fault and a stream carry them too", async () => {
    await using quiet = await startTestServer();
    const { code } = (await quiet.client.room()).room;
    const stream = await quiet.client.openEventStream(code);
    expect(stream.headers.get("content-security-policy")).toBe(SECURITY_HEADERS["content-security-policy"]);
    expect(stream.headers.get("x-frame-options")).toBe("DENY");
    stream.close();
  });
});

describe("pages of other origins", () => {
  const makeRoom = async ({ ask }: Pick<typeof server, "ask">, headers: Record<string, string>) =>
    (await ask("POST", "api/rooms", { body: "{}", headers })).status;
  const types = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/json"];
  const CROSS = { "sec-fetch-site": "cross-site" };

  test("A12: are refused with 403, whatever type they send, and make nothing", async () => {
    await using plain = await startTestServer();
    for (const type of types) {
      for (const from of [
        { origin: "https://evil.example" },
        { origin: "null" },
        CROSS,
        { ...CROSS, origin: "https://evil.example" },
      ]) {
        expect([from, await makeRoom(plain, { "content-type": type, ...from } as never)]).toEqual([from, 403]);
      }
    }
    expect(plain.node.rooms.count).toBe(0);
    for (const method of ["GET", "PUT", "PATCH", "DELETE"]) {
      expect(
        (await plain.ask(method, "api/rooms/a-room", { headers: { origin: "https://evil.example" } })).status,
      ).toBe(403);
    }
  });

  test("A12: its own pages and programs do as before, with any type", async () => {
    await using plain = await startTestServer();
    for (const type of types) {
      for (const from of [
        {},
        { origin: plain.origin },
        { "sec-fetch-site": "same-origin" },
        { "sec-fetch-site": "none" },
      ]) {
        expect([type, from, await makeRoom(plain, { "content-type": type, ...from } as never)]).toEqual([
          type,
          from,
          201,
        ]);
      }
    }
  });

  test("A12: an allowed page may, and a link from anywhere may be followed", async () => {
    await using open = await startTestServer({ ALLOWED_ORIGINS: "https://a.example" });
    expect(await makeRoom(open, { origin: "https://a.example", ...CROSS })).toBe(201);
    expect(await makeRoom(open, { origin: "https://b.example", ...CROSS })).toBe(403);
    const link = { ...CROSS, "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
    expect((await open.ask("GET", "api/openapi.json", { headers: link })).status).toBe(200);
    expect((await open.ask("GET", "api/rooms", { headers: { ...link, "sec-fetch-dest": "iframe" } })).status).toBe(403);
    expect((await open.ask("GET", "healthz", { headers: CROSS })).status).toBe(200);
    await using everybody = await startTestServer({ ALLOWED_ORIGINS: "*" });
    expect(await makeRoom(everybody, { origin: "https://any.example", ...CROSS })).toBe(201);
    expect(await makeRoom(everybody, CROSS)).toBe(201);
  });

  test("A12, W11: with a public address no other Host is this host", async () => {
    await using known = await startTestServer({ PUBLIC_URL: "https://talk.example", ALLOWED_HOSTS: "*" });
    expect(await makeRoom(known, { host: "rebound.example", origin: "http://rebound.example" })).toBe(403);
    expect(await makeRoom(known, { origin: known.origin })).toBe(403);
    expect(await makeRoom(known, { host: "rebound.example", origin: "https://talk.example" })).toBe(201);
    expect(await makeRoom(known, { host: "rebound.example" })).toBe(201);
  });
});

describe("CORS", () => {
  const corsOf = (headers: Headers) => [...headers].filter(([name]) => name.startsWith("access-control-"));
  const from = (origin: string, more = {}) => ({ headers: { origin, ...more } });
  const preflight = { "access-control-request-method": "PATCH", "access-control-request-headers": "authorization" };

  test("A7: answers an allowed origin, with what its pages need", async () => {
    await using open = await startTestServer({ ALLOWED_ORIGINS: "https://a.example,https://b.example:8443" });
    for (const origin of ["https://a.example", "https://b.example:8443"]) {
      for (const path of ["api/rooms", "api/rooms/nothere1", "healthz"]) {
        const { headers } = await open.ask("GET", path, from(origin));
        expect(headers.get("access-control-allow-origin")).toBe(origin);
        expect(headers.get("vary")).toBe("Origin");
        expect(headers.get("access-control-allow-credentials")).toBeNull();
        expect(headers.get("access-control-expose-headers")).toContain("Retry-After");
      }
      const asked = await open.ask("OPTIONS", "api/rooms/nothere1", from(origin, preflight));
      expect([asked.status, asked.text]).toEqual([204, ""]);
      expect(asked.headers.get("access-control-allow-origin")).toBe(origin);
      expect(asked.headers.get("access-control-allow-methods")).toContain("PATCH");
      expect(asked.headers.get("access-control-allow-headers")).toContain("Authorization");
      expect(asked.headers.get("access-control-max-age")).toBe("600");
      expect(asked.headers.get("x-content-type-options")).toBe("nosniff");
      const big = await open.ask("POST", "api/rooms", { body: "x".repeat(70_000), headers: { origin } });
      expect([big.status, big.headers.get("access-control-allow-origin")]).toEqual([413, origin]);
    }
  });

  const others = ["https://c.example", "http://a.example", "https://a.example:8443", "https://a.example.evil.example"];
  test.each([...others, "null", "a.example", "constructor", "__proto__", ""])(
    "A7: and no other: %p",
    async (origin) => {
      await using open = await startTestServer({ ALLOWED_ORIGINS: "https://a.example" });
      for (const [method, headers] of [
        ["GET", {}],
        ["OPTIONS", preflight],
      ] as const) {
        const answer = await open.ask(method, "api/rooms", from(origin, headers));
        expect(answer.headers.get("access-control-allow-origin")).toBeNull();
      }
    },
  );

  test("A7: * allows every origin, and no setting allows none", async () => {
    await using everybody = await startTestServer({ ALLOWED_ORIGINS: "*" });
    const { headers } = await everybody.ask("GET", "api/rooms", from("https://any.example"));
    expect(headers.get("access-control-allow-origin")).toBe("https://any.example");
    expect(headers.get("vary")).toBe("Origin");
    expect(corsOf((await ask("GET", "api/rooms", from("https://any.example"))).headers)).toEqual([]);
    const asked = await ask("OPTIONS", "api/rooms", from("https://any.example", preflight));
    expect([asked.status, corsOf(asked.headers)]).toEqual([204, []]);
  });
});

describe("methods", () => {
  test("A1: a method that an address doesn't take answers 405 with those it takes, under any base path", async () => {
    const { room } = await client.room();
    const at = `api/rooms/${room.code}`;
    const wrong: [method: string, path: string, allow: string][] = [
      ["TRACE", at, "DELETE, GET, HEAD, OPTIONS, PATCH, PUT"],
      ["PROPFIND", "api/rooms", "GET, HEAD, OPTIONS, POST"],
      ["POST", at, "DELETE, GET, HEAD, OPTIONS, PATCH, PUT"],
      ["DELETE", "api/sessions", "OPTIONS, POST"],
      ["PUT", "healthz", "GET, HEAD, OPTIONS"],
      ["POST", "docs", "GET, HEAD, OPTIONS"],
    ];
    for (const [method, path, allow] of wrong) {
      const { status, body, headers } = await ask(method, path);
      expect([method, path, status]).toEqual([method, path, 405]);
      // An answer to TRACE comes without its body.
      if (method !== "TRACE") expect(body.error.code).toBe("method_not_allowed");
      expect(headers.get("allow")).toBe(allow);
    }
    for (const path of ["api/nothing", "nothing/at/all", "/elsewhere"]) {
      expect([path, (await ask("TRACE", path)).status]).toEqual([path, 404]);
    }
  });
});
