// Accounts over the API: making one, signing in and out, and what becomes of what was open.
import { describe, expect, test } from "bun:test";
import { Refusal } from "#protocol/error-codes";
import { signUp, startServerWithAccounts as start, statusAndCode, TEST_PASSWORD } from "../../testing/test-accounts.ts";
import { startTestServer, type TestServer } from "../../testing/test-server.ts";

const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
const BAD_TOKEN = [401, "bad_token"];

describe("the accounts mode", () => {
  test("U1: the API tells it; without accounts their addresses are not found", async () => {
    await using none = await startTestServer();
    expect((await none.ask("GET", "api/accounts")).body).toMatchObject({ accounts: "off", registration: "closed" });
    for (const path of ["register", "login"]) {
      const body = { username: "ann", password: TEST_PASSWORD };
      expect(statusAndCode(await none.ask("POST", `api/${path}`, { body }))).toEqual([404, "not_found"]);
    }
    expect(statusAndCode(await none.ask("POST", "api/refresh", { body: { refreshToken: "a.b" } }))).toEqual([
      404,
      "not_found",
    ]);
    expect(statusAndCode(await none.ask("GET", "api/admin"))).toEqual([404, "not_found"]);
    const { token, member } = await none.client.session("Ann");
    expect((await none.ask("GET", "api/me", { token })).body).toEqual({ ...member, guest: true });
    await using some = await start();
    expect((await some.ask("GET", "api/accounts")).body).toMatchObject({ accounts: "optional", registration: "open" });
  });

  test("L7: the API says whether rooms may last, for which there have to be accounts", async () => {
    const said = async (server: Awaited<ReturnType<typeof start>>) =>
      (await server.ask("GET", "api/accounts")).body.lastingRooms;
    await using usual = await start();
    await using lasting = await start({ MAX_LIFE: "never" });
    await using guests = await start({ MAX_LIFE: "never", ACCOUNTS: "off" });
    expect([await said(usual), await said(lasting), await said(guests)]).toEqual([false, true, false]);
  });

  test("U1: where an account is required, every request of a guest is refused account_needed", async () => {
    await using server = await start({ ACCOUNTS: "required" });
    const { ask, client, node } = server;
    expect((await ask("GET", "api/accounts")).body.accounts).toBe("required");
    const { token } = await signUp(server, "ann");
    const { room } = await client.room({}, token);
    const guest = node.tokens.issueGuest({ id: "someone", name: "Bob", avatar: null });
    const asked: [string, string, object?][] = [
      ["GET", "api/rooms"],
      ["POST", "api/rooms", {}],
      ["GET", `api/rooms/${room.code}`],
      ["POST", `api/rooms/${room.code}/messages`, { message: "x" }],
      ["POST", "api/sessions", {}],
      ["GET", "api/me"],
    ];
    for (const [method, path, body] of asked) {
      expect(statusAndCode(await ask(method, path, { body }))).toEqual([401, "account_needed"]);
      expect(statusAndCode(await ask(method, path, { body, token: guest }))).toEqual([401, "account_needed"]);
      expect((await ask(method, path, { body, token })).status).toBeLessThan(300);
    }
    const socket = await client.connect(room.code);
    expect(await socket.request({ type: "join", token: guest }, "refused")).toMatchObject({ code: "account_needed" });
    expect((await socket.request({ type: "join", token }, "welcome")).you.name).toBe("ann");
    // Who was a guest before can still become somebody.
    expect((await signUp(server, "bobby", {}, guest)).account.id).toBe("someone");
  });
});

