// Which file a data file is, whatever it is called, and which files beside it are its own.
import { Database } from "bun:sqlite";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MIGRATIONS, openDataFile } from "../engine/sqlite/data-file.ts";
import { checkDataFile } from "../engine/sqlite/data-file-check.ts";
import { ServerUnderTest, SOURCE_COMMAND } from "./chaos/server-under-test.ts";

const folder = mkdtempSync(join(tmpdir(), "mayfly-identity-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let inside: string;
let data: string;
let server: ServerUnderTest;
let count = 0;
beforeEach(async () => {
  inside = join(folder, `${count++}`);
  mkdirSync(inside);
  data = join(inside, "mayfly.db");
  server = await ServerUnderTest.started({ data });
});
afterEach(() => server.crash());

/** Runs a command on a data file until it exits, at most 10 s. */
async function mayfly(path: string, ...words: string[]) {
  const child = Bun.spawn([...SOURCE_COMMAND, ...words], {
    stdout: "pipe",
    stderr: "pipe",
    env: { PATH: process.env.PATH ?? "", MAYFLY_DATA: path, MAYFLY_HOST: "127.0.0.1", MAYFLY_PORT: "0" },
  });
  const deadline = setTimeout(() => child.kill("SIGKILL"), 10_000);
  const [said, errors] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  clearTimeout(deadline);
  return { code: await child.exited, said, problem: errors.split("\n")[1]?.trim() };
}

async function talk(...messages: string[]) {
  const { room } = await server.client.room();
  const { socket, token } = await server.client.join(room.code, "Ann");
  const say = (message: string) => socket.request({ type: "chat", message }, "chat");
  for (const message of messages) await say(message);
  const saved = async (): Promise<string[]> =>
    (await server.client.ask("GET", `api/rooms/${room.code}/messages`)).body.messages.map(
      ({ message }: { message: string }) => message,
    );
  const post = (message: string) =>
    server.client.ask("POST", `api/rooms/${room.code}/messages`, { body: { message }, token });
  return { say, saved, post };
}

describe("other names of a file in use", () => {
  /** Gives the file another name, or makes it one, and returns it. */
  const otherNames: Record<string, (name: string) => string> = {
    "a symbolic link": (link) => {
      symlinkSync(data, link);
      return link;
    },
    "a link to a link elsewhere": (link) => {
      symlinkSync(data, link);
      mkdirSync(join(inside, "elsewhere"));
      symlinkSync("../other.db", join(inside, "elsewhere/second.db"));
      return join(inside, "elsewhere/second.db");
    },
    "a link to its folder": () => {
      symlinkSync(inside, `${inside}-link`);
      return join(`${inside}-link`, "mayfly.db");
    },
    "a hard link": (link) => {
      linkSync(data, link);
      return link;
    },
    "the name it was moved to": (name) => {
      renameSync(data, name);
      return name;
    },
  };

  test.each(Object.keys(otherNames))(
    "J5, J6: %s starts no second server, and nothing is restored over it",
    async (kind) => {
      const { saved } = await talk("first");
      const copy = join(inside, "copy");
      expect((await mayfly(data, "backup", copy)).code).toBe(0);
      const name = otherNames[kind]?.(join(inside, "other.db")) ?? "";
      const before = readdirSync(inside).sort();
      const refusal = new RegExp(
        ` ${kind === "a hard link" ? "has more than one name" : "is in use by another program"}`,
      );
      const outcome = await mayfly(name, "serve");
      expect([outcome.code, outcome.problem]).toEqual([2, expect.stringMatching(refusal)]);
      const restored = await mayfly(name, "restore", copy);
      expect([restored.code, restored.problem]).toEqual([1, expect.stringMatching(refusal)]);
      expect(
        readdirSync(inside)
          .filter((file) => !file.endsWith("-lock"))
          .sort(),
      ).toEqual(before.filter((file) => !file.endsWith("-lock")));
      expect(await saved()).toEqual(["first"]);
    },
  );

  test("J6, U11: a copy and a code are made of the file that is in use, or not at all", async () => {
    await talk("first");
    const link = join(inside, "link.db");
    symlinkSync(data, link);
    expect((await mayfly(link, "backup", join(inside, "copy"))).code).toBe(0);
    expect(readFileSync(join(inside, "copy")).includes("first")).toBe(true);
    expect((await mayfly(link, "invite")).code).toBe(0);
    const hard = join(inside, "hard.db");
    linkSync(data, hard);
    for (const words of [["invite"], ["backup", join(inside, "other")]]) {
      expect(await mayfly(hard, ...words)).toMatchObject({
        code: 1,
        problem: expect.stringContaining("more than one name"),
      });
    }
    rmSync(hard);
    const moved = join(inside, "moved.db");
    renameSync(data, moved);
    for (const words of [["invite"], ["backup", join(inside, "other")]]) {
      const { code, problem } = await mayfly(moved, ...words);
      expect([code, problem]).toEqual([1, `${moved} is in use under another path; use the path that the server uses`]);
    }
    const { code, problem } = await mayfly(join(inside, "else.db"), "restore", moved);
    expect([code, problem]).toEqual([1, `${moved} is in use under another path; use the path that the server uses`]);
    expect(readdirSync(inside).filter((name) => /^(hard|moved|other).*-(wal|shm)/.test(name))).toEqual([]);
  }, 30_000);

  test("J6: a restore over a link puts the copy where the link leads", async () => {
    const { say, saved } = await talk("first");
    const [copy, link] = [join(inside, "copy"), join(inside, "link.db")];
    symlinkSync(data, link);
    await mayfly(link, "backup", copy);
    await say("second");
    await server.crash();
    expect((await mayfly(link, "restore", copy)).code).toBe(0);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    await server.start();
    expect(await saved()).toEqual(["first"]);
  }, 20_000);

  test("J6: nothing is copied onto a part of the data file, nor where another file's log would be taken for the copy's", async () => {
    await talk("first");
    await server.stop();
    for (const suffix of ["-wal", "-shm", "-journal", "-lock", "-restoring"]) {
      const { code, problem } = await mayfly(data, "backup", data + suffix);
      expect([code, problem]).toEqual([1, expect.stringContaining("would look like part of the data file")]);
    }
    for (const own of [data, join(inside, ".", "../", inside.split("/").at(-1) ?? "", "mayfly.db")]) {
      expect((await mayfly(data, "restore", own)).problem).toBe(`${own} is the data file`);
    }
    // What a restore writes first would take the place of this copy, before it is read.
    copyFileSync(data, `${data}-restoring`);
    expect(await mayfly(data, "restore", `${data}-restoring`)).toMatchObject({
      code: 1,
      problem: expect.stringContaining("rename it"),
    });
    expect(readFileSync(`${data}-restoring`).equals(readFileSync(data))).toBe(true);
    symlinkSync(data, join(inside, "link.db"));
    expect((await mayfly(data, "restore", join(inside, "link.db"))).problem).toEndWith("is the data file");
    writeFileSync(join(inside, "copy-wal"), "left over");
    expect((await mayfly(data, "backup", join(inside, "copy"))).problem).toContain(`while ${join(inside, "copy-wal")}`);
  }, 40_000);
});

describe("what lies beside a file that was put back", () => {
  const [before, after] = [["1", "2", "3", "4", "5"], "6"];

  test("J6: a log whose file is gone is no part of a restored copy", async () => {
    const { say, saved } = await talk(...before);
    const copy = join(inside, "copy");
    expect((await mayfly(data, "backup", copy)).code).toBe(0);
    await say(after);
    await server.crash();
    expect(existsSync(`${data}-wal`)).toBe(true);
    rmSync(data);
    writeFileSync(`${data}-restoring-journal`, "left over");
    const { code, said } = await mayfly(data, "restore", copy);
    expect([code, said]).toEqual([0, expect.stringMatching(/What was there is now .*-wal/)]);
    await server.start();
    expect(await saved()).toEqual(before);
  }, 20_000);

  test.each(["a backup", "an older copy of the file itself"])(
    "J5: with the log of what was there before, %s is refused, and starts without it",
    async (kind) => {
      const { say, saved } = await talk(...before);
      const copy = join(inside, "copy");
      if (kind === "a backup") {
        await mayfly(data, "backup", copy);
        await say(after);
      } else {
        await server.stop();
        copyFileSync(data, copy);
        await server.start();
        expect((await talk("x")).post).toBeFunction();
        await server.stop();
        await server.start();
        await talk("y");
      }
      await server.crash();
      for (const shm of [true, false]) {
        if (!shm) rmSync(`${data}-shm`, { force: true });
        copyFileSync(copy, data);
        const stray = readFileSync(`${data}-wal`);
        const { code, problem } = await mayfly(data, "serve");
        expect([code, problem]).toEqual([
          2,
          `MAYFLY_DATA: ${data} can't be used: ${data}-wal belongs to another file; move that away first`,
        ]);
        for (const words of [["invite"], ["backup", join(inside, "another")]]) {
          expect((await mayfly(data, ...words)).problem).toContain(`${data}-wal belongs to another file`);
        }
        expect(readFileSync(data).equals(readFileSync(copy))).toBe(true);
        expect(readFileSync(`${data}-wal`).equals(stray)).toBe(true);
      }
      renameSync(`${data}-wal`, join(inside, "away"));
      await server.start();
      expect(await saved()).toEqual(before);
    },
    20_000,
  );

  test("J5: a log whose file is gone or empty is not thrown away", async () => {
    await talk(...before);
    await server.crash();
    for (const leave of [() => rmSync(data), () => writeFileSync(data, "")]) {
      leave();
      const { code, problem } = await mayfly(data, "serve");
      expect([code, problem]).toEqual([2, expect.stringContaining(`${data}-wal belongs to another file`)]);
    }
  }, 20_000);

  test("J5: a rollback journal of another file is not played back", async () => {
    await talk(...before);
    await server.stop();
    const other = new Database(join(inside, "other.db"), { create: true });
    other.run("CREATE TABLE t (x)");
    other.run("BEGIN");
    other.run("INSERT INTO t VALUES (1)");
    other.run("PRAGMA cache_spill = 1");
    copyFileSync(join(inside, "other.db-journal"), `${data}-journal`);
    other.run("ROLLBACK");
    other.close();
    const journal = readFileSync(`${data}-journal`);
    journal.write("d9d505f920a163d7", 0, "hex");
    writeFileSync(`${data}-journal`, journal);
    expect((await mayfly(data, "serve")).problem).toContain(`${data}-journal belongs to another file`);
  }, 20_000);

  test("J5: its own log is never refused: after a crash, a half moved log, or from a Mayfly that told none apart", async () => {
    for (let n = 0; n < 3; n++) {
      const { saved } = await talk(`${n}`);
      await server.crash();
      expect(() => checkDataFile(data)).not.toThrow();
      await server.start();
      expect(await saved()).toEqual([`${n}`]);
    }
    const old = join(inside, "old.db");
    const database = openDataFile(old, "normal", MIGRATIONS.slice(0, 5));
    for (const file of ["", "-wal"]) copyFileSync(old + file, join(inside, `crashed.db${file}`));
    database.close();
    expect(() => checkDataFile(join(inside, "crashed.db"))).not.toThrow();
  }, 20_000);
});
