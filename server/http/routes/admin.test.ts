// Who runs the server: how they come to be it, and what they may do.
import { describe, expect, test } from "bun:test";
import {
  signIn,
  signUp,
  signUpAdmin,
  startServerWithAccounts as start,
  statusAndCode,
  TEST_PASSWORD,
} from "../../testing/test-accounts.ts";

const NOT_ALLOWED = [403, "not_allowed"];

describe("becoming an administrator", () => {
  test("U11: a code makes one administrator, however it is typed, and is then invalid", async () => {
    await using server = await start();
    const { accounts, random } = server.node;
    const code = accounts?.adminCodes.createFirst(random) ?? "";
    expect(code).toMatch(/^([0-9a-hjkmnp-tv-z]{4}-){4}[0-9a-hjkmnp-tv-z]{4}$/);
    expect(accounts?.hasAdmin).toBe(false);
    const adminCode = ` ${code.toUpperCase().replaceAll("-", " ")}`;
    expect((await signUp(server, "ann", { adminCode })).account.isAdmin).toBe(true);
    expect(accounts?.hasAdmin).toBe(true);
    const body = { username: "bob", password: TEST_PASSWORD, adminCode: code };
    expect(statusAndCode(await server.ask("POST", "api/register", { body }))).toEqual(NOT_ALLOWED);
    expect((await signUp(server, "bob")).account.isAdmin).toBe(false);
  });

  test("U11: of many who use a code at once exactly one becomes administrator", async () => {
    await using server = await start({ LIMITS: "off" });
    const { accounts, random } = server.node;
    const adminCode = accounts?.adminCodes.createFirst(random);
    const bob = await signUp(server, "bob");
    const tries = Array.from({ length: 10 }, (_, n) =>
      server.ask("POST", "api/register", { body: { username: `user${n}`, password: TEST_PASSWORD, adminCode } }),
    );
    tries.push(server.ask("PATCH", "api/me", { body: { adminCode }, token: bob.token }));
    const won = (await Promise.all(tries)).filter(({ status }) => status < 300);
    expect(won).toHaveLength(1);
    expect([...(accounts?.all ?? [])].filter(({ isAdmin }) => isAdmin)).toHaveLength(1);
  });

  test("U11: an existing account can use a code, too", async () => {
    await using server = await start();
    const { token } = await signUp(server, "ann");
    const adminCode = server.node.accounts?.adminCodes.createFirst(server.node.random);
    expect((await server.ask("PATCH", "api/me", { body: { adminCode }, token })).body.isAdmin).toBe(true);
    expect((await server.ask("GET", "api/admin", { token })).status).toBe(200);
  });
});

