// How a server starts on a data file, and which files it writes, as strace sees it.
import { afterAll, describe, expect, test } from "bun:test";
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hasProgram, ServerUnderTest, SOURCE_COMMAND } from "./chaos/server-under-test.ts";

const folder = mkdtempSync(join(tmpdir(), "mayfly-start-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = (name: string) => join(folder, name);

/** Runs the server until it exits, at most 5 s. @param as a command prefix that switches the user */
async function run(flags: readonly string[], as: readonly string[] = []) {
  const command = [...as, ...SOURCE_COMMAND, "--host", "127.0.0.1", "--port", "0", ...flags];
  const child = Bun.spawn(command, { stdout: "pipe", stderr: "pipe", env: { PATH: process.env.PATH ?? "" } });
  const deadline = setTimeout(() => child.kill("SIGKILL"), 5_000);
  const errors = await new Response(child.stderr).text();
  clearTimeout(deadline);
  return { code: await child.exited, errors };
}

// File permissions do not restrict root, so root runs the server as the user nobody.
const isRoot = process.getuid?.() === 0;
const asNobody = isRoot ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
const canTry = !isRoot || (hasProgram("setpriv") && (await run(["--help"], asNobody)).code === 0);

describe("a refused start", () => {
  test("J5: the error names the file and the reason, and the process exits with 2", async () => {
    writeFileSync(path("diary"), "Dear diary");
    const { code, errors } = await run(["--data", path("diary")]);
    expect([code, errors]).toEqual([
      2,
      `mayfly can't start:\n  MAYFLY_DATA: ${path("diary")} is not a Mayfly data file\nSee mayfly --help.\n`,
    ]);
  });

  test("J5: what is no file is not waited for, and nothing is made beside it", async () => {
    Bun.spawnSync(["mkfifo", path("pipe")]);
    for (const device of [path("pipe"), "/dev/null"]) {
      const { code, errors } = await run(["--data", device]);
      expect([device, code, errors]).toEqual([device, 2, expect.stringContaining("is a device or a pipe, not a file")]);
      expect(existsSync(`${device}-lock`)).toBe(false);
    }
  }, 20_000);

  test("J5: a second server on the same file does not start, and the first continues", async () => {
    const first = await ServerUnderTest.started({ data: path("shared.db") });
    const { code, errors } = await run(["--data", path("shared.db")]);
    expect([code, errors]).toEqual([2, expect.stringContaining("shared.db is in use by another program")]);
    expect((await first.client.room()).room.code).toBeString();
    await first.stop();
  });

  test("J5: an event that is not valid JSON is damage", async () => {
    const server = await ServerUnderTest.started({ data: path("bent.db") });
    const { room } = await server.client.room();
    const { token } = await server.client.session("Ann");
    await server.client.ask("POST", `api/rooms/${room.code}/messages`, { body: { message: "hello" }, token });
    await server.stop();
    const bytes = readFileSync(path("bent.db"));
    bytes.write("]", bytes.indexOf('{"type":"chat"'));
    writeFileSync(path("bent.db"), bytes);
    const { code, errors } = await run(["--data", path("bent.db")]);
    expect([code, errors]).toEqual([2, expect.stringContaining("bent.db is damaged")]);
  });

  test.skipIf(!canTry)(
    `J5, C13: what can't be written is named, who can't, and how to mend it${canTry ? "" : " (skipped: root here can't be anyone else)"}`,
    async () => {
      chmodSync(folder, 0o755);
      const inside = path("theirs");
      const file = join(inside, "a.db");
      mkdirSync(inside);
      await (await ServerUnderTest.started({ data: file })).stop();
      const before = readFileSync(file);
      if (isRoot) for (const name of ["", "a.db", "a.db-lock"]) chownSync(join(inside, name), 65534, 65534);
      const uid = isRoot ? 65534 : process.getuid?.();
      const who = new RegExp(
        `can't be written by the user that runs Mayfly \\(.*uid ${uid}\\); it belongs to uid ${uid}; to mend it: chmod u\\+rwX '.*'$`,
        "m",
      );
      const expectRefused = async (name: string, what: string) => {
        const { code, errors } = await run(["--data", join(inside, name)], asNobody);
        expect([code, errors]).toEqual([2, expect.stringMatching(who)]);
        expect(errors).toContain(`MAYFLY_DATA: ${join(inside, name)} ${what}`);
      };
      chmodSync(file, 0o400);
      await expectRefused("a.db", "can't be written");
      chmodSync(file, 0o600);
      for (const beside of ["-lock", "-wal"]) {
        writeFileSync(file + beside, "");
        if (isRoot) chownSync(file + beside, 65534, 65534);
        chmodSync(file + beside, 0);
        await expectRefused("a.db", `can't be used: ${file}${beside} beside it can't be written`);
        rmSync(file + beside);
      }
      rmSync(`${file}-lock`, { force: true });
      mkdirSync(`${file}-lock`);
      const { errors } = await run(["--data", file], asNobody);
      expect(errors).toContain(`a.db can't be used: ${file}-lock beside it is a folder, not a file`);
      rmSync(`${file}-lock`, { recursive: true });
      chmodSync(inside, 0o500);
      await expectRefused("new.db", "can't be written: its folder can't be written");
      expect(readFileSync(file).equals(before)).toBe(true);
      chmodSync(inside, 0);
      const closed = await run(["--data", file], asNobody);
      expect(closed.errors).toContain(`MAYFLY_DATA: ${file} can't be reached by the user that runs Mayfly`);
      expect(closed.errors).toContain(`who may not enter ${inside}`);
      chmodSync(inside, 0o700);
      if (!isRoot) return;
      // A container's volume that belongs to somebody else.
      for (const mode of [0o755, 0o700]) {
        chownSync(inside, 0, 0);
        chmodSync(inside, mode);
        const { code, errors } = await run(["--data", join(inside, "other.db")], asNobody);
        expect([mode, code]).toEqual([mode, 2]);
        expect(errors).toMatch(/by the user that runs Mayfly \(.*uid 65534\)/);
        expect(errors).toContain(inside);
      }
      chmodSync(inside, 0o755);
      const { errors: owned } = await run(["--data", join(inside, "other.db")], asNobody);
      expect(owned).toContain(`it belongs to uid 0; to mend it: chown -R 65534:65534 '${inside}'\n`);
    },
    20_000,
  );
});

const canTrace = hasProgram("strace") && Bun.spawnSync(["strace", "-qq", "-o", "/dev/null", "true"]).exitCode === 0;

/** Runs and uses a server. @returns the traced calls that open for writing, create, rename or remove a file */
async function traceWrites(flags: readonly string[]): Promise<string[]> {
  const trace = path("trace");
  const calls = "open,openat,openat2,creat,mkdir,mkdirat,rename,renameat2,unlink,unlinkat,truncate,mknod,symlink,link";
  // With -D, the server stays the direct child, so that its pid is the one that is stopped here.
  const strace = ["strace", "-D", "-f", "-q", "-e", `trace=${calls}`, "-o", trace];
  const server = await ServerUnderTest.started({ command: [...strace, ...SOURCE_COMMAND], flags });
  const { client } = server;
  const { room, ownerKey } = await client.room({ visibility: "public" });
  const { socket } = await client.join(room.code, "Ann");
  for (let n = 0; n < 20; n++) await socket.request({ type: "chat", message: `m${n}` }, "chat");
  await client.ask("GET", `api/rooms/${room.code}/messages`);
  await client.ask("GET", "docs");
  await client.ask("DELETE", `api/rooms/${room.code}`, { headers: { "x-owner-key": ownerKey } });
  await socket.closed;
  const { pid } = server;
  await server.stop();
  const ended = new RegExp(`^${pid} +\\+\\+\\+ exited`, "m");
  while (!ended.test(readFileSync(trace, "utf8"))) await Bun.sleep(20);
  const lines = readFileSync(trace, "utf8").split("\n");
  return lines.filter((line) =>
    /O_WRONLY|O_RDWR|O_CREAT|^\d+ +(creat|mkdir|rename|unlink|trunc|mknod|sym|link)/.test(line),
  );
}

test.skipIf(!canTrace)(
  `J1: without a data file, nothing is written to disk${canTrace ? "" : " (skipped: no strace here)"}`,
  async () => {
    expect(await traceWrites([])).toEqual([]);
    // With a data file, the same trace does show writes.
    expect((await traceWrites(["--data", path("seen.db")])).join()).toContain("seen.db-wal");
    expect(existsSync(path("seen.db"))).toBe(true);
  },
  30_000,
);
