import { expect, test } from "bun:test";
import { startTestServer } from "../../testing/test-server.ts";

const PREFIXED = { "x-forwarded-prefix": "/chat" };

test("N5: a prefix that a trusted proxy leaves in the path is taken away, for sockets as well", async () => {
  await using server = await startTestServer({ TRUST_PROXY: "loopback" });
  const { body } = await server.ask("PUT", "chat/api/rooms/tea-time", { headers: PREFIXED });
  expect(body.url).toBe(`${server.origin}/chat/tea-time`);
  expect((await server.ask("GET", "chat/healthz", { headers: PREFIXED })).status).toBe(200);
  expect((await server.ask("GET", "chat/api/nothing", { headers: PREFIXED })).status).toBe(404);
  const socket = new WebSocket(`${server.origin.replace("http", "ws")}/chat/ws/tea-time`, {
    headers: PREFIXED,
  } as never);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = reject;
  });
  socket.close();
  const bare = await fetch(`${server.origin}/chat?a=b`, { headers: PREFIXED, redirect: "manual" });
  expect([bare.status, bare.headers.get("location")]).toEqual([307, "/chat/?a=b"]);
});

test("N5: what the proxy took away already, and what isn't beneath the prefix, stays as it is", async () => {
  await using server = await startTestServer({ TRUST_PROXY: "loopback" });
  for (const path of ["healthz", "chatter", "chatter/x"]) {
    const withPrefix = await server.ask("GET", path, { headers: PREFIXED });
    expect([path, withPrefix.status]).toEqual([path, (await server.ask("GET", path)).status]);
  }
});

test("N5: without trust, or as the base path, a prefix changes nothing", async () => {
  await using distrustful = await startTestServer();
  expect((await distrustful.ask("GET", "chat/healthz", { headers: PREFIXED })).status).toBe(404);
  await using below = await startTestServer({ TRUST_PROXY: "loopback", BASE_PATH: "/chat" });
  expect((await below.ask("PUT", "api/rooms/tea-time", { headers: PREFIXED })).body.url).toBe(
    `${below.origin}/chat/tea-time`,
  );
});
