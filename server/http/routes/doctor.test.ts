import { describe, expect, test } from "bun:test";
import { settingDescriptions } from "../../config/settings.ts";
import { FakeClock } from "../../testing/fake-clock.ts";
import { startTestServer, type TestServerVariables } from "../../testing/test-server.ts";

async function seen(variables: TestServerVariables, headers: Record<string, string> = {}, method = "GET") {
  await using server = await startTestServer(variables);
  return (await server.ask(method, "api/doctor", { headers })).body;
}

describe("how the server sees a connection", () => {
  const rows: [trust: string, headers: Record<string, string>, address: string, from: string, proxy: string][] = [
    ["off", {}, "127.0.0.1", "connection", "none"],
    ["off", { "x-forwarded-for": "203.0.113.9" }, "127.0.0.1", "connection", "untrusted"],
    ["loopback", {}, "127.0.0.1", "connection", "none"],
    ["loopback", { "x-forwarded-for": "198.51.100.1, 203.0.113.9" }, "203.0.113.9", "x-forwarded-for", "trusted"],
    ["loopback", { "x-forwarded-for": "unknown" }, "127.0.0.1", "connection", "trusted"],
    ["on", { forwarded: 'for="[2001:db8::9]:99"' }, "2001:db8::9", "forwarded", "trusted"],
    ["10.0.0.0/8", { "x-forwarded-for": "203.0.113.9" }, "127.0.0.1", "connection", "untrusted"],
  ];
  test("N55: the address it takes the client for, what that was read from, and whether the proxy is trusted", async () => {
    for (const [trust, headers, ...expected] of rows) {
      for (const method of ["GET", "POST"]) {
        const { address, addressFrom, proxy } = await seen({ TRUST_PROXY: trust }, headers, method);
        expect([trust, headers, address, addressFrom, proxy]).toEqual([trust, headers, ...expected]);
      }
    }
  });

  test("N55: it names the lobby's address, the base path and its time, and nothing else", async () => {
    const { now, ...rest } = await seen(
      { TRUST_PROXY: "loopback", BASE_PATH: "/chat" },
      { "x-forwarded-for": "203.0.113.9", "x-forwarded-proto": "https", "x-forwarded-host": "talk.example" },
    );
    expect(Math.abs(Date.parse(now) - Date.now())).toBeLessThan(60_000);
    expect(rest).toEqual({
      address: "203.0.113.9",
      addressFrom: "x-forwarded-for",
      proxy: "trusted",
      url: "https://talk.example/chat/",
      basePath: "/chat/",
      localName: null,
    });
  });

  test("N28: its name on the local network, to who is in one, but not by way of a proxy that isn't trusted", async () => {
    await using server = await startTestServer({ TRUST_PROXY: "10.0.0.0/8" });
    const localName = async (headers: Record<string, string> = {}) =>
      (await server.ask("GET", "api/doctor", { headers })).body.localName;
    expect(await localName()).toBeNull();
    server.node.mdns.label = "mayfly-2";
    expect(await localName()).toBe("mayfly-2.local");
    expect(await localName({ "x-forwarded-for": "192.168.1.9" })).toBeNull();
    await using behind = await startTestServer({ TRUST_PROXY: "loopback" });
    behind.node.mdns.label = "mayfly";
    const seenFrom = async (address: string) =>
      (await behind.ask("GET", "api/doctor", { headers: { "x-forwarded-for": address } })).body.localName;
    expect([await seenFrom("203.0.113.9"), await seenFrom("192.168.1.9")]).toEqual([null, "mayfly.local"]);
  });

  test("N55, W24: a POST from a page of another origin is refused with wrong_origin", async () => {
    await using server = await startTestServer();
    const { status, body } = await server.ask("POST", "api/doctor", { headers: { origin: "https://evil.example" } });
    expect([status, body.error.code]).toEqual([403, "wrong_origin"]);
  });
});

