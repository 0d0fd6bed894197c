import { afterAll, describe, expect, test } from "bun:test";
import { startTestServer } from "../../testing/test-server.ts";

const server = await startTestServer({ LIMITS: "off" });
afterAll(server.stop);
const { client, ask } = server;

describe("tokens of requests", async () => {
  const { room } = await client.room();
  const at = `api/rooms/${room.code}`;
  const routes: [method: string, path: string, body: object | undefined][] = [
    ["POST", "api/sessions", {}],
    ["GET", "api/names", undefined],
    ["POST", "api/logout", undefined],
    ["GET", "api/me", undefined],
    ["PATCH", "api/me", {}],
    ["DELETE", "api/me", undefined],
    ["GET", "api/admin", undefined],
    ["PATCH", "api/admin", { registration: "open" }],
    ["POST", "api/admin/accounts/ann/ban", undefined],
    ["POST", "api/admin/accounts/ann/unban", undefined],
    ["GET", "api/rooms", undefined],
    ["POST", "api/rooms", {}],
    ["PUT", at, {}],
    ["GET", at, undefined],
    ["PATCH", at, { title: "x" }],
    ["DELETE", at, undefined],
    ["GET", `${at}/members`, undefined],
    ["GET", `${at}/messages`, undefined],
    ["POST", `${at}/messages`, { message: "x" }],
    ["GET", `${at}/events`, undefined],
  ];

  test.each(routes)("A2: a bad token is 401 wherever it is given: %s %s", async (method, path, body) => {
    for (const authorization of ["Bearer nonsense", "Bearer", "", "Basic YTpi", "bearer  a b"]) {
      const answer = await ask(method, path, { body, headers: { authorization } });
      expect([authorization, answer.status, answer.body.error.code]).toEqual([authorization, 401, "bad_token"]);
    }
    for (const query of ["?token=nonsense", "?session_id=nonsense", "?token="]) {
      expect((await ask(method, path + query, { body })).status).toBe(401);
    }
  });

  test("A2: reading an open room needs no token, writing does", async () => {
    for (const path of [at, `${at}/messages`, `${at}/members`, "api/rooms"]) {
      expect((await ask("GET", path)).status).toBe(200);
    }
    const { status, body } = await ask("POST", `${at}/messages`, { body: { message: "x" } });
    expect([status, body.error.code]).toEqual([401, "bad_token"]);
    expect((await ask("GET", `${at}/messages`)).body.messages).toEqual([]);
  });

  test("A2: the token may also stand in the address, and the header wins", async () => {
    const { token, member } = await client.session("Ann");
    const sent = await ask("POST", `${at}/messages?token=${token}`, { body: { message: "x" } });
    expect([sent.status, sent.body.userId]).toEqual([201, member.id]);
    const other = await client.session("Bob");
    const headed = await ask("POST", `${at}/messages?token=${token}`, { body: { message: "y" }, token: other.token });
    expect(headed.body.userId).toBe(other.member.id);
  });
});
