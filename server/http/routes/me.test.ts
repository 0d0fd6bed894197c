// One's own account: what may be changed of it, and what is over when a device is signed out.
import { describe, expect, test } from "bun:test";
import { Refusal } from "#protocol/error-codes";
import type { AccountWrite } from "../../accounts/account-record.ts";
import {
  signIn,
  signUp,
  startServerWithAccounts as start,
  statusAndCode,
  TEST_PASSWORD,
} from "../../testing/test-accounts.ts";
import type { TestServer } from "../../testing/test-server.ts";

const BAD_TOKEN = [401, "bad_token"];
const NEW_PASSWORD = "a much better one";

/** Whether a token still proves somebody. */
const isGood = async ({ ask }: TestServer, token: string) => (await ask("GET", "api/me", { token })).status === 200;

/** Three devices of one account, each in the same room. */
async function threeDevices(server: TestServer) {
  const { room } = await server.client.room();
  const tokens = [await signUp(server, "ann"), await signIn(server, "ann"), await signIn(server, "ann")];
  const open = async ({ token, refreshToken }: { token: string; refreshToken: string }) => {
    const { socket } = await server.client.join(room.code, "", { token });
    const stream = await server.client.openEventStream(room.code, { token });
    return { token, refreshToken, socket, stream };
  };
  return { room, devices: await Promise.all(tokens.map(open)) };
}

type Device = Awaited<ReturnType<typeof threeDevices>>["devices"][number];

async function expectOver(server: TestServer, { socket, stream, token, refreshToken }: Device) {
  expect(await socket.closed).toEqual({ code: 4003, reason: "signed out" });
  while ((await stream.block()) !== undefined);
  expect(await isGood(server, token)).toBe(false);
  expect(statusAndCode(await server.ask("POST", "api/refresh", { body: { refreshToken } }))).toEqual(BAD_TOKEN);
  expect(statusAndCode(await server.ask("POST", "api/refresh", { token }))).toEqual(BAD_TOKEN);
}

async function expectGood(server: TestServer, { socket, token }: Device) {
  expect(await isGood(server, token)).toBe(true);
  expect((await socket.request({ type: "chat", message: "here" }, "chat")).message).toBe("here");
}