describe("registering", () => {
  test("U5, U7: a newcomer gets a token, a refresh token and the account", async () => {
    await using server = await start();
    const { token, refreshToken, expiresAt, account } = await signUp(server, "Ann_Lee", { email: "ann@example.org" });
    expect(account).toEqual({
      id: expect.stringMatching(/^[0-9a-hjkmnp-tv-z]{16}$/),
      username: "Ann_Lee",
      name: "Ann_Lee",
      avatar: null,
      email: "ann@example.org",
      isAdmin: false,
      createdAt: expect.any(String),
      lastSeenAt: account.createdAt,
    });
    const { sub, name, sid, iat, exp, ...rest } = claimsOf(token);
    expect([sub, name, exp - iat, rest]).toEqual([account.id, "Ann_Lee", 30 * 60, {}]);
    expect(sid).toBeString();
    expect(Date.parse(expiresAt)).toBe(exp * 1000);
    expect(refreshToken.length).toBeGreaterThan(43);
    expect((await server.ask("GET", "api/me", { token })).body).toEqual(account);
  });

  test("U5: a guest stays the same member, with rooms, name and avatar, and the guest's token becomes invalid", async () => {
    await using server = await start();
    const { ask, client } = server;
    const guest = await client.session("Brave Ann");
    const { room } = await client.room({}, guest.token);
    const { account, token } = await signUp(server, "ann", {}, guest.token);
    expect(account).toMatchObject({ id: guest.member.id, name: "Brave Ann", username: "ann" });
    expect((await ask("PATCH", `api/rooms/${room.code}`, { body: { title: "Ours" }, token })).status).toBe(200);
    const signedIn = await ask("POST", "api/register", { body: { username: "eve", password: TEST_PASSWORD }, token });
    expect(statusAndCode(signedIn)).toEqual([403, "not_allowed"]);
    expect(statusAndCode(await ask("GET", "api/me", { token: guest.token }))).toEqual(BAD_TOKEN);
    const again = await ask("POST", "api/register", {
      body: { username: "eve", password: TEST_PASSWORD },
      token: guest.token,
    });
    expect(statusAndCode(again)).toEqual(BAD_TOKEN);
  });

  test("U5: a socket the guest had open stays open", async () => {
    await using server = await start();
    const { room } = await server.client.room();
    const { socket, token } = await server.client.join(room.code, "Ann");
    await signUp(server, "ann", {}, token);
    expect((await socket.request({ type: "chat", message: "still here" }, "chat")).message).toBe("still here");
  });

  const bad: [why: string, more: object, field: string][] = [
    ["a username that is too short", { username: "ab" }, "username: has from 3 to 24 characters."],
    ["one that mixes scripts", { username: "аnn" }, "username: mixes scripts."],
    [
      "one with a space",
      { username: "ann lee" },
      "username: can only have letters and digits, with _ . - between them.",
    ],
    ["a short password", { password: "x".repeat(7) }, "password: has from 8 to 1024 bytes."],
    ["a long one", { password: "é".repeat(513) }, "password: has from 8 to 1024 bytes."],
    ["a common one", { password: "Password1" }, "password: is too common."],
    ["the username", { username: "annabel.lee", password: "Annabel.Lee" }, "password: is the username."],
    ["no address", { email: "ann at home" }, "email: is not an address."],
    ["no name", { name: "\u200b" }, "name: has no visible characters."],
    ["no text", { password: 12345678 }, "password: missing or not as documented."],
  ];
  test.each(bad)("U2, U3: %s is refused, and not repeated", async (_why, more, message) => {
    await using server = await start();
    const body = { username: "ann", password: TEST_PASSWORD, ...more };
    const answer = await server.ask("POST", "api/register", { body });
    expect([answer.status, answer.body]).toEqual([400, { error: { code: "malformed", message } }]);
  });

  test("U2, U9: a name that is or looks like another's is 409; of two requests at once one gets it", async () => {
    await using server = await start();
    await signUp(server, "paul", { name: "Pauline" });
    const tried = async (more: object) =>
      statusAndCode(await server.ask("POST", "api/register", { body: { password: TEST_PASSWORD, ...more } }));
    await signUp(server, "coco");
    const cyrillic = "\u0441\u043e\u0441\u043e";
    for (const username of ["PAUL", "pauI", "pauline", cyrillic, "c0c0", "Admin", "mayfIy", "everyone", "null"]) {
      expect([username, await tried({ username })]).toEqual([username, [409, "name_taken"]]);
    }
    expect(await tried({ username: "other", name: "Paul" })).toEqual([409, "name_taken"]);
    expect(await tried({ username: "other", name: "System" })).toEqual([409, "name_taken"]);
    const both = await Promise.all([tried({ username: "twice" }), tried({ username: "TWICE" })]);
    expect(both.map(([status]) => status).sort()).toEqual([201, 409]);
  });

  test("U5: a guest's former name gives way to the username when somebody else has it", async () => {
    await using server = await start();
    await signUp(server, "paul");
    const guest = await server.client.session("Paul");
    expect((await signUp(server, "other", {}, guest.token)).account.name).toBe("other");
  });
});

