// Accounts survive restarts and crashes and leave the data file when they are erased; `mayfly invite` writes codes to it from
// another process.
import { afterAll, afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JournalWrite } from "../engine/journal/journal.ts";
import { LocalEngine } from "../engine/local-engine.ts";
import { adminCodeDigest, hasAdminCode, saveAdminCode } from "../engine/sqlite/admin-codes.ts";
import { openDataFile } from "../engine/sqlite/data-file.ts";
import { textsInDataFile, textsNotErased } from "../testing/data-file-search.ts";
import { FakeCommitterPorts, FakeJournal, turnEventLoop } from "../testing/fake-journal.ts";
import { statusAndCode, TEST_PASSWORD } from "../testing/test-accounts.ts";
import { ServerUnderTest, SOURCE_COMMAND } from "./chaos/server-under-test.ts";

const folder = mkdtempSync(join(tmpdir(), "mayfly-accounts-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let server: ServerUnderTest;
let data: string;
let files = 0;
beforeEach(async () => {
  data = join(folder, `${files++}.db`);
  server = await ServerUnderTest.started({ data });
});
afterEach(() => server.crash());

const ask = (method: string, path: string, body?: object, token?: string) =>
  server.client.ask(method, path, { body, token });
const signUp = async (username: string, more: object = {}) => {
  const { status, body, text } = await ask("POST", "api/register", { username, password: TEST_PASSWORD, ...more });
  if (status !== 201) throw new Error(text);
  return body;
};

/** Runs a `mayfly` command on the same data file. */
async function mayfly(...command: string[]) {
  const child = Bun.spawn([...SOURCE_COMMAND, ...command, ...(data === "" ? [] : ["--data", data])], {
    stdout: "pipe",
    stderr: "pipe",
    env: { PATH: process.env.PATH ?? "" },
  });
  const [output, errors] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  return { code: await child.exited, output, errors };
}

const createInvitation = async () => (await mayfly("invite")).output.split("\n")[0] ?? "";

test("U13: writes of accounts are saved together, or all refused", async () => {
  const journal = new FakeJournal();
  const engine = new LocalEngine({ events: 10, bytes: 1000 }, 1 << 20, journal, new FakeCommitterPorts());
  const writes: JournalWrite[] = [
    ["account", { id: "ann" }],
    ["spend", "a digest"],
  ];
  const saving = engine.commit(writes);
  await turnEventLoop();
  expect(journal.pendingBatch).toEqual(writes);
  expect(await Promise.race([saving, turnEventLoop().then(() => "waiting")])).toBe("waiting");
  await journal.succeed();
  expect(await saving).toBeUndefined();
  const failing = engine.commit([["forget", "ann", null]]);
  await journal.fail();
  expect(await failing).toMatchObject({ code: "not_saved" });
  expect(journal.written).toEqual([writes]);
});

describe("a restart", () => {
  test("U13: keeps accounts, sign-ins and sign-outs, bans, and closed registration", async () => {
    const boss = await signUp("boss", { adminCode: await createInvitation() });
    const ann = await signUp("ann", { name: "Anna", email: "ann@example.org" });
    const bob = await signUp("bob");
    const eve = await signUp("eve");
    const { token: gone } = (await ask("POST", "api/login", { username: "ann", password: TEST_PASSWORD })).body;
    expect((await ask("POST", "api/logout", undefined, gone)).status).toBe(204);
    expect((await ask("POST", "api/admin/accounts/eve/ban", undefined, boss.token)).status).toBe(200);
    expect((await ask("PATCH", "api/me", { password: "another battery" }, bob.token)).status).toBe(200);
    expect((await ask("PATCH", "api/admin", { registration: "closed" }, boss.token)).status).toBe(200);
    const before = (await ask("GET", "api/me", undefined, ann.token)).body;
    expect(before).toMatchObject({ name: "Anna", email: "ann@example.org" });
    await server.crash();
    await server.start();
    expect(server.banner).not.toContain("administrator");
    expect((await ask("GET", "api/me", undefined, ann.token)).body).toEqual(before);
    expect((await ask("POST", "api/refresh", { refreshToken: bob.refreshToken })).status).toBe(200);
    expect((await ask("GET", "api/me", undefined, boss.token)).body.isAdmin).toBe(true);
    for (const token of [gone, eve.token]) expect((await ask("GET", "api/me", undefined, token)).status).toBe(401);
    const login = async (username: string, password = TEST_PASSWORD) =>
      statusAndCode(await ask("POST", "api/login", { username, password }));
    expect(await login("ANN")).toEqual([200, undefined]);
    expect(await login("eve")).toEqual([403, "banned"]);
    expect(await login("bob")).toEqual([401, "bad_login"]);
    expect(await login("bob", "another battery")).toEqual([200, undefined]);
    const more = { username: "new", password: TEST_PASSWORD };
    expect(statusAndCode(await ask("POST", "api/register", more))).toEqual([403, "registration_closed"]);
    // Their names are still reserved.
    expect((await ask("PATCH", "api/admin", { registration: "open" }, boss.token)).status).toBe(200);
    expect(statusAndCode(await ask("POST", "api/register", { ...more, username: "anna" }))).toEqual([
      409,
      "name_taken",
    ]);
  }, 30_000);

  test("U13: whatever was answered is saved, even if the process is killed", async () => {
    for (let n = 0; n < 5; n++) {
      const { token, account } = await signUp(`user${n}`);
      await server.crash();
      await server.start();
      expect((await ask("GET", "api/me", undefined, token)).body).toEqual(account);
    }
  }, 60_000);

  test("U10: a guest's token stays invalid after a restart once its account is erased", async () => {
    const guest = await server.client.session("Ann");
    const body = { username: "ann", password: TEST_PASSWORD };
    const { token } = (await server.client.ask("POST", "api/register", { body, token: guest.token })).body;
    expect((await ask("DELETE", "api/me", undefined, token)).status).toBe(204);
    for (let n = 0; n < 2; n++) {
      expect((await ask("GET", "api/me", undefined, guest.token)).status).toBe(401);
      await server.stop();
      await server.start();
    }
  }, 30_000);
});

test("U10, J3: replaced data of an account leaves the file, and all of it leaves when the account is erased", async () => {
  const others = await Promise.all(
    Array.from({ length: 8 }, (_, n) => signUp(`other${n}`, { name: `Other number ${n}` })),
  );
  const { token } = await signUp("annabel.lee", { name: "Kingdom by the sea", email: "first@example.org" });
  expect(textsInDataFile(data, ["annabel.lee", "Kingdom by the sea", "first@example.org"])).toHaveLength(3);
  await ask("PATCH", "api/me", { email: "second@example.org", name: "Many a year ago" }, token);
  expect(await textsNotErased(data, ["Kingdom by the sea", "first@example.org"])).toEqual([]);
  expect(textsInDataFile(data, ["annabel.lee", "Many a year ago", "second@example.org"])).toHaveLength(3);
  expect((await ask("DELETE", "api/me", undefined, token)).status).toBe(204);
  expect(await textsNotErased(data, ["annabel.lee", "Many a year ago", "second@example.org"])).toEqual([]);
  for (const { token, account } of others) expect((await ask("GET", "api/me", undefined, token)).body).toEqual(account);
  await server.stop();
  expect(textsInDataFile(data, ["annabel.lee", "Many a year ago"])).toEqual([]);
  for (const text of ["annabel", "Kingdom", TEST_PASSWORD, "example.org", token])
    expect(server.log).not.toContain(text);
}, 60_000);

test("U10, J3: an erased account's name and avatar leave its rooms and others', and the keys it was given prove nothing", async () => {
  const { client } = server;
  const name = "Kingdom by the sea";
  const { token, account } = await signUp("annabel.lee", { name, avatar: "fox" });
  const own = await client.room({}, token);
  const olga = await client.session("Olga");
  const other = await client.room({}, olga.token);
  const { socket } = await client.join(own.room.code, "", { token });
  const { id } = await socket.request({ type: "chat", message: "first" }, "chat");
  await socket.request({ type: "edit", id, message: "first words" }, "edit");
  await socket.request({ type: "change", title: "Tea" }, "room");
  const bob = await client.join(own.room.code, "Bob");
  await socket.request({ type: "moderate", action: "mute", userId: bob.welcome.you.id, minutes: 5 }, "room");
  // In the other room it was never present, but heard, muted and banned.
  const path = `api/rooms/${other.room.code}`;
  expect((await ask("POST", `${path}/messages`, { message: "hello" }, token)).status).toBe(201);
  for (const action of ["mute", "unmute", "ban"]) {
    const { status } = await ask("POST", `${path}/members/${account.id}/${action}`, { minutes: 5 }, olga.token);
    expect(status).toBe(204);
  }
  const stillThere = await client.join(other.room.code, "Olga", { token: olga.token });
  expect(textsInDataFile(data, [name])).toEqual([name]);

  expect((await ask("DELETE", "api/me", undefined, token)).status).toBe(204);
  expect((await socket.closed).code).toBe(4003);
  const read = async () => {
    const welcomes = [await client.join(own.room.code, "Carl"), await client.join(other.room.code, "Dora")];
    const bans = await ask("GET", `${path}/bans`, undefined, olga.token);
    return JSON.stringify([welcomes.map(({ welcome }) => welcome), bans.body]);
  };
  const after = await read();
  expect(after).not.toContain(name);
  expect(after).not.toContain("fox");
  for (const text of ["first words", "hello", "Somebody muted Bob for", 'Somebody changed the title to \\"Tea\\"']) {
    expect(after).toContain(text);
  }
  expect(after).toContain("Olga banned Somebody");
  const headers = { "x-owner-key": own.ownerKey };
  const retitle = () => client.ask("PATCH", `api/rooms/${own.room.code}`, { body: { title: "Mine" }, headers });
  expect((await retitle()).status).toBe(403);
  expect(await textsNotErased(data, [name])).toEqual([]);
  expect((await stillThere.socket.request({ type: "chat", message: "on" }, "chat")).user).toBe("Olga");
  await server.crash();
  await server.start();
  expect(await read()).not.toContain(name);
  expect((await retitle()).status).toBe(403);
  await server.stop();
  expect(textsInDataFile(data, [name])).toEqual([]);
}, 60_000);

describe("codes for administrators", () => {
  test("U11: a start whose output is no terminal shows no code, and says how to get one", async () => {
    expect(server.banner).toContain("No administrator yet. Get a code for one with `mayfly invite`.");
    expect(server.banner + server.log).not.toMatch(/(\w{4}-){4}\w{4}/);
    await signUp("ann", { adminCode: await createInvitation() });
    await server.stop();
    await server.start();
    expect(server.banner).not.toContain("administrator");
  }, 30_000);

  test("U11: at a terminal each start shows a code of its own, and never logs it", async () => {
    const other = join(folder, `${files++}.db`);
    const shown = async () => {
      let output = "";
      const seen = Promise.withResolvers<string>();
      const child = Bun.spawn([...SOURCE_COMMAND, "--port", "0", "--host", "127.0.0.1", "--data", other], {
        stderr: "pipe",
        env: { PATH: process.env.PATH ?? "" },
        terminal: {
          data: (_terminal, bytes) => {
            output += new TextDecoder().decode(bytes);
            const code = /#admin=((\w{4}-){4}\w{4})\r?\n/.exec(output)?.[1];
            if (code !== undefined) seen.resolve(code);
          },
        },
      });
      const code = await seen.promise;
      child.kill("SIGTERM");
      await child.exited;
      return code;
    };
    expect(await shown()).not.toBe(await shown());
  }, 30_000);

  test("U11: `mayfly invite` creates a code while the server runs; it works once, also across a crash", async () => {
    const [code, other] = [await createInvitation(), await createInvitation()];
    expect(code).toMatch(/^(\w{4}-){4}\w{4}$/);
    expect((await signUp("ann", { adminCode: code })).account.isAdmin).toBe(true);
    const forTheFirst = { username: "mal", password: TEST_PASSWORD, adminCode: code };
    expect(statusAndCode(await ask("POST", "api/register", forTheFirst))).toEqual([403, "not_allowed"]);
    const again = (adminCode: string, username: string) =>
      ask("POST", "api/register", { username, password: TEST_PASSWORD, adminCode });
    expect((await again(code, "bob")).status).toBe(403);
    await server.crash();
    await server.start();
    expect((await again(code, "bob")).status).toBe(403);
    const both = await Promise.all([again(other, "bob"), again(other, "eve")]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 403]);
  }, 30_000);

  test("U11: the file contains only the digest, and restoring a copy does not make a used code valid again", async () => {
    const code = await createInvitation();
    expect(readFileSync(data).toString("latin1") + readFileSync(`${data}-wal`).toString("latin1")).not.toContain(code);
    const copy = `${data}.copy`;
    expect((await mayfly("backup", copy)).code).toBe(0);
    await signUp("ann", { adminCode: code });
    await server.stop();
    expect((await mayfly("restore", copy)).code).toBe(0);
    await server.start();
    const body = { username: "eve", password: TEST_PASSWORD, adminCode: code };
    expect(statusAndCode(await ask("POST", "api/register", body))).toEqual([403, "not_allowed"]);
  }, 30_000);

  test("U11: a code is valid until it expires", () => {
    const digest = adminCodeDigest("abc");
    saveAdminCode(data, digest, 1000);
    expect([999, 1000].map((now) => hasAdminCode(data, digest, now))).toEqual([true, false]);
    expect(hasAdminCode(data, adminCodeDigest("abd"), 1)).toBe(false);
    expect(hasAdminCode(join(folder, "none.db"), digest, 1)).toBe(false);
  });

  test("U11: a file of a version without accounts must be migrated first", () => {
    const old = join(folder, "old.db");
    openDataFile(old, "normal", ["CREATE TABLE secret (bytes BLOB)"]).close();
    expect(() => saveAdminCode(old, "digest", 1)).toThrow(
      "was written by an older version of Mayfly; start the server with it first",
    );
    expect(hasAdminCode(old, "digest", 0)).toBe(false);
  });

  test("C9: `mayfly invite` prints the code alone on its line, and a link where the public address is set", async () => {
    const { output } = await mayfly("invite", "--public-url", "https://example.org/chat", "--base-path", "chat");
    const [code, meaning, link, ...rest] = output.split("\n");
    expect(code).toMatch(/^(\w{4}-){4}\w{4}$/);
    expect(meaning).toStartWith("Works once, within a day.");
    expect([link, rest]).toEqual([`Or open https://example.org/chat/#admin=${code}`, [""]]);
    expect((await mayfly("invite")).output).not.toContain("#admin");
  }, 30_000);

  test("U11: `mayfly invite` explains why it fails", async () => {
    data = join(folder, "none.db");
    const none = await mayfly("invite");
    expect([none.code, none.errors]).toEqual([
      1,
      `mayfly can't invite:\n  ${data} does not exist; start the server with it first\nSee mayfly --help.\n`,
    ]);
    data = "";
    expect((await mayfly("invite")).errors).toContain("MAYFLY_DATA: not set");
  });
});