describe("signing out", () => {
  test("U8: logout signs out that device alone, and closes its sockets and streams at once", async () => {
    await using server = await start();
    const { devices } = await threeDevices(server);
    const [first, second, third] = devices as [Device, Device, Device];
    expect((await server.ask("POST", "api/logout", { token: second.token })).status).toBe(204);
    await expectOver(server, second);
    await expectGood(server, first);
    await expectGood(server, third);
    expect(statusAndCode(await server.ask("POST", "api/logout", { token: second.token }))).toEqual(BAD_TOKEN);
  });

  test("U8, U10: a new password signs out every other device", async () => {
    await using server = await start();
    const { devices } = await threeDevices(server);
    const [first, second, third] = devices as [Device, Device, Device];
    const body = { password: NEW_PASSWORD };
    expect((await server.ask("PATCH", "api/me", { body, token: first.token })).status).toBe(200);
    await expectOver(server, second);
    await expectOver(server, third);
    await expectGood(server, first);
    const login = { username: "ann", password: TEST_PASSWORD };
    expect(statusAndCode(await server.ask("POST", "api/login", { body: login }))).toEqual([401, "bad_login"]);
    expect((await signIn(server, "ann", NEW_PASSWORD)).account.username).toBe("ann");
  });

  test("U8, U10: erasing the account signs out all devices; its rooms stay, and its name is free", async () => {
    await using server = await start();
    const guest = await server.client.session("Ann");
    const { room } = await server.client.room({}, guest.token);
    const { token } = await signUp(server, "ann", {}, guest.token);
    const { socket } = await server.client.join(room.code, "", { token });
    expect((await server.ask("DELETE", "api/me", { token })).status).toBe(204);
    expect((await socket.closed).code).toBe(4003);
    const login = { username: "ann", password: TEST_PASSWORD };
    expect(statusAndCode(await server.ask("POST", "api/login", { body: login }))).toEqual([401, "bad_login"]);
    for (const old of [token, guest.token]) expect(await isGood(server, old)).toBe(false);
    expect((await server.ask("GET", `api/rooms/${room.code}`)).status).toBe(200);
    expect((await signUp(server, "ann")).account.id).not.toBe(guest.member.id);
    // The guest's token would have been good for 60 days.
    server.advance(59 * 86_400_000);
    expect(server.node.accounts?.requiresSignIn(guest.member.id)).toBe(true);
    server.advance(86_400_000);
    expect(server.node.accounts?.requiresSignIn(guest.member.id)).toBe(false);
  });

  test("U5, U8: connections a guest had open are closed with the device that registered the account", async () => {
    await using server = await start();
    const guest = await server.client.session("Ann");
    const { room } = await server.client.room();
    const own = await server.client.room({ entry: "knock" });
    const { socket } = await server.client.join(room.code, "", { token: guest.token });
    const stream = await server.client.openEventStream(room.code, { token: guest.token });
    const knocking = await server.client.connect(own.room.code);
    await knocking.request({ type: "join", token: guest.token }, "waiting");
    const { token, account } = await signUp(server, "ann", {}, guest.token);
    const headers = { "x-owner-key": own.ownerKey };
    await server.ask("POST", `api/rooms/${own.room.code}/members/${account.id}/admit`, { headers });
    await knocking.next("welcome");
    expect((await socket.request({ type: "chat", message: "here" }, "chat")).user).toBe("Ann");
    expect((await server.ask("POST", "api/logout", { token })).status).toBe(204);
    for (const one of [socket, knocking]) expect(await one.closed).toEqual({ code: 4003, reason: "signed out" });
    while ((await stream.block()) !== undefined);
  });

  test("U10: rooms that only remember an erased member as seen forget them as well", async () => {
    await using server = await start();
    const { room } = await server.client.room();
    const { token } = await signUp(server, "ann");
    const { socket } = await server.client.join(room.code, "", { token });
    socket.close();
    await socket.closed;
    server.advance(10_000);
    const names = async () => (await server.ask("GET", `api/rooms/${room.code}/members`)).text;
    expect(await names()).toContain("ann");
    expect((await server.ask("DELETE", "api/me", { token })).status).toBe(204);
    expect(await names()).not.toContain("ann");
  });

  test("U8: a device that joins while it is being signed out does not stay", async () => {
    await using server = await start();
    const { room } = await server.client.room();
    const { token } = await signUp(server, "ann");
    const socket = await server.client.connect(room.code);
    const [answer] = await Promise.all([
      server.ask("POST", "api/logout", { token }),
      socket.send({ type: "join", token }),
    ]);
    expect(answer.status).toBe(204);
    const end = await Promise.race([socket.closed, socket.next("refused")]);
    expect(end.code === 4003 || end.code === "bad_token").toBe(true);
  });
});

