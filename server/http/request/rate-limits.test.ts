import { describe, expect, test } from "bun:test";
import { FakeClock } from "../../testing/fake-clock.ts";
import { startTestServer, type TestServer, type TestServerVariables } from "../../testing/test-server.ts";

const clock = new FakeClock();
const start = (variables: TestServerVariables = {}) => startTestServer(variables, { clock });
const from = (address: string) => ({ headers: { "x-forwarded-for": address } });

/** Asks for rooms that don't exist. @returns how often each status came */
async function misses({ ask }: TestServer, times: number, asking = {}, path = "api/rooms/nothere1") {
  const statuses: Record<number, number> = {};
  for (let n = 0; n < times; n++) {
    const { status } = await ask("GET", path, asking);
    statuses[status] = (statuses[status] ?? 0) + 1;
  }
  return statuses;
}

describe("codes that don't exist", () => {
  test("R7: 30 at once and 1 a second; then 429 with Retry-After, while codes that exist are found", async () => {
    await using server = await start();
    const { room } = await server.client.room();
    const gone = await server.client.room();
    await server.ask("DELETE", `api/rooms/${gone.room.code}`, { headers: { "x-owner-key": gone.ownerKey } });
    expect(await misses(server, 35)).toEqual({ 404: 30, 429: 5 });
    const { status, headers, body } = await server.ask("GET", "api/rooms/nothere2");
    expect([status, body.error.code, headers.get("retry-after")]).toEqual([429, "slow_down", "1"]);
    expect((await server.ask("GET", `api/rooms/${room.code}`)).status).toBe(200);
    expect((await server.ask("GET", `api/rooms/${gone.room.code}`)).status).toBe(410);
    server.advance(1000);
    expect(await misses(server, 2)).toEqual({ 404: 1, 429: 1 });
  });

  test("R7: every way to look counts: rooms, messages, streams, sockets", async () => {
    await using server = await start();
    const { token } = await server.client.session("Ann");
    const body = { message: "x" };
    const ways = [
      () => server.ask("GET", "api/rooms/nothere1/members"),
      () => server.ask("GET", "api/rooms/nothere1/messages"),
      () => server.ask("POST", "api/rooms/nothere1/messages", { body, token }),
      () => server.ask("GET", "api/rooms/nothere1/events"),
      () => server.ask("PATCH", "api/rooms/nothere1", { body: {} }),
      () => server.ask("DELETE", "api/rooms/nothere1"),
      () => server.ask("GET", "ws/nothere1"),
    ];
    for (let n = 0; n < 30; n++) await ways[n % ways.length]?.();
    for (const way of ways) expect((await way()).status).toBe(429);
    const refused = await server.client.connect("nothere1").catch((error: Error) => error.message);
    expect(refused).toStartWith("refused: ");
  });

  test("R7: all clients together have 300 at once and 30 a second", async () => {
    await using server = await start({ TRUST_PROXY: "on" });
    for (let visitor = 0; visitor < 10; visitor++) {
      expect(await misses(server, 30, from(`10.0.0.${visitor}`))).toEqual({ 404: 30 });
    }
    expect(await misses(server, 3, from("10.0.1.1"))).toEqual({ 429: 3 });
    server.advance(100);
    expect(await misses(server, 4, from("10.0.1.2"))).toEqual({ 404: 3, 429: 1 });
  });
});

describe("which client a request is counted for", () => {
  test("R7: behind a trusted proxy it is the last address, because anyone may make up those before it", async () => {
    await using server = await start({ TRUST_PROXY: "on" });
    expect(await misses(server, 31, from("1.1.1.1"))).toEqual({ 404: 30, 429: 1 });
    expect(await misses(server, 1, from("8.8.8.8, 1.1.1.1"))).toEqual({ 429: 1 });
    expect(await misses(server, 1, from("1.1.1.1, 2.2.2.2"))).toEqual({ 404: 1 });
    expect(await misses(server, 1, from("1.1.1.1:40123"))).toEqual({ 429: 1 });
  });

  test("R7: without a trusted proxy X-Forwarded-For is ignored", async () => {
    await using server = await start();
    expect(await misses(server, 30, from("1.1.1.1"))).toEqual({ 404: 30 });
    expect(await misses(server, 1, from("2.2.2.2"))).toEqual({ 429: 1 });
  });
});