describe("an administrator", () => {
  test("U12: others are refused", async () => {
    await using server = await start();
    await signUp(server, "bob");
    const guest = await server.client.session("Guest");
    const { token } = await signUp(server, "ann");
    const asked: [string, string, object?][] = [
      ["GET", "api/admin"],
      ["PATCH", "api/admin", { registration: "closed" }],
      ["POST", "api/admin/accounts/bob/ban"],
      ["POST", "api/admin/accounts/bob/unban"],
      ["POST", "api/admin/accounts/nobody/ban"],
    ];
    for (const [method, path, body] of asked) {
      expect(statusAndCode(await server.ask(method, path, { body, token }))).toEqual(NOT_ALLOWED);
      expect(statusAndCode(await server.ask(method, path, { body, token: guest.token }))).toEqual(NOT_ALLOWED);
      expect(statusAndCode(await server.ask(method, path, { body }))).toEqual([401, "bad_token"]);
    }
    expect((await signUp(server, "still-open")).account.username).toBe("still-open");
    expect((await signIn(server, "bob")).account.username).toBe("bob");
  });

  test("U12: sees counts, and no content", async () => {
    await using server = await start();
    const { token } = await signUpAdmin(server);
    await signUp(server, "bob");
    const { room } = await server.client.room({ title: "Hush", visibility: "public" });
    await server.client.room({ title: "Quiet" });
    const { socket } = await server.client.join(room.code, "Ann");
    const { body, text } = await server.ask("GET", "api/admin", { token });
    expect(body).toMatchObject({ rooms: 2, publicRooms: 1, sockets: 1, accounts: 2, administrators: 1, banned: 0 });
    expect(body.roomBytes).toBeLessThan(body.maxRoomBytes);
    expect(text).not.toMatch(/Hush|Quiet|bob|Ann/);
    socket.close();
  });

  test("U12: closes and opens registration; a code lets in while it is closed", async () => {
    await using server = await start();
    const { token } = await signUpAdmin(server);
    const set = (registration: string) => server.ask("PATCH", "api/admin", { body: { registration }, token });
    expect((await set("closed")).body.registration).toBe("closed");
    expect((await server.ask("GET", "api/accounts")).body.registration).toBe("closed");
    const body = { username: "bob", password: TEST_PASSWORD };
    expect(statusAndCode(await server.ask("POST", "api/register", { body }))).toEqual([403, "registration_closed"]);
    expect((await signUpAdmin(server, "second")).account.isAdmin).toBe(true);
    expect((await set("open")).status).toBe(200);
    expect((await signUp(server, "bob")).account.username).toBe("bob");
    expect((await set("ajar")).status).toBe(400);
  });

  test("U8, U12: bans an account: its sockets close, its tokens are invalid and its login is refused, until it is let back in", async () => {
    await using server = await start();
    const { token } = await signUpAdmin(server);
    const bob = await signUp(server, "bob");
    const { room } = await server.client.room();
    const { socket } = await server.client.join(room.code, "", { token: bob.token });
    const ban = await server.ask("POST", "api/admin/accounts/BOB/ban", { token });
    expect([ban.status, ban.body]).toEqual([200, { username: "bob", isBanned: true }]);
    expect(await socket.closed).toEqual({ code: 4003, reason: "signed out" });
    expect((await server.ask("GET", "api/me", { token: bob.token })).status).toBe(401);
    const refresh = { refreshToken: bob.refreshToken };
    expect((await server.ask("POST", "api/refresh", { body: refresh })).status).toBe(401);
    const login = (password: string) => server.ask("POST", "api/login", { body: { username: "bob", password } });
    expect(statusAndCode(await login(TEST_PASSWORD))).toEqual([403, "banned"]);
    expect(statusAndCode(await login("not the password"))).toEqual([401, "bad_login"]);
    expect((await server.ask("GET", "api/admin", { token })).body.banned).toBe(1);
    expect((await server.ask("POST", "api/admin/accounts/bob/unban", { token })).body.isBanned).toBe(false);
    expect((await login(TEST_PASSWORD)).status).toBe(200);
    expect((await server.ask("GET", "api/me", { token: bob.token })).status).toBe(401);
    expect(statusAndCode(await server.ask("POST", "api/admin/accounts/nobody/ban", { token }))).toEqual([
      404,
      "not_found",
    ]);
  });

  test("U12: ends any room, also one they may not know of", async () => {
    await using server = await start();
    const { token } = await signUpAdmin(server);
    const ann = await signUp(server, "ann");
    for (const entry of ["open", "members"]) {
      const { room } = await server.client.room({ title: "Hush" }, ann.token);
      const change = await server.ask("PATCH", `api/rooms/${room.code}`, { body: { entry }, token: ann.token });
      expect(change.status).toBe(200);
      const socket = await server.client.connect(room.code, { query: `?token=${ann.token}` });
      await socket.next("welcome");
      const bob = await server.client.session("Bob");
      const refused = await server.ask("DELETE", `api/rooms/${room.code}`, { token: bob.token });
      expect(refused.status).toBe(entry === "open" ? 403 : 404);
      expect((await server.ask("DELETE", `api/rooms/${room.code}`, { token })).status).toBe(204);
      expect((await socket.closed).code).toBe(4001);
    }
  });

  test("U12: can't be banned, not even by themselves", async () => {
    await using server = await start();
    const { token } = await signUpAdmin(server);
    await signUpAdmin(server, "second");
    for (const name of ["boss", "second"]) {
      expect(statusAndCode(await server.ask("POST", `api/admin/accounts/${name}/ban`, { token }))).toEqual(NOT_ALLOWED);
    }
  });
});
