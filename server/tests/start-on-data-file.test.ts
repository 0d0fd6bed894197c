// How a server starts on a data file, and what it does to the disk, as the system sees it.
import { afterAll, describe, expect, test } from "bun:test";
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { has, SOURCE, Victim } from "./chaos/server-under-test.ts";

const folder = mkdtempSync(join(tmpdir(), "mayfly-start-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = (name: string) => join(folder, name);

/** Runs it to its end. @param as words before the command, for another user */
async function run(flags: readonly string[], as: readonly string[] = []) {
  const command = [...as, ...SOURCE, "--host", "127.0.0.1", "--port", "0", ...flags];
  const child = Bun.spawn(command, { stdout: "pipe", stderr: "pipe", env: { PATH: process.env.PATH ?? "" } });
  const late = setTimeout(() => child.kill("SIGKILL"), 5_000);
  const errors = await new Response(child.stderr).text();
  clearTimeout(late);
  return { code: await child.exited, errors };
}

// Permissions don't bind root: as root, it is tried as nobody.
const isRoot = process.getuid?.() === 0;
const asNobody = isRoot ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
const canTry = !isRoot || (has("setpriv") && (await run(["--help"], asNobody)).code === 0);

describe("a start that can't be", () => {
  test("J5: the file and what is wrong with it are named, and it ends with 2", async () => {
    writeFileSync(path("diary"), "Dear diary");
    const { code, errors } = await run(["--data", path("diary")]);
    expect([code, errors]).toEqual([
      2,
      `mayfly can't start:\n  MAYFLY_DATA: ${path("diary")} is not a Mayfly data file\nSee mayfly --help.\n`,
    ]);
  });

  test("J5: a second server on the same file doesn't start, the first goes on", async () => {
    const first = await Victim.started({ data: path("shared.db") });
    const { code, errors } = await run(["--data", path("shared.db")]);
    expect([code, errors]).toEqual([2, expect.stringContaining("shared.db is in use by another program")]);
    expect((await first.client.room()).room.code).toBeString();
    await first.stop();
  });

  test("J5: an event that is no longer one is damage", async () => {
    const victim = await Victim.started({ data: path("bent.db") });
    const { room } = await victim.client.room();
    const { token } = await victim.client.session("Ann");
    await victim.client.ask("POST", `api/rooms/${room.code}/messages`, { body: { message: "hello" }, token });
    await victim.stop();
    const bytes = readFileSync(path("bent.db"));
    bytes.write("]", bytes.indexOf('{"type":"chat"'));
    writeFileSync(path("bent.db"), bytes);
    const { code, errors } = await run(["--data", path("bent.db")]);
    expect([code, errors]).toEqual([2, expect.stringContaining("bent.db is damaged")]);
  });

  test.skipIf(!canTry)(
    `J5: a file or a folder that may not be written is refused${canTry ? "" : " (skipped: root here can't be anyone else)"}`,
    async () => {
      chmodSync(folder, 0o755);
      const inside = path("theirs");
      mkdirSync(inside);
      await (await Victim.started({ data: join(inside, "a.db") })).stop();
      const before = readFileSync(join(inside, "a.db"));
      if (isRoot) for (const name of ["", "a.db", "a.db-lock"]) chownSync(join(inside, name), 65534, 65534);
      const expected = [2, expect.stringContaining("can't be written: its folder must exist and be writable")];
      const tried = async (name: string) => {
        const { code, errors } = await run(["--data", join(inside, name)], asNobody);
        expect([code, errors]).toEqual(expected);
      };
      chmodSync(join(inside, "a.db"), 0o400);
      await tried("a.db");
      chmodSync(inside, 0o500);
      await tried("new.db");
      expect(readFileSync(join(inside, "a.db")).equals(before)).toBe(true);
      chmodSync(inside, 0o700);
    },
    20_000,
  );
});

const canTrace = has("strace") && Bun.spawnSync(["strace", "-qq", "-o", "/dev/null", "true"]).exitCode === 0;

/** Every file a server opened to write, made, renamed or removed, from its start through its use to its end. */
async function writtenBy(flags: readonly string[]): Promise<string[]> {
  const trace = path("trace");
  const calls = "open,openat,openat2,creat,mkdir,mkdirat,rename,renameat2,unlink,unlinkat,truncate,mknod,symlink,link";
  // -D: the server stays the child that is started and ended here.
  const strace = ["strace", "-D", "-f", "-q", "-e", `trace=${calls}`, "-o", trace];
  const victim = await Victim.started({ command: [...strace, ...SOURCE], flags });
  const { client } = victim;
  const { room, ownerKey } = await client.room({ visibility: "public" });
  const { socket } = await client.join(room.code, "Ann");
  for (let n = 0; n < 20; n++) await socket.answer({ type: "chat", message: `m${n}` }, "chat");
  await client.ask("GET", `api/rooms/${room.code}/messages`);
  await client.ask("GET", "docs");
  await client.ask("DELETE", `api/rooms/${room.code}`, { headers: { "x-owner-key": ownerKey } });
  await socket.closed;
  const { pid } = victim;
  await victim.stop();
  const ended = new RegExp(`^${pid} +\\+\\+\\+ exited`, "m");
  while (!ended.test(readFileSync(trace, "utf8"))) await Bun.sleep(20);
  const lines = readFileSync(trace, "utf8").split("\n");
  return lines.filter((line) =>
    /O_WRONLY|O_RDWR|O_CREAT|^\d+ +(creat|mkdir|rename|unlink|trunc|mknod|sym|link)/.test(line),
  );
}

test.skipIf(!canTrace)(
  `J1: without a data file nothing on the disk is written${canTrace ? "" : " (skipped: no strace here)"}`,
  async () => {
    expect(await writtenBy([])).toEqual([]);
    // With one, the same eyes see it.
    expect((await writtenBy(["--data", path("seen.db")])).join()).toContain("seen.db-wal");
    expect(existsSync(path("seen.db"))).toBe(true);
  },
  30_000,
);
