import { afterAll, expect, test } from "bun:test";
import { startTestServer } from "../../testing/test-server.ts";

const server = await startTestServer({ LIMITS: "off" });
afterAll(server.stop);
const { client, ask } = server;
const ann = await client.session("Ann");
const bob = await client.session("Bob");

async function newRoom(options: object = {}) {
  const { room, ownerKey } = await client.room(options, ann.token);
  const at = `api/rooms/${room.code}`;
  const say = async (message: string): Promise<string> =>
    (await ask("POST", `${at}/messages`, { body: { message }, token: ann.token })).body.id;
  const pin = (id: string, body: object | string | undefined = { on: true }, token = ann.token) =>
    ask("POST", `${at}/messages/${id}/pin`, { body, token });
  return { at, ownerKey, say, pin };
}

test("B1, B6: pinning answers the board, which everybody who may read the room can read", async () => {
  const { at, say, pin } = await newRoom();
  const id = await say("the address");
  const { status, body } = await pin(id);
  expect([status, body]).toMatchObject([200, { pins: [{ id, message: "the address" }], pinners: "moderators" }]);
  expect((await ask("GET", `${at}/board`)).body).toEqual(body);
  expect((await ask("GET", at)).text).not.toContain("the address");
  expect((await pin(id, { on: false })).body.pins).toEqual([]);
});

test("B3: what is missing, odd or too long is refused, and so is a second pin", async () => {
  const { say, pin } = await newRoom();
  const id = await say("x");
  for (const body of [undefined, {}, { on: "true" }, { on: 1 }, { on: null }, "{", { on: true, nonce: "a b" }]) {
    expect([body, (await pin(id, body ?? {})).status]).toEqual([body, 400]);
  }
  for (const odd of ["x", "x".repeat(65), "x".repeat(3_000), "__proto__", "%F0%9F%A6%8A"]) {
    expect([odd, (await pin(odd)).status]).toEqual([odd, 404]);
  }
  const first = await pin(id, { on: true, nonce: "n" });
  expect((await pin(id, { on: true, nonce: "n" })).body).toEqual(first.body);
  expect((await pin(id)).status).toBe(400);
});

test("B2, G22: the owner key pins without a member; somebody without a token or a right does not", async () => {
  const { at, ownerKey, say, pin } = await newRoom();
  expect((await client.room({ pinners: "everyone" }, ann.token)).room.pinners).toBe("everyone");
  const id = await say("x");
  const path = `${at}/messages/${id}/pin`;
  expect((await ask("POST", path, { body: { on: true } })).status).toBe(401);
  const wrong = { "x-owner-key": "wrong" };
  expect((await ask("POST", path, { body: { on: true }, headers: wrong })).status).toBe(403);
  expect((await pin(id, { on: true }, bob.token)).status).toBe(403);
  const opened = await ask("PATCH", at, { body: { pinners: "everyone" }, token: ann.token });
  expect([opened.status, opened.body]).toMatchObject([200, { pinners: "everyone" }]);
  expect((await ask("POST", path, { body: { on: true }, headers: wrong })).status).toBe(403);
  expect((await pin(id, { on: true }, bob.token)).status).toBe(200);
  const withKey = { body: { on: false }, headers: { "x-owner-key": ownerKey } };
  expect((await ask("POST", path, withKey)).body).toEqual({ pins: [], pinners: "everyone" });
});

test("B6: who may not read a room gets nothing of its board, nor does a list of rooms", async () => {
  const { at, say, pin } = await newRoom({ entry: "password", password: "secret", visibility: "public" });
  await pin(await say("canary"));
  const answers = [await ask("GET", `${at}/board`), await ask("GET", `${at}/board`, { token: bob.token })];
  expect(answers.map(({ status }) => status)).toEqual([401, 403]);
  const lists = [await ask("GET", "api/rooms"), await ask("GET", at, { token: bob.token }), ...answers];
  expect(lists.map(({ text }) => text).join()).not.toContain("canary");
});