describe("limited actions", () => {
  test("A9: 200 sessions at once and 5 a second", async () => {
    await using server = await start();
    for (let n = 0; n < 200; n++) await server.client.session("Ann");
    const refused = await server.ask("POST", "api/sessions", { body: {} });
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "1"]);
    expect((await server.ask("GET", "api/names")).status).toBe(429);
    server.advance(1000);
    expect((await server.ask("GET", "api/names")).status).toBe(200);
    for (let n = 0; n < 4; n++) await server.client.session("Ann");
    expect((await server.ask("POST", "api/sessions", { body: {} })).status).toBe(429);
  });

  test("A9: 60 rooms at once and 1 a second, by POST and PUT together", async () => {
    await using server = await start();
    for (let n = 0; n < 60; n++) {
      const [method, path] = n % 2 === 0 ? ["POST", "api/rooms"] : ["PUT", `api/rooms/room-${n}`];
      expect((await server.ask(method as string, path as string)).status).toBe(201);
    }
    expect((await server.ask("POST", "api/rooms")).status).toBe(429);
    const refused = await server.ask("PUT", "api/rooms/one-more");
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "1"]);
    expect((await server.ask("PUT", "api/rooms/room-1")).status).toBe(200);
    server.advance(1000);
    expect((await server.ask("POST", "api/rooms")).status).toBe(201);
  });

  test("A9: 60 looks through all rooms at once and 1 a second", async () => {
    await using server = await start();
    const { token } = await server.client.session();
    const look = async (n: number) => {
      const path = n % 2 === 0 ? "api/me/rooms" : "api/users/online";
      return (await server.ask("GET", path, { token })).status;
    };
    for (let n = 0; n < 60; n++) expect(await look(n)).toBe(200);
    expect([await look(0), await look(1)]).toEqual([429, 429]);
    server.advance(1000);
    expect([await look(0), await look(1)]).toEqual([200, 429]);
  });

  test("A9: 200 leaves, invites and owner keys at once and 5 a second", async () => {
    await using server = await start();
    const { token } = await server.client.session();
    const { room } = await server.client.room({}, token);
    const change = async (what: string) =>
      (await server.ask("POST", `api/rooms/${room.code}/${what}`, { token })).status;
    for (let n = 0; n < 100; n++) expect(await change("leave")).toBe(204);
    for (let n = 0; n < 50; n++) expect([await change("invites"), await change("owner-key")]).toEqual([201, 201]);
    for (const what of ["leave", "invites", "owner-key"]) expect(await change(what)).toBe(429);
    expect((await server.ask("DELETE", `api/rooms/${room.code}/invites/x`, { token })).status).toBe(429);
    expect((await server.ask("GET", `api/rooms/${room.code}/invites`, { token })).status).toBe(200);
    server.advance(200);
    expect([await change("leave"), await change("invites")]).toEqual([204, 429]);
  });

  test("A9: MAYFLY_LIMITS=off lifts these limits", async () => {
    await using server = await start({ LIMITS: "off" });
    expect(await misses(server, 320)).toEqual({ 404: 320 });
    for (let n = 0; n < 70; n++) expect((await server.ask("POST", "api/rooms")).status).toBe(201);
    for (let n = 0; n < 210; n++) await server.client.session("Ann");
  });
});

describe("reads", () => {
  test("A9: 300 at once and 30 a second, of everything whose answer may be long; looking at a room is free", async () => {
    await using server = await start();
    const { token } = await server.client.session();
    const { room } = await server.client.room({}, token);
    const at = `api/rooms/${room.code}`;
    const paths = [
      `${at}/messages?limit=500`,
      `${at}/members`,
      `${at}/bans`,
      `${at}/knocks`,
      "api/rooms",
      "api/openapi.json",
      "api/asyncapi.json",
    ];
    const read = async (n: number) => (await server.ask("GET", paths[n % paths.length] as string, { token })).status;
    for (let n = 0; n < 300; n++) expect(await read(n)).toBe(200);
    for (let n = 0; n < paths.length; n++) expect(await read(n)).toBe(429);
    const refused = await server.ask("GET", `${at}/messages`);
    expect([refused.body.error.code, refused.headers.get("retry-after")]).toEqual(["slow_down", "1"]);
    expect((await server.ask("GET", `${at}/events`)).status).toBe(429);
    expect((await server.ask("GET", at)).status).toBe(200);
    server.advance(100);
    expect([await read(0), await read(1), await read(2), await read(3)]).toEqual([200, 200, 200, 429]);
  });

  test("A9: MAYFLY_LIMITS=off lifts the limit of reads", async () => {
    await using server = await start({ LIMITS: "off" });
    const { room } = await server.client.room();
    for (let n = 0; n < 320; n++) expect((await server.ask("GET", `api/rooms/${room.code}/members`)).status).toBe(200);
  });
});

describe("what is refused after it was counted", () => {
  test("A9: rooms that can't be made, and sessions without a proper name, use up nothing", async () => {
    await using server = await start();
    await server.client.room({ code: "taken" });
    for (let n = 0; n < 70; n++) {
      expect((await server.ask("POST", "api/rooms", { body: { code: "taken" } })).status).toBe(409);
      expect((await server.ask("PUT", `api/rooms/new-${n}`, { body: { ttlMinutes: 10_000_000 } })).status).toBe(400);
    }
    for (let n = 0; n < 59; n++) expect((await server.ask("POST", "api/rooms")).status).toBe(201);
    expect((await server.ask("POST", "api/rooms")).status).toBe(429);
    for (let n = 0; n < 210; n++) {
      expect((await server.ask("POST", "api/sessions", { body: { name: "\u0007" } })).status).toBe(400);
    }
    expect((await server.ask("POST", "api/sessions")).status).toBe(201);
  });

  test("A9: an invite beyond those a room may have uses up no change", async () => {
    await using server = await start();
    const { token } = await server.client.session();
    const { room } = await server.client.room({}, token);
    const invite = async () => (await server.ask("POST", `api/rooms/${room.code}/invites`, { token })).status;
    for (let n = 0; n < 100; n++) expect(await invite()).toBe(201);
    for (let n = 0; n < 150; n++) expect(await invite()).toBe(413);
    expect((await server.ask("POST", `api/rooms/${room.code}/leave`, { token })).status).toBe(204);
  });
});
