// Accounts in the data file: kept over restarts and crashes, gone from it when they are erased, and the codes of
// `mayfly invite`, which are written to it by another process.
import { afterAll, afterEach, beforeEach, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Write } from "../engine/journal/journal.ts";
import { LocalEngine } from "../engine/local-engine.ts";
import { invitationDigest, invite, isInvited } from "../engine/sqlite/admin-codes.ts";
import { openDatabase } from "../engine/sqlite/data-file.ts";
import { codeOf, PASSWORD } from "../testing/accounts.ts";
import { FakeCommitterPorts, FakeJournal, turn } from "../testing/journal.ts";
import { SOURCE, Victim } from "./chaos/server-under-test.ts";

const folder = mkdtempSync(join(tmpdir(), "mayfly-accounts-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let victim: Victim;
let data: string;
let files = 0;
beforeEach(async () => {
  data = join(folder, `${files++}.db`);
  victim = await Victim.started({ data });
});
afterEach(() => victim.crash());

const GONE_WITHIN_MS = 10_000;

const ask = (method: string, path: string, body?: object, token?: string) =>
  victim.client.ask(method, path, { body, token });
const signUp = async (username: string, more: object = {}) => {
  const { status, body, text } = await ask("POST", "api/register", { username, password: PASSWORD, ...more });
  if (status !== 201) throw new Error(text);
  return body;
};
const printed = () => /code to be it: (\S+)/.exec(victim.banner)?.[1];

/** Runs a command of the program's on the same data file. */
async function mayfly(...command: string[]) {
  const child = Bun.spawn([...SOURCE, ...command, ...(data === "" ? [] : ["--data", data])], {
    stdout: "pipe",
    stderr: "pipe",
    env: { PATH: process.env.PATH ?? "" },
  });
  const [said, errors] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  return { code: await child.exited, said, errors };
}

const invited = async () => (await mayfly("invite")).said.split("\n")[0] ?? "";

test("U13: what is kept beside rooms is safe, or refused, with all that goes with it", async () => {
  const journal = new FakeJournal();
  const engine = new LocalEngine({ events: 10, bytes: 1000 }, 1 << 20, journal, new FakeCommitterPorts());
  const writes: Write[] = [
    ["account", { id: "ann" }],
    ["spend", "a digest"],
  ];
  const kept = engine.keep(writes);
  await turn();
  expect(journal.underWay).toEqual(writes);
  expect(await Promise.race([kept, turn().then(() => "waiting")])).toBe("waiting");
  await journal.succeed();
  expect(await kept).toBeUndefined();
  const lost = engine.keep([["forget", "ann", null]]);
  await journal.fail();
  expect(await lost).toMatchObject({ code: "not_saved" });
  expect(journal.written).toEqual([writes]);
});

describe("a restart", () => {
  test("U13: keeps accounts, who is signed in and who no longer, bans, and closed registration", async () => {
    const boss = await signUp("boss", { adminCode: printed() });
    const ann = await signUp("ann", { name: "Anna", email: "ann@example.org" });
    const bob = await signUp("bob");
    const eve = await signUp("eve");
    const { token: gone } = (await ask("POST", "api/login", { username: "ann", password: PASSWORD })).body;
    expect((await ask("POST", "api/logout", undefined, gone)).status).toBe(204);
    expect((await ask("POST", "api/admin/accounts/eve/ban", undefined, boss.token)).status).toBe(200);
    expect((await ask("PATCH", "api/me", { password: "another battery" }, bob.token)).status).toBe(200);
    expect((await ask("PATCH", "api/admin", { registration: "closed" }, boss.token)).status).toBe(200);
    const before = (await ask("GET", "api/me", undefined, ann.token)).body;
    expect(before).toMatchObject({ name: "Anna", email: "ann@example.org" });
    await victim.crash();
    await victim.start();
    expect(printed()).toBeUndefined();
    expect((await ask("GET", "api/me", undefined, ann.token)).body).toEqual(before);
    expect((await ask("POST", "api/refresh", { refreshToken: bob.refreshToken })).status).toBe(200);
    expect((await ask("GET", "api/me", undefined, boss.token)).body.isAdmin).toBe(true);
    for (const token of [gone, eve.token]) expect((await ask("GET", "api/me", undefined, token)).status).toBe(401);
    const login = async (username: string, password = PASSWORD) =>
      codeOf(await ask("POST", "api/login", { username, password }));
    expect(await login("ANN")).toEqual([200, undefined]);
    expect(await login("eve")).toEqual([403, "banned"]);
    expect(await login("bob")).toEqual([401, "bad_login"]);
    expect(await login("bob", "another battery")).toEqual([200, undefined]);
    const more = { username: "new", password: PASSWORD };
    expect(codeOf(await ask("POST", "api/register", more))).toEqual([403, "registration_closed"]);
    // Names are still theirs.
    expect((await ask("PATCH", "api/admin", { registration: "open" }, boss.token)).status).toBe(200);
    expect(codeOf(await ask("POST", "api/register", { ...more, username: "anna" }))).toEqual([409, "name_taken"]);
  }, 30_000);

  test("U13: what was answered was kept, however the process ended", async () => {
    for (let n = 0; n < 5; n++) {
      const { token, account } = await signUp(`user${n}`);
      await victim.crash();
      await victim.start();
      expect((await ask("GET", "api/me", undefined, token)).body).toEqual(account);
    }
  }, 60_000);

  test("U10: an id that was a guest's proves nobody, also after one", async () => {
    const guest = await victim.client.session("Ann");
    const body = { username: "ann", password: PASSWORD };
    const { token } = (await victim.client.ask("POST", "api/register", { body, token: guest.token })).body;
    expect((await ask("DELETE", "api/me", undefined, token)).status).toBe(204);
    for (let n = 0; n < 2; n++) {
      expect((await ask("GET", "api/me", undefined, guest.token)).status).toBe(401);
      await victim.stop();
      await victim.start();
    }
  }, 30_000);
});

test("U10, J3: what an account was is gone from the file when it is another, and all of it when it is erased", async () => {
  const raw = () => {
    const parts = ["", "-wal", "-shm"].map((part) => data + part).filter((part) => existsSync(part));
    return parts.map((part) => readFileSync(part).toString("latin1")).join("");
  };
  const kept = (texts: readonly string[]) => texts.filter((text) => raw().includes(text));
  const leaves = async (texts: readonly string[]) => {
    for (const until = Date.now() + GONE_WITHIN_MS; Date.now() < until; await Bun.sleep(50)) {
      if (kept(texts).length === 0) break;
    }
    expect(kept(texts)).toEqual([]);
  };
  const others = await Promise.all(
    Array.from({ length: 8 }, (_, n) => signUp(`other${n}`, { name: `Other number ${n}` })),
  );
  const { token } = await signUp("annabel.lee", { name: "Kingdom by the sea", email: "first@example.org" });
  expect(kept(["annabel.lee", "Kingdom by the sea", "first@example.org"])).toHaveLength(3);
  await ask("PATCH", "api/me", { email: "second@example.org", name: "Many a year ago" }, token);
  await leaves(["Kingdom by the sea", "first@example.org"]);
  expect(kept(["annabel.lee", "Many a year ago", "second@example.org"])).toHaveLength(3);
  expect((await ask("DELETE", "api/me", undefined, token)).status).toBe(204);
  await leaves(["annabel.lee", "Many a year ago", "second@example.org"]);
  for (const { token, account } of others) expect((await ask("GET", "api/me", undefined, token)).body).toEqual(account);
  await victim.stop();
  expect(kept(["annabel.lee", "Many a year ago"])).toEqual([]);
  for (const text of ["annabel", "Kingdom", PASSWORD, "example.org", token]) expect(victim.log).not.toContain(text);
}, 60_000);

describe("codes for administrators", () => {
  test("U11: while there is none, each start prints one, and never logs it", async () => {
    const code = String(printed());
    await victim.stop();
    await victim.start();
    expect(printed()).toMatch(/^\S{24}$/);
    expect(printed()).not.toBe(code);
    expect(codeOf(await ask("POST", "api/register", { username: "ann", password: PASSWORD, adminCode: code }))).toEqual(
      [403, "not_allowed"],
    );
    const another = String(printed());
    expect((await signUp("ann", { adminCode: another })).account.isAdmin).toBe(true);
    expect(victim.log).not.toContain(code.slice(0, 9));
    expect(victim.log).not.toContain(another.slice(0, 9));
  }, 30_000);

  test("U11: `mayfly invite` makes one while the server runs: good once, also over a crash", async () => {
    const [code, other] = [await invited(), await invited()];
    expect(code).toMatch(/^(\w{4}-){4}\w{4}$/);
    expect((await signUp("ann", { adminCode: code })).account.isAdmin).toBe(true);
    const forTheFirst = { username: "mal", password: PASSWORD, adminCode: printed() };
    expect(codeOf(await ask("POST", "api/register", forTheFirst))).toEqual([403, "not_allowed"]);
    const again = (adminCode: string, username: string) =>
      ask("POST", "api/register", { username, password: PASSWORD, adminCode });
    expect((await again(code, "bob")).status).toBe(403);
    await victim.crash();
    await victim.start();
    expect((await again(code, "bob")).status).toBe(403);
    const both = await Promise.all([again(other, "bob"), again(other, "eve")]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 403]);
  }, 30_000);

  test("U11: only its digest is in the file, and a copy doesn't bring it back", async () => {
    const code = await invited();
    expect(readFileSync(data).toString("latin1") + readFileSync(`${data}-wal`).toString("latin1")).not.toContain(code);
    const copy = `${data}.copy`;
    expect((await mayfly("backup", copy)).code).toBe(0);
    await signUp("ann", { adminCode: code });
    await victim.stop();
    expect((await mayfly("restore", copy)).code).toBe(0);
    await victim.start();
    const body = { username: "eve", password: PASSWORD, adminCode: code };
    expect(codeOf(await ask("POST", "api/register", body))).toEqual([403, "not_allowed"]);
  }, 30_000);

  test("U11: it is good until its time is over", () => {
    const digest = invitationDigest("abc");
    invite(data, digest, 1000);
    expect([999, 1000].map((now) => isInvited(data, digest, now))).toEqual([true, false]);
    expect(isInvited(data, invitationDigest("abd"), 1)).toBe(false);
    expect(isInvited(join(folder, "none.db"), digest, 1)).toBe(false);
  });

  test("U11: a file from before there were accounts has to be brought up to date first", () => {
    const old = join(folder, "old.db");
    openDatabase(old, "normal", ["CREATE TABLE secret (bytes BLOB)"]).close();
    expect(() => invite(old, "digest", 1)).toThrow("was written by an older Mayfly: start the server with it first");
    expect(isInvited(old, "digest", 0)).toBe(false);
  });

  test("U11: `mayfly invite` says what is in its way", async () => {
    data = join(folder, "none.db");
    const none = await mayfly("invite");
    expect([none.code, none.errors]).toEqual([
      1,
      `mayfly can't invite:\n  ${data} does not exist: start the server with it first\nSee mayfly --help.\n`,
    ]);
    data = "";
    expect((await mayfly("invite")).errors).toContain("MAYFLY_DATA: names no data file");
  });
});