describe("signing in", () => {
  test("U6: another device gets the same member, with the username in any case", async () => {
    await using server = await start();
    const first = await signUp(server, "Ann");
    const login = await server.ask("POST", "api/login", { body: { username: " aNN ", password: TEST_PASSWORD } });
    expect([login.status, login.body.account.id]).toEqual([200, first.account.id]);
    const { room } = await server.client.room();
    const a = await server.client.join(room.code, "", { token: first.token });
    const b = await server.client.join(room.code, "", { token: login.body.token });
    expect(b.welcome.members).toHaveLength(1);
    expect([a.welcome.you.name, b.welcome.you.name]).toEqual(["Ann", "Ann"]);
    a.socket.send({ type: "chat", message: "on both" });
    expect((await b.socket.next("chat")).userId).toBe(first.account.id);
  });

  test("U6: an unknown username and a wrong password get the same answer", async () => {
    await using server = await start();
    await signUp(server, "ann");
    const answers = await Promise.all(
      [
        { username: "ann", password: "wrong horse battery" },
        { username: "nobody-here", password: TEST_PASSWORD },
        { username: "ann", password: "x".repeat(2000) },
        { username: "\u0000", password: "" },
      ].map((body) => server.ask("POST", "api/login", { body })),
    );
    for (const { status, text } of answers) expect([status, text]).toEqual([401, answers[0]?.text ?? ""]);
    expect(answers[0]?.body.error).toEqual({
      code: "bad_login",
      message: "Wrong username or password.",
    });
  });

  test("U6: tries are limited for each client and for each username; the limits can be lifted", async () => {
    const tries = async (server: TestServer, count: number, of: (n: number) => [username: string, from: string]) => {
      const statuses: Record<number, number> = {};
      for (let n = 0; n < count; n++) {
        const [username, from] = of(n);
        const headers = { "x-forwarded-for": from };
        const { status } = await server.ask("POST", "api/login", {
          body: { username, password: "wrong one" },
          headers,
        });
        statuses[status] = (statuses[status] ?? 0) + 1;
      }
      return statuses;
    };
    await using server = await start({ TRUST_PROXY: "on" });
    expect(await tries(server, 65, (n) => [`name${n}`, "192.0.2.1"])).toEqual({ 401: 60, 429: 5 });
    expect(await tries(server, 25, (n) => ["ann", `192.0.2.${n + 10}`])).toEqual({ 401: 20, 429: 5 });
    expect(await tries(server, 2, (n) => ["ANN", `192.0.2.${n + 50}`])).toEqual({ 429: 2 });
    await using free = await start({ TRUST_PROXY: "on", LIMITS: "off" });
    expect(await tries(free, 90, () => ["ann", "192.0.2.1"])).toEqual({ 401: 90 });
  });

  test("U6: a stranger who keeps asking for a username doesn't keep its owner out", async () => {
    await using server = await start({ TRUST_PROXY: "on" });
    const login = async (from: string, password: string) => {
      const headers = { "x-forwarded-for": from };
      return (await server.ask("POST", "api/login", { body: { username: "ann", password }, headers })).status;
    };
    await server.ask("POST", "api/register", {
      body: { username: "ann", password: TEST_PASSWORD },
      headers: { "x-forwarded-for": "192.0.2.1" },
    });
    const attack = async (from: string) => {
      for (let n = 0; n < 12; n++) await login(from, "wrong horse battery");
      return login(from, "wrong horse battery");
    };
    // One address alone keeps nobody out, wherever the owner is.
    for (let minutes = 0; minutes < 10; minutes++) {
      expect(await attack("198.51.100.1")).toBe(429);
      server.advance(60_000);
    }
    expect(await login("203.0.113.5", TEST_PASSWORD)).toBe(200);
    // Many together keep out no device from where the account was used before.
    for (let n = 0; n < 5; n++) await attack(`198.51.100.${n + 10}`);
    expect(await login("203.0.113.6", TEST_PASSWORD)).toBe(429);
    expect(await login("192.0.2.1", TEST_PASSWORD)).toBe(200);
    expect(await login("203.0.113.5", TEST_PASSWORD)).toBe(200);
  });

  test("U4: while too many passwords are being checked, a login is refused busy: 503 with Retry-After", async () => {
    const busy = () => Promise.resolve(new Refusal("busy", "Too many.", undefined, 1000));
    await using server = await start({}, { passwords: { hash: busy, verify: busy } });
    const body = { username: "ann", password: TEST_PASSWORD };
    for (const path of ["api/login", "api/register"]) {
      const answer = await server.ask("POST", path, { body });
      expect([...statusAndCode(answer), answer.headers.get("retry-after")]).toEqual([503, "busy", "1"]);
    }
    // Nothing was tried, so none of the tries with this username is used up.
    for (let n = 0; n < 25; n++) expect((await server.ask("POST", "api/login", { body })).status).toBe(503);
  });

  test("U7: of more than twenty devices the one unused for longest is signed out", async () => {
    await using server = await start({ LIMITS: "off" });
    const first = await signUp(server, "ann");
    const devices = [];
    for (let n = 0; n < 20; n++) {
      server.advance(1000);
      devices.push(
        (await server.ask("POST", "api/login", { body: { username: "ann", password: TEST_PASSWORD } })).body,
      );
    }
    expect(statusAndCode(await server.ask("GET", "api/me", { token: first.token }))).toEqual(BAD_TOKEN);
    for (const { token } of devices) expect((await server.ask("GET", "api/me", { token })).status).toBe(200);
  });
});