describe("how the server is set up", () => {
  const TOKEN = "a-token-for-operators-only";
  type Shown = { variable: string; value: string | null; isSet: boolean };

  test("N63: the operator sees every setting, of secrets only whether they are set, and what was noticed", async () => {
    const variables = {
      ADMIN_TOKEN: TOKEN,
      TRUST_PROXY: "10.0.0.0/8",
      PUBLIC_URL: "https://talk.example",
      ROOM: "Tea",
    };
    await using server = await startTestServer(variables);
    await server.ask("GET", "api/rooms", { headers: { "x-forwarded-for": "203.0.113.9" } });
    await server.ask("GET", "api/rooms", { headers: { "x-forwarded-for": "203.0.113.9" } });
    await server.client.session();
    const answer = await server.ask("GET", "api/admin/setup", { token: TOKEN });
    expect([answer.status, answer.headers.get("cache-control")]).toEqual([200, "no-store"]);
    const settings: Shown[] = answer.body.settings;
    const set = settings.filter(({ isSet }) => isSet).map(({ variable, value }) => [variable, value]);
    expect(set).toEqual([
      ["MAYFLY_ADMIN_TOKEN", null],
      ["MAYFLY_PUBLIC_URL", "https://talk.example"],
      ["MAYFLY_TRUST_PROXY", "10.0.0.0/8"],
      ["MAYFLY_ROOM", null],
    ]);
    expect(settings).toContainEqual({ variable: "MAYFLY_METRICS_TOKEN", value: expect.any(String), isSet: false });
    expect(settings).toContainEqual({ variable: "MAYFLY_MAX_SOCKETS_IPV4", value: "500", isSet: false });
    expect(settings.map(({ variable }) => variable)).toEqual(settingDescriptions.map(({ variable }) => variable));
    expect(answer.body.noticed).toEqual([expect.stringContaining("MAYFLY_TRUST_PROXY")]);
    for (const secret of [TOKEN, "Tea", "203.0.113.9"]) expect(answer.text).not.toContain(secret);
  });

  test("N63: nobody else does, whatever they send", async () => {
    await using server = await startTestServer({ ADMIN_TOKEN: TOKEN });
    const { token } = await server.client.session();
    const asked = [{}, { token }, { token: "wrong-token-of-the-right-length" }, { headers: { "x-owner-key": TOKEN } }];
    const statuses = [];
    for (const options of asked) statuses.push((await server.ask("GET", "api/admin/setup", options)).status);
    expect(statuses).toEqual([401, 403, 401, 401]);
  });
});

describe("what tests a connection", () => {
  test("N56: a body is counted and dropped, up to 8 MB", async () => {
    await using server = await startTestServer();
    const send = (bytes: number) => server.ask("POST", "api/doctor/upload", { body: "x".repeat(bytes) });
    expect((await send(100_000)).body).toEqual({ bytes: 100_000 });
    expect((await send(8_000_000)).body).toEqual({ bytes: 8_000_000 });
    expect((await send(8_000_001)).status).toBe(413);
  });

  test("N56: a stream has several events, and ends", async () => {
    await using server = await startTestServer();
    const { headers, text } = await server.ask("GET", "api/doctor/stream");
    expect(headers.get("content-type")).toContain("text/event-stream");
    expect(text).toBe("data: {}\n\n".repeat(5));
  });

  test("N56: a socket answers a few frames and is silent otherwise; a visitor has four", async () => {
    await using server = await startTestServer();
    const sockets = await Promise.all([1, 2, 3, 4].map(() => server.client.connect("doctor")));
    const fifth = await server.client.connect("doctor");
    expect((await fifth.closed).code).toBe(4030);
    const [socket] = sockets;
    for (let frame = 0; frame < 8; frame++) {
      socket?.sendRaw("ping");
      expect(await socket?.nextText()).toBe("pong");
    }
    socket?.sendRaw("ping");
    expect((await socket?.closed)?.code).toBe(4029);
    expect(server.node.openSockets.count).toBe(0);
  });

  test("N56: further sockets are turned away like those of rooms: 30 are accepted and closed, then none is", async () => {
    await using server = await startTestServer({}, { clock: new FakeClock() });
    await Promise.all([1, 2, 3, 4].map(() => server.client.connect("doctor")));
    const turnedAway = Array.from({ length: 30 }, () => server.client.connect("doctor"));
    for (const socket of turnedAway) expect((await (await socket).closed).code).toBe(4030);
    expect((await server.ask("GET", "ws/doctor")).status).toBe(429);
  });

  test("N56: what is too large counts as well", async () => {
    await using server = await startTestServer({}, { clock: new FakeClock() });
    const upload = (bytes: number) => server.ask("POST", "api/doctor/upload", { body: "x".repeat(bytes) });
    expect((await upload(8_000_001)).status).toBe(413);
    for (let times = 0; times < 39; times++) expect((await upload(1)).status).toBe(200);
    expect((await upload(1)).status).toBe(429);
  });

  test("N56: each visitor may do that 40 times at once, and from no page of another origin", async () => {
    await using server = await startTestServer();
    const upload = () => server.ask("POST", "api/doctor/upload", { body: "x" });
    const foreign = { headers: { origin: "https://evil.example" }, body: "x" };
    expect((await server.ask("POST", "api/doctor/upload", foreign)).status).toBe(403);
    for (let times = 0; times < 40; times++) expect((await upload()).status).toBe(200);
    expect((await upload()).status).toBe(429);
    expect((await server.ask("GET", "api/doctor/stream")).status).toBe(429);
    expect((await server.ask("GET", "ws/doctor")).status).toBe(429);
  });
});
