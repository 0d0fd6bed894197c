import { afterAll, describe, expect, test } from "bun:test";
import { FakeClock } from "../testing/clock.ts";
import { type RunningServer, startServer } from "../testing/server.ts";
import { docs } from "./docs/docs.ts";
import { SECURITY_HEADERS } from "./request/security-headers.ts";
import { assets } from "./static/assets.ts";

const pages = [docs(), await assets({ basePath: "/chat/", publicDir: undefined, source: "/nowhere" })];
const server = await startServer({ LIMITS: "off", BASE_PATH: "/chat/" }, { pages });
afterAll(server.stop);
const { client, ask } = server;

describe("the description", async () => {
  const { status, body: openapi } = await ask("GET", "api/openapi.json");
  const bodies = ["post", "put", "patch"];
  /** What needs no more words than its address has. */
  const bare = /\/(logout|ban|unban|leave|owner-key)$/;
  type Operation = { summary?: string; tags?: string[]; requestBody?: Described; responses: Record<string, Described> };
  type Described = { content?: Record<string, { schema: unknown }> };
  const operations = Object.entries(openapi.paths as Record<string, Record<string, Operation>>).flatMap(
    ([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

  test("A8: is an OpenAPI document", () => {
    expect(status).toBe(200);
    expect(openapi.openapi).toMatch(/^3\.\d+\.\d+$/);
    expect(openapi.info).toMatchObject({ title: "Mayfly", version: "0.0.0-test" });
  });

  test("A8: describes every route a program may ask, and no other", () => {
    expect(operations.map(({ path, method }) => `${method} ${path}`).toSorted()).toEqual(
      [
        "delete /chat/api/rooms/{code}",
        "delete /chat/api/rooms/{code}/messages/{id}",
        "delete /chat/api/me",
        "get /chat/api/accounts",
        "get /chat/api/admin",
        "get /chat/api/me",
        "patch /chat/api/admin",
        "patch /chat/api/me",
        "post /chat/api/admin/accounts/{username}/ban",
        "post /chat/api/admin/accounts/{username}/unban",
        "post /chat/api/login",
        "post /chat/api/logout",
        "post /chat/api/refresh",
        "post /chat/api/register",
        "get /chat/api/names",
        "get /chat/api/rooms",
        "get /chat/api/rooms/{code}",
        "get /chat/api/rooms/{code}/events",
        "get /chat/api/me/rooms",
        "get /chat/api/users/online",
        "get /chat/api/rooms/{code}/bans",
        "get /chat/api/rooms/{code}/invites",
        "get /chat/api/rooms/{code}/knocks",
        "get /chat/api/rooms/{code}/members",
        "get /chat/api/rooms/{code}/messages",
        "get /chat/healthz",
        "get /chat/metrics",
        "get /chat/readyz",
        "patch /chat/api/rooms/{code}",
        "patch /chat/api/rooms/{code}/messages/{id}",
        "post /chat/api/rooms",
        "post /chat/api/rooms/living",
        "delete /chat/api/rooms/{code}/invites/{id}",
        "post /chat/api/rooms/{code}/invites",
        "post /chat/api/rooms/{code}/join",
        "post /chat/api/rooms/{code}/leave",
        "post /chat/api/rooms/{code}/members/{id}/{action}",
        "post /chat/api/rooms/{code}/owner-key",
        "post /chat/api/rooms/{code}/messages",
        "post /chat/api/rooms/{code}/messages/{id}/reactions",
        "post /chat/api/sessions",
        "put /chat/api/rooms/{code}",
      ].toSorted(),
    );
  });

  test.each(operations.map((one) => [one.method, one.path, one.operation] as const))(
    "A8: %s %s says what it does, takes and answers",
    (method, path, { summary, tags, requestBody, responses }) => {
      expect(summary).toMatch(/^[A-Z].{5,}$/);
      expect(tags).toHaveLength(1);
      const schema = requestBody?.content?.["application/json"]?.schema as { properties?: object } | undefined;
      expect(schema !== undefined).toBe(bodies.includes(method) && !bare.test(path));
      if (schema !== undefined) expect(Object.keys(schema.properties ?? {}).length).toBeGreaterThan(0);
      expect(Object.keys(responses).some((code) => code.startsWith("2"))).toBe(true);
      if (path.includes("/api/")) expect(responses["404"]?.content).toHaveProperty("application/json");
    },
  );

  test("A8: every reference in it leads somewhere, and nothing in it is undefined", () => {
    const text = JSON.stringify(openapi);
    for (const [, name = ""] of text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)) {
      expect(openapi.components.schemas).toHaveProperty(name);
    }
    expect(text).not.toContain("undefined");
  });
});

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
    expect((await socket.answer({ type: "chat", message: "hi" }, "chat")).message).toBe("hi");
    expect((await ask("GET", `/ws/${room.code}`)).status).toBe(404);
  });
});

