// Kicked members and read-only rooms over REST and in event streams.
import { afterAll, expect, test } from "bun:test";
import { KICK_MS } from "#protocol/limits";
import { FakeClock } from "../testing/fake-clock.ts";
import { startTestServer } from "../testing/test-server.ts";

const clock = new FakeClock();
const server = await startTestServer({ LIMITS: "off" }, { clock });
afterAll(server.stop);
const { client, ask } = server;
const [olga, bob] = [await client.session("Olga"), await client.session("Bob")];

async function made(request: Parameters<typeof client.room>[0] = {}) {
  const { room, ownerKey } = await client.room(request, olga.token);
  const as = (who: { token: string }, method: string, path: string, body?: object) =>
    ask(method, `api/rooms/${room.code}${path}`, { token: who.token, body });
  return { room, ownerKey, as };
}

test("G15: a kicked member is refused everywhere over REST, and their event stream ends", async () => {
  const { room, as } = await made();
  const { socket } = await client.join(room.code, "Bob", { token: bob.token });
  const stream = await client.openEventStream(room.code, { token: bob.token });
  expect(await stream.block()).toBe(": mayfly");
  expect((await as(olga, "POST", `/members/${bob.member.id}/kick`, {})).status).toBe(204);
  expect(await socket.closed).toEqual({ code: 4003, reason: "kicked" });
  expect(await stream.next()).toBeUndefined();
  clock.now += 60_000;
  for (const [method, path, body] of [
    ["GET", "/messages"],
    ["GET", "/members"],
    ["GET", "/events"],
    ["POST", "/messages", { message: "hi" }],
    ["POST", "/join", {}],
  ] as const) {
    const { status, body: answer, headers } = await as(bob, method, path, body);
    expect([path, status, answer.error?.code, headers.get("retry-after")]).toEqual([path, 403, "kicked", "240"]);
  }
  clock.now += KICK_MS;
  expect((await as(bob, "POST", "/messages", { message: "hi" })).status).toBe(201);
});

test("G15: a new invite lets a kicked member in, and a kicked admin can't make one", async () => {
  const { room, as } = await made();
  await client.join(room.code, "Bob", { token: bob.token });
  for (const action of ["promote", "kick"]) await as(olga, "POST", `/members/${bob.member.id}/${action}`, {});
  expect((await as(bob, "POST", "/invites", {})).status).toBe(403);
  const { invite } = (await as(olga, "POST", "/invites", {})).body;
  expect((await as(bob, "POST", "/join", { invite })).body).toMatchObject({ status: "member", role: "admin" });
  expect((await as(bob, "GET", "/messages")).status).toBe(200);
});

test("G15: the owner key opens the room to a kicked member who has it", async () => {
  const { room, ownerKey, as } = await made();
  await client.join(room.code, "Bob", { token: bob.token });
  await as(olga, "POST", `/members/${bob.member.id}/kick`, {});
  const headers = { "x-owner-key": ownerKey };
  const path = `api/rooms/${room.code}/members/${bob.member.id}/take`;
  expect((await ask("POST", path, { token: bob.token, headers, body: {} })).status).toBe(204);
  expect((await as(bob, "POST", "/join", {})).body).toMatchObject({ role: "owner" });
});

test("G16: a room is created read-only, and opened by PATCH; other values are refused", async () => {
  const { room, as } = await made({ writers: "moderators" });
  expect(room.writers).toBe("moderators");
  const refused = await as(bob, "POST", "/messages", { message: "hi" });
  expect([refused.status, refused.body.error.code]).toEqual([403, "not_allowed"]);
  expect((await as(olga, "PATCH", "", { writers: "nobody" })).status).toBe(400);
  expect((await as(bob, "PATCH", "", { writers: "everyone" })).status).toBe(403);
  expect((await as(olga, "PATCH", "", { writers: "everyone" })).body.writers).toBe("everyone");
  expect((await as(bob, "POST", "/messages", { message: "hi" })).status).toBe(201);
});
