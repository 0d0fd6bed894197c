// What a stolen token is worth: refresh tokens that are used up, and what needs the password again.
import { describe, expect, test } from "bun:test";
import {
  signIn,
  signUp,
  startServerWithAccounts as start,
  statusAndCode,
  TEST_PASSWORD,
} from "../../testing/test-accounts.ts";
import type { TestServer } from "../../testing/test-server.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const BAD_TOKEN = [401, "bad_token"];

const refresh = ({ ask }: TestServer, refreshToken: string) => ask("POST", "api/refresh", { body: { refreshToken } });
const statusOf = async (server: TestServer, token: string) => (await server.ask("GET", "api/me", { token })).status;

describe("refresh tokens", () => {
  test("U7: each use gives a successor; until that is used, the former gives the same one for a minute", async () => {
    await using server = await start();
    const first = (await signUp(server, "ann")).refreshToken;
    const { body } = await refresh(server, first);
    const second = body.refreshToken;
    expect(second).not.toBe(first);
    const together = await Promise.all([refresh(server, first), refresh(server, first)]);
    server.advance(MINUTE - 1);
    for (const again of [...together, await refresh(server, first)]) {
      expect([again.status, again.body.refreshToken]).toEqual([200, second]);
      expect(await statusOf(server, again.body.token)).toBe(200);
    }
    expect((await refresh(server, second)).status).toBe(200);
  });

  test("U7: a former token ends the sign-in once its successor was used", async () => {
    await using server = await start();
    const other = await signIn(server, (await signUp(server, "ann")).account.username);
    const { refreshToken: first } = await signIn(server, "ann");
    const second = (await refresh(server, first)).body.refreshToken;
    const { token, refreshToken: third } = (await refresh(server, second)).body;
    const { room } = await server.client.room();
    const { socket } = await server.client.join(room.code, "", { token });
    expect(statusAndCode(await refresh(server, first))).toEqual(BAD_TOKEN);
    expect((await socket.closed).reason).toBe("signed out");
    for (const gone of [first, second, third]) expect(statusAndCode(await refresh(server, gone))).toEqual(BAD_TOKEN);
    expect(await statusOf(server, token)).toBe(401);
    expect(await statusOf(server, other.token)).toBe(200);
  });

  test("U7: a former token ends the sign-in after a minute, though its successor was never used", async () => {
    await using server = await start();
    const { refreshToken: first } = await signUp(server, "ann");
    const second = (await refresh(server, first)).body.refreshToken;
    server.advance(MINUTE);
    expect(statusAndCode(await refresh(server, first))).toEqual(BAD_TOKEN);
    expect(statusAndCode(await refresh(server, second))).toEqual(BAD_TOKEN);
  });

  test("U7: a token that nobody was given ends nothing, and none can be made from another", async () => {
    await using server = await start();
    const { refreshToken: first } = await signUp(server, "ann");
    const second: string = (await refresh(server, first)).body.refreshToken;
    const parts = second.split(".");
    const forged = [
      `${parts[0]}.${parts[1]}.2.${parts[3]}`,
      `${first}.2`,
      `${first}.1.`,
      `${second}x`,
      `${first}.-1.x`,
    ];
    for (const token of forged) expect(statusAndCode(await refresh(server, token))).toEqual(BAD_TOKEN);
    expect((await refresh(server, second)).status).toBe(200);
  });

  test("U7: a sign-in that an older version saved goes on with the refresh token it had", async () => {
    await using server = await start();
    const { refreshToken, token } = await signUp(server, "ann");
    const { upgradeSignIn } = await import("../../accounts/sign-in.ts");
    const { accounts } = server.node;
    const account = accounts?.findByUsername("ann");
    await accounts?.change(String(account?.id), ({ signIns }) => ({
      signIns: signIns.map(({ id, digest, until }) => upgradeSignIn({ id, digest, until })),
    }));
    const change = await server.ask("PATCH", "api/me", { body: { password: "another good one" }, token });
    expect(statusAndCode(change)).toEqual([403, "password_needed"]);
    expect((await refresh(server, refreshToken)).body.refreshToken).toBeString();
  });

  test("U7: 90 days after the password a device is signed out, however it was renewed", async () => {
    for (const how of ["refresh token", "token alone"]) {
      await using server = await start();
      let { token, refreshToken } = await signUp(server, "ann");
      const renew = async () => {
        const renewed = await (how === "token alone"
          ? server.ask("POST", "api/refresh", { token })
          : refresh(server, refreshToken));
        if (renewed.status === 200) ({ token, refreshToken } = { refreshToken, ...renewed.body });
        return renewed.status;
      };
      for (let day = 0; day < 80; day += 10) {
        server.advance(10 * DAY);
        ({ token, refreshToken } = (await refresh(server, refreshToken)).body);
      }
      // 30 days from here would be day 110.
      server.advance(10 * DAY - 25 * MINUTE);
      ({ token, refreshToken } = (await refresh(server, refreshToken)).body);
      expect(await renew()).toBe(200);
      server.advance(25 * MINUTE);
      expect([how, await renew()]).toEqual([how, 401]);
      expect(await statusOf(server, token)).toBe(401);
      expect((await server.ask("POST", "api/sessions", { token })).status).toBe(401);
    }
  });
});