describe("headers", () => {
  test("S1: every kind of answer carries them all", async () => {
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
      [400, "GET", `ws/${room.code}`],
      [401, "POST", `${at}/messages`, { body: { message: "x" } }],
      [403, "PATCH", at, { body: { title: "x" } }],
      [404, "GET", "api/rooms/nothere1"],
      [404, "GET", "api/nothing"],
      [404, "GET", "/elsewhere"],
      [404, "GET", "nothing/at/all"],
      [404, "DELETE", "api/nothing"],
      [404, "OPTIONS", at],
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

  test("S1: a fault and a stream carry them too", async () => {
    await using quiet = await startServer();
    const { code } = (await quiet.client.room()).room;
    const stream = await quiet.client.follow(code);
    expect(stream.headers.get("content-security-policy")).toBe(SECURITY_HEADERS["content-security-policy"]);
    expect(stream.headers.get("x-frame-options")).toBe("DENY");
    stream.close();
  });
});

describe("CORS", () => {
  const corsOf = (headers: Headers) => [...headers].filter(([name]) => name.startsWith("access-control-"));
  const from = (origin: string, more = {}) => ({ headers: { origin, ...more } });
  const preflight = { "access-control-request-method": "PATCH", "access-control-request-headers": "authorization" };

  test("A7: answers an allowed origin, with what its pages need", async () => {
    await using open = await startServer({ ALLOWED_ORIGINS: "https://a.example,https://b.example:8443" });
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
      await using open = await startServer({ ALLOWED_ORIGINS: "https://a.example" });
      for (const [method, headers] of [
        ["GET", {}],
        ["OPTIONS", preflight],
      ] as const) {
        const answer = await open.ask(method, "api/rooms", from(origin, headers));
        expect(answer.headers.get("access-control-allow-origin")).toBeNull();
      }
    },
  );

  test("A7: * is everybody, and none configured is nobody", async () => {
    await using everybody = await startServer({ ALLOWED_ORIGINS: "*" });
    const { headers } = await everybody.ask("GET", "api/rooms", from("https://any.example"));
    expect(headers.get("access-control-allow-origin")).toBe("https://any.example");
    expect(headers.get("vary")).toBe("Origin");
    expect(corsOf((await ask("GET", "api/rooms", from("https://any.example"))).headers)).toEqual([]);
    const asked = await ask("OPTIONS", "api/rooms", from("https://any.example", preflight));
    expect([asked.status, corsOf(asked.headers)]).toEqual([404, []]);
  });
});

describe("health", () => {
  const numbers = async ({ ask }: RunningServer): Promise<Record<string, number>> => {
    const { text, headers } = await ask("GET", "metrics");
    expect(headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    return Object.fromEntries(lines.map((line) => line.split(" ")).map(([name, value]) => [name, Number(value)]));
  };

  test("A10: /healthz is 200 while the process runs, /readyz while it takes newcomers", async () => {
    await using own = await startServer();
    for (const path of ["healthz", "readyz"]) expect((await own.ask("GET", path)).status).toBe(200);
    own.drain();
    expect((await own.ask("GET", "healthz")).status).toBe(200);
    const { status, body } = await own.ask("GET", "readyz");
    expect([status, body.error.code]).toEqual([503, "server_full"]);
  });

  test("A10: /metrics counts rooms, sockets, streams and events, and names no room and no person", async () => {
    await using own = await startServer({}, { clock: new FakeClock() });
    const ann = await own.client.session("Annabel");
    const { room, ownerKey } = await own.client.room({ title: "Teatime", visibility: "public" }, ann.token);
    const { socket } = await own.client.join(room.code, "Annabel", { token: ann.token });
    const stream = await own.client.follow(room.code);
    await socket.answer({ type: "chat", message: "Darjeeling" }, "chat");
    expect(await numbers(own)).toMatchObject({
      mayfly_rooms: 1,
      mayfly_rooms_created_total: 1,
      mayfly_sockets: 1,
      mayfly_event_streams: 1,
      mayfly_events_total: 1,
    });
    const { text } = await own.ask("GET", "metrics");
    for (const word of [room.code, room.shownCode, "Annabel", "Teatime", "Darjeeling", ann.member.id, "127.0.0.1"]) {
      expect(text).not.toContain(word);
    }
    for (const line of text.trimEnd().split("\n")) {
      expect(line).toMatch(/^(# HELP \w+ \w.*|# TYPE \w+ (gauge|counter)|\w+ -?\d+(\.\d+)?(e[+-]?\d+)?)$/);
    }
    await own.ask("DELETE", `api/rooms/${room.code}`, { headers: { "x-owner-key": ownerKey } });
    await socket.closed;
    expect(
      await stream
        .next()
        .then(() => stream.next())
        .then(() => stream.next()),
    ).toBeUndefined();
    expect(await numbers(own)).toMatchObject({
      mayfly_rooms: 0,
      mayfly_event_streams: 0,
      mayfly_rooms_created_total: 1,
    });
  });
});
