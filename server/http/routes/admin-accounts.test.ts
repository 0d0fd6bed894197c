// The list of accounts, for whoever may ban them.
import { describe, expect, test } from "bun:test";
import { FakeClock } from "../../testing/fake-clock.ts";
import {
  signUp,
  signUpAdmin,
  startServerWithAccounts,
  statusAndCode,
  TEST_PASSWORD,
} from "../../testing/test-accounts.ts";
import { startTestServer } from "../../testing/test-server.ts";

const OPERATOR_TOKEN = "an-operator's-token-of-their-own";

/** Starts a server with an administrator, `boss`, and then these accounts, made a second apart. */
async function startWith(...usernames: string[]) {
  const clock = new FakeClock();
  const server = await startServerWithAccounts({ LIMITS: "off", ADMIN_TOKEN: OPERATOR_TOKEN }, { clock });
  const { token } = await signUpAdmin(server);
  for (const username of usernames) {
    clock.now += 1000;
    await signUp(server, username);
  }
  const ask = (query = "", as: string | undefined = token) =>
    server.ask("GET", `api/admin/accounts${query}`, { token: as });
  const usernamesOf = async (query = "") =>
    (await ask(query)).body.accounts.map(({ username }: { username: string }) => username);
  return { server, clock, token, ask, usernamesOf, [Symbol.asyncDispose]: () => server.stop() };
}

describe("the list of accounts", () => {
  test("U15: tells usernames, names, roles and bans, the newest first, and no e-mail address", async () => {
    await using started = await startWith("ann");
    const { server, clock, token, ask } = started;
    clock.now += 1000;
    await signUp(server, "bob", { email: "bob@example.org", name: "Bobby" });
    await server.ask("POST", "api/admin/accounts/ann/ban", { token });
    const { body, text } = await ask();
    const createdAt = expect.stringMatching(/^2026-01-01T00:00:0\d\.000Z$/);
    expect(body).toEqual({
      accounts: [
        { username: "bob", name: "Bobby", isAdmin: false, isBanned: false, createdAt },
        { username: "ann", name: "ann", isAdmin: false, isBanned: true, createdAt },
        { username: "boss", name: "boss", isAdmin: true, isBanned: false, createdAt },
      ],
    });
    expect(text).not.toContain("example.org");
  });

  test("U15: comes in pages, which hold each account once whatever is created or erased meanwhile", async () => {
    await using started = await startWith("ann", "bob", "cyd", "dee");
    const { server, clock, ask } = started;
    // These two were made at the same time as dee.
    await signUp(server, "eve");
    await signUp(server, "fay");
    const first = (await ask("?limit=3")).body;
    expect(new Set(first.accounts.map(({ username }: { username: string }) => username))).toEqual(
      new Set(["dee", "eve", "fay"]),
    );
    clock.now += 1000;
    await signUp(server, "gil");
    const login = await server.ask("POST", "api/login", {
      body: { username: first.accounts.at(-1).username, password: TEST_PASSWORD },
    });
    expect((await server.ask("DELETE", "api/me", { token: login.body.token })).status).toBe(204);
    const second = (await ask(`?limit=3&cursor=${encodeURIComponent(first.next)}`)).body;
    expect(second.accounts.map(({ username }: { username: string }) => username)).toEqual(["cyd", "bob", "ann"]);
    const third = (await ask(`?limit=3&cursor=${encodeURIComponent(second.next)}`)).body;
    expect(third).toEqual({ accounts: [expect.objectContaining({ username: "boss" })] });
    for (const cursor of ["x", "1", "-1 abc", "1 ".repeat(9)]) {
      expect(statusAndCode(await ask(`?cursor=${encodeURIComponent(cursor)}`))).toEqual([400, "malformed"]);
    }
  });

  test("U15: finds by username or name, in any case, and only administrators or only banned accounts", async () => {
    await using started = await startWith("ann", "joanna", "bob");
    const { server, token, usernamesOf } = started;
    await signUp(server, "cyd", { name: "Dr. Ännchen" });
    await signUpAdmin(server, "anne-boss");
    await server.ask("POST", "api/admin/accounts/joanna/ban", { token });
    expect(new Set(await usernamesOf("?q=ANN"))).toEqual(new Set(["ann", "joanna", "anne-boss"]));
    expect(await usernamesOf(`?q=${encodeURIComponent("ännc")}`)).toEqual(["cyd"]);
    expect(await usernamesOf("?q=nobody-of-this-name")).toEqual([]);
    expect(new Set(await usernamesOf("?filter=admins"))).toEqual(new Set(["boss", "anne-boss"]));
    expect(await usernamesOf("?filter=banned")).toEqual(["joanna"]);
    expect(await usernamesOf("?filter=banned&q=bob")).toEqual([]);
  });

  test("U12, U15: is for administrators and the operator alone, and isn't there without accounts", async () => {
    await using started = await startWith("ann");
    const { server, ask } = started;
    const { token } = await signUp(server, "bob");
    const guest = await server.client.session("Guest");
    expect((await ask("", OPERATOR_TOKEN)).body.accounts).toHaveLength(3);
    expect(statusAndCode(await ask("", token))).toEqual([403, "not_allowed"]);
    expect(statusAndCode(await ask("", guest.token))).toEqual([403, "not_allowed"]);
    expect(statusAndCode(await ask("", "not a token"))).toEqual([401, "bad_token"]);
    for (const query of ["?limit=0", "?limit=201", "?filter=owners"]) expect((await ask(query)).status).toBe(400);
    await using bare = await startTestServer({ ADMIN_TOKEN: OPERATOR_TOKEN });
    const absent = await bare.ask("GET", "api/admin/accounts", { token: OPERATOR_TOKEN });
    expect(statusAndCode(absent)).toEqual([404, "not_found"]);
  });
});