describe("what takes an account over, or ends it", () => {
  const asked: [what: string, method: string, body: object][] = [
    ["a new password", "PATCH", { password: "another good one" }],
    ["a new e-mail address", "PATCH", { email: "eve@example.org" }],
    ["no e-mail address", "PATCH", { email: null }],
    ["a name, with an address beside it", "PATCH", { name: "Eve", email: "eve@example.org" }],
    ["the end of the account", "DELETE", {}],
  ];

  test.each(asked)("U10: %s needs the password again, minutes after it was given", async (_what, method, body) => {
    await using server = await start();
    const { account, refreshToken } = await signUp(server, "ann", { email: "ann@example.org" });
    server.advance(10 * MINUTE);
    // Renewing proves nothing about who holds the token.
    const { token } = (await refresh(server, refreshToken)).body;
    const ask = (more: object) => server.ask(method, "api/me", { body: { ...body, ...more }, token });
    expect(statusAndCode(await ask({}))).toEqual([403, "password_needed"]);
    for (const currentPassword of ["", "wrong horse battery", "x".repeat(2000)]) {
      const refused = await ask({ currentPassword });
      expect(statusAndCode(refused)).toEqual([403, "wrong_password"]);
      expect(refused.text).not.toContain("horse");
    }
    expect((await server.ask("GET", "api/me", { token })).body).toMatchObject({
      ...account,
      lastSeenAt: expect.any(String),
    });
    expect((await ask({ currentPassword: TEST_PASSWORD })).status).toBeLessThan(300);
  });

  test.each(asked)("U10: %s needs no password just after a sign-in", async (_what, method, body) => {
    await using server = await start();
    const { token: old } = await signUp(server, "ann");
    server.advance(9 * MINUTE);
    const { token } = await signIn(server, "ann");
    server.advance(9 * MINUTE);
    expect(statusAndCode(await server.ask(method, "api/me", { body, token: old }))).toEqual([403, "password_needed"]);
    expect((await server.ask(method, "api/me", { body, token })).status).toBeLessThan(300);
  });

  test("U10: name and avatar need no password", async () => {
    await using server = await start();
    const { token } = await signUp(server, "ann");
    server.advance(20 * MINUTE);
    expect((await server.ask("PATCH", "api/me", { body: { name: "Anna", avatar: "fox" }, token })).status).toBe(200);
  });

  test("U10: guesses at the present password are limited as logins are", async () => {
    await using server = await start();
    const { token } = await signUp(server, "ann");
    const statuses = new Set<number>();
    for (let n = 0; n < 61; n++) {
      const body = { currentPassword: "wrong horse battery" };
      statuses.add((await server.ask("DELETE", "api/me", { body, token })).status);
    }
    expect([...statuses]).toEqual([403, 429]);
  });
});