describe("staying signed in", () => {
  const MINUTES = 60_000;

  test("U7: a token is good for 30 minutes; a good one, or the refresh token, gets another", async () => {
    await using server = await start();
    const { ask } = server;
    const { token, refreshToken } = await signUp(server, "ann");
    server.advance(29 * MINUTES);
    const renewed = await ask("POST", "api/refresh", { token });
    expect(renewed.status).toBe(200);
    expect(Object.keys(renewed.body).sort()).toEqual(["account", "expiresAt", "token"]);
    server.advance(2 * MINUTES);
    expect(statusAndCode(await ask("GET", "api/me", { token }))).toEqual(BAD_TOKEN);
    expect(statusAndCode(await ask("POST", "api/refresh", { token }))).toEqual(BAD_TOKEN);
    expect((await ask("GET", "api/me", { token: renewed.body.token })).status).toBe(200);
    const later = await ask("POST", "api/refresh", { body: { refreshToken } });
    expect((await ask("GET", "api/me", { token: later.body.token })).status).toBe(200);
    for (const wrong of ["", "a", `${refreshToken}x`, refreshToken.replace(".", ""), `.${refreshToken}`]) {
      expect(statusAndCode(await ask("POST", "api/refresh", { body: { refreshToken: wrong } }))).toEqual(BAD_TOKEN);
    }
  });

  test("U7: a sign-in expires after 30 days without use, and is extended by use", async () => {
    await using server = await start();
    let { refreshToken } = await signUp(server, "ann");
    const refresh = () => server.ask("POST", "api/refresh", { body: { refreshToken } });
    for (let n = 0; n < 2; n++) {
      server.advance(29 * 24 * 60 * MINUTES);
      const { status, body } = await refresh();
      expect(status).toBe(200);
      refreshToken = body.refreshToken;
    }
    server.advance(30 * 24 * 60 * MINUTES);
    expect(statusAndCode(await refresh())).toEqual(BAD_TOKEN);
  });

  test("U7: a session asked for with an account's token is that token renewed", async () => {
    await using server = await start();
    const { token, account } = await signUp(server, "ann");
    const { body, status } = await server.ask("POST", "api/sessions", { token });
    expect([status, body.member]).toEqual([201, { id: account.id, name: "ann", avatar: null }]);
    expect((await server.ask("GET", "api/me", { token: body.token })).body.username).toBe("ann");
    const renamed = await server.ask("POST", "api/sessions", { token, body: { name: "Anna" } });
    expect(statusAndCode(renamed)).toEqual([403, "not_allowed"]);
  });
});