describe("one's own account", () => {
  test("U10: name, avatar and e-mail can be changed; what a request doesn't name stays", async () => {
    await using server = await start();
    const { token, account } = await signUp(server, "ann");
    const change = async (body: object) => (await server.ask("PATCH", "api/me", { body, token })).body;
    expect(await change({ name: "  Anna  L ", avatar: "fox" })).toEqual({ ...account, name: "Anna L", avatar: "fox" });
    expect(await change({ email: "ann@example.org" })).toMatchObject({ name: "Anna L", email: "ann@example.org" });
    expect(await change({ email: null, avatar: null })).toEqual({ ...account, name: "Anna L" });
    const { room } = await server.client.room();
    const { welcome } = await server.client.join(room.code, "", { token });
    expect(welcome.you.name).toBe("Anna L");
    expect(await change({})).toEqual({ ...account, name: "Anna L" });
  });

  test("U10: a new name and avatar show at once in the rooms where the member is present", async () => {
    await using server = await start();
    const { token, account } = await signUp(server, "ann");
    const { room } = await server.client.room();
    await server.client.join(room.code, "", { token });
    const guest = await server.client.join(room.code, "Annabel");
    await server.ask("PATCH", "api/me", { body: { name: "Annabel", avatar: "fox" }, token });
    server.advance(1000);
    const members = [
      { id: account.id, name: "Annabel", avatar: "fox" },
      { id: guest.welcome.you.id, name: "Annabel 2" },
    ];
    expect((await guest.socket.next("roster")).members).toMatchObject(members);
  });

  test("U10, A9: an account may be changed 200 times at once and 5 times a second", async () => {
    await using server = await start();
    const { token } = await signUp(server, "ann");
    const change = async (n: number) =>
      (await server.ask("PATCH", "api/me", { body: { name: `Ann ${n}` }, token })).status;
    for (let n = 0; n < 200; n++) expect(await change(n)).toBe(200);
    expect(await change(200)).toBe(429);
    server.advance(200);
    expect(await change(201)).toBe(200);
  });

  test("U3: an e-mail address is shown to its account alone", async () => {
    await using server = await start();
    const { token } = await signUp(server, "ann", { email: "ann@secret.example" });
    const bob = await signUp(server, "bob");
    const { room } = await server.client.room({ visibility: "public" }, token);
    const ann = await server.client.join(room.code, "", { token });
    const { socket, welcome } = await server.client.join(room.code, "", { token: bob.token });
    ann.socket.send({ type: "chat", message: "hello" });
    const seen = [welcome, await socket.next("chat")];
    for (const path of ["api/rooms", `api/rooms/${room.code}`, `api/rooms/${room.code}/members`, "api/me"]) {
      seen.push((await server.ask("GET", path, { token: bob.token })).body);
    }
    expect(JSON.stringify(seen)).not.toContain("secret.example");
  });

  const bad: [body: object, status: number, code: string][] = [
    [{ name: "\u202e" }, 400, "malformed"],
    [{ name: "Bob" }, 409, "name_taken"],
    [{ name: "Server" }, 409, "name_taken"],
    [{ password: "short" }, 400, "malformed"],
    [{ password: "qwertyuiop" }, 400, "malformed"],
    [{ email: "nowhere" }, 400, "malformed"],
    [{ avatar: "../x" }, 400, "malformed"],
    [{ adminCode: "0000-0000" }, 403, "not_allowed"],
  ];
  test.each(bad)("U10: %j is refused, and changes nothing", async (body, status, code) => {
    await using server = await start();
    await signUp(server, "bob");
    const { token, account } = await signUp(server, "ann");
    expect(statusAndCode(await server.ask("PATCH", "api/me", { body: { ...body }, token }))).toEqual([status, code]);
    expect((await server.ask("GET", "api/me", { token })).body).toEqual(account);
    expect((await signIn(server, "ann")).account).toEqual(account);
  });

  test("U10: a guest can't change, erase or sign out of an account", async () => {
    await using server = await start();
    const { token } = await server.client.session("Ann");
    for (const [method, path] of [
      ["PATCH", "api/me"],
      ["DELETE", "api/me"],
      ["POST", "api/logout"],
    ] as const) {
      expect(statusAndCode(await server.ask(method, path, { token }))).toEqual([401, "account_needed"]);
      expect((await server.ask(method, path)).status).toBe(401);
    }
  });
});

describe("saving changes", () => {
  test("U13: while the disk is in trouble every change is refused not_saved and changes nothing", async () => {
    let isBroken = false;
    const kept: AccountWrite[] = [];
    const keep = async (writes: readonly AccountWrite[]) => {
      if (isBroken) return new Refusal("not_saved", "Not saved.");
      kept.push(...writes);
      return undefined;
    };
    await using server = await start({}, { keep });
    const { token, account } = await signUp(server, "ann");
    const { room } = await server.client.room();
    const { socket } = await server.client.join(room.code, "", { token });
    isBroken = true;
    const NOT_SAVED = [503, "not_saved"];
    expect(statusAndCode(await server.ask("PATCH", "api/me", { body: { name: "Anna" }, token }))).toEqual(NOT_SAVED);
    expect(statusAndCode(await server.ask("POST", "api/logout", { token }))).toEqual(NOT_SAVED);
    expect(statusAndCode(await server.ask("DELETE", "api/me", { token }))).toEqual(NOT_SAVED);
    const body = { username: "bob", password: TEST_PASSWORD };
    expect(statusAndCode(await server.ask("POST", "api/register", { body }))).toEqual(NOT_SAVED);
    expect((await server.ask("GET", "api/me", { token })).body).toEqual(account);
    expect((await socket.request({ type: "chat", message: "here" }, "chat")).message).toBe("here");
    isBroken = false;
    expect((await signUp(server, "bob")).account.username).toBe("bob");
    expect(kept.map(([kind]) => kind)).toEqual(["account", "account"]);
  });

  test("U13: of several changes at once none is lost", async () => {
    await using server = await start(
      {},
      { keep: () => new Promise((resolve) => setImmediate(() => resolve(undefined))) },
    );
    const { token } = await signUp(server, "ann");
    const changes = [{ name: "Anna" }, { avatar: "fox" }, { email: "a@b.example" }];
    await Promise.all([
      ...changes.map((body) => server.ask("PATCH", "api/me", { body, token })),
      ...[1, 2, 3].map(() => signIn(server, "ann")),
    ]);
    const { body } = await server.ask("GET", "api/me", { token });
    expect(body).toMatchObject({ name: "Anna", avatar: "fox", email: "a@b.example" });
    expect(server.node.accounts?.findByUsername("ann")?.signIns).toHaveLength(4);
  });
});
