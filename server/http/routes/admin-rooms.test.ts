// Which rooms fill the memory, and ending them: by an administrator, or by the operator on a server without accounts.
import { describe, expect, test } from "bun:test";
import { signUp, signUpAdmin, startServerWithAccounts, statusAndCode } from "../../testing/test-accounts.ts";
import { startTestServer, type TestServer } from "../../testing/test-server.ts";

const TOKEN = "an-operator's-token-of-their-own";
const start = () => startTestServer({ ADMIN_TOKEN: TOKEN, LIMITS: "off" });

async function roomOfSize({ ask, client }: TestServer, messages: number) {
  const { token } = await client.session("Annabel");
  const { room } = await client.room({ title: "Hush-hush" }, token);
  const body = { message: `secret ${"x".repeat(1000)}` };
  for (let n = 0; n < messages; n++) await ask("POST", `api/rooms/${room.code}/messages`, { body, token });
  return room.code;
}

describe("the rooms that take most", () => {
  test("U12: are listed by size, without code, title, name or text, and ended by id, with the operator's token", async () => {
    await using server = await start();
    const small = await roomOfSize(server, 1);
    const large = await roomOfSize(server, 20);
    await roomOfSize(server, 5);
    const socket = await server.client.connect(large);
    const { body, text } = await server.ask("GET", "api/admin/rooms?sort=bytes&limit=2", { token: TOKEN });
    expect(body.rooms).toHaveLength(2);
    const [first, second] = body.rooms;
    expect(first.bytes).toBeGreaterThan(20_000);
    expect(second.bytes).toBeGreaterThan(5_000);
    expect(first.bytes).toBeGreaterThan(second.bytes);
    expect(body.roomBytes).toBe(server.node.engine.usedBytes);
    expect(text).not.toMatch(/hush|secret|Annabel/i);
    for (const { founding } of server.node.rooms.all) expect(text).not.toContain(founding.code);

    expect((await server.ask("GET", `api/rooms/${first.id}`)).status).toBe(404);
    expect((await server.ask("DELETE", `api/admin/rooms/${first.id}`, { token: TOKEN })).status).toBe(204);
    expect((await socket.closed).code).toBe(4001);
    expect((await server.ask("GET", `api/rooms/${large}`)).status).toBe(410);
    expect((await server.ask("GET", `api/rooms/${small}`)).status).toBe(200);
    const again = await server.ask("DELETE", `api/admin/rooms/${first.id}`, { token: TOKEN });
    expect(statusAndCode(again)).toEqual([404, "not_found"]);
  });

  test("U12: the operator sees counts without accounts; others are refused, and the token proves nothing elsewhere", async () => {
    await using server = await start();
    await server.client.room();
    expect((await server.ask("GET", "api/admin", { token: TOKEN })).body).toMatchObject({ rooms: 1, accounts: 0 });
    const guest = await server.client.session("Guest");
    const tries: [string | undefined, unknown[]][] = [
      [undefined, [401, "bad_token"]],
      [guest.token, [403, "not_allowed"]],
      [`${TOKEN}x`, [401, "bad_token"]],
      ["", [401, "bad_token"]],
    ];
    for (const [token, refused] of tries) {
      expect(statusAndCode(await server.ask("GET", "api/admin/rooms", { token }))).toEqual(refused);
      expect(statusAndCode(await server.ask("DELETE", "api/admin/rooms/x", { token }))).toEqual(refused);
    }
    expect(statusAndCode(await server.ask("GET", "api/me/rooms", { token: TOKEN }))).toEqual([401, "bad_token"]);
    expect(
      statusAndCode(await server.ask("PATCH", "api/admin", { body: { registration: "open" }, token: TOKEN })),
    ).toEqual([404, "not_found"]);
    expect(server.lines.join()).not.toContain(TOKEN);
  });

  test("U12: an administrator sees and ends them, any other account doesn't; a token is drawn where none was set", async () => {
    await using server = await startServerWithAccounts();
    const admin = await signUpAdmin(server);
    const bob = await signUp(server, "bob");
    const { room } = await server.client.room({ entry: "members" }, bob.token);
    expect(statusAndCode(await server.ask("GET", "api/admin/rooms", { token: bob.token }))).toEqual([
      403,
      "not_allowed",
    ]);
    const drawn = server.node.operator.drawnToken;
    expect(drawn).toMatch(/^[0-9a-z]{32}$/);
    const listed = await server.ask("GET", "api/admin/rooms", { token: admin.token });
    expect((await server.ask("GET", "api/admin/rooms", { token: drawn })).body).toEqual(listed.body);
    const [{ id }] = listed.body.rooms;
    expect(statusAndCode(await server.ask("DELETE", `api/admin/rooms/${id}`, { token: bob.token }))).toEqual([
      403,
      "not_allowed",
    ]);
    expect((await server.ask("DELETE", `api/admin/rooms/${id}`, { token: admin.token })).status).toBe(204);
    // Of a members-only room only its owner is told that it has ended.
    expect((await server.ask("GET", `api/rooms/${room.code}`, { token: bob.token })).status).toBe(410);
    expect((await server.ask("GET", `api/rooms/${room.code}`)).status).toBe(404);
  });
});
