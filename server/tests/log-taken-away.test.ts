// A real server whose write-ahead log is taken away, or written to by somebody else, while SQLite has it open.
import { Database } from "bun:sqlite";
import { afterAll, afterEach, describe, expect, test } from "bun:test";
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ServerUnderTest } from "./chaos/server-under-test.ts";

const folder = mkdtempSync(join(tmpdir(), "mayfly-log-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let server: ServerUnderTest;
let files = 0;
let data: string;
let log: string;
afterEach(() => server.crash());

async function startWithRoom() {
  data = join(folder, `${files++}.db`);
  log = `${data}-wal`;
  server = await ServerUnderTest.started({ data });
  const { client } = server;
  const { room } = await client.room();
  const { token } = await client.join(room.code, "Ann");
  const send = (message: string) =>
    client.ask("POST", `api/rooms/${room.code}/messages`, { body: { message, nonce: message }, token });
  const savedMessages = async (): Promise<string[]> =>
    (await client.ask("GET", `api/rooms/${room.code}/messages`)).body.messages.map(
      ({ message }: { message: string }) => message,
    );
  const isReady = async () => (await client.ask("GET", "readyz")).status === 200;
  return { send, savedMessages, isReady };
}

async function restart() {
  await server.crash();
  await server.start();
}

/** Changes the log in place, from what it was when the file had one message less. */
const changes: Record<string, (former: Buffer) => void> = {
  truncated: () => truncateSync(log),
  "cut short": () => truncateSync(log, statSync(log).size - 100),
  "overwritten by something else": () => writeFileSync(log, "Dear diary"),
  "overwritten by what it was before": (former) => writeFileSync(log, former),
  "overwritten in the middle, with the time it had": () => {
    const { atime, mtime } = statSync(log);
    writeFileSync(log, readFileSync(log).fill(0xa5, 3000, 3100));
    utimesSync(log, atime, mtime);
  },
  "replaced by a copy of it": () => {
    copyFileSync(log, `${log}.copy`);
    renameSync(log, `${log}.away`);
    renameSync(`${log}.copy`, log);
  },
};

describe("a write-ahead log", () => {
  test.each(Object.keys(changes))(
    "J4: that is %s is noticed, nothing is lost once it is put back",
    async (how) => {
      const { send, savedMessages, isReady } = await startWithRoom();
      expect((await send("1")).status).toBe(201);
      const former = readFileSync(log);
      expect((await send("2")).status).toBe(201);
      const whole = readFileSync(log);
      changes[how]?.(former);
      const [foreign, file] = [readFileSync(log), readFileSync(data)];

      const refused = await send("3");
      expect([refused.status, refused.body.error.code]).toEqual([503, "not_saved"]);
      expect(await isReady()).toBe(false);
      await server.logged("write-ahead log is");
      expect(readFileSync(log).equals(foreign)).toBe(true);
      expect(readFileSync(data).equals(file)).toBe(true);

      if (existsSync(`${log}.away`)) renameSync(`${log}.away`, log);
      else writeFileSync(log, whole);
      while (!(await isReady())) await Bun.sleep(50);
      expect((await send("3")).status).toBe(201);
      await restart();
      expect(await savedMessages()).toEqual(["1", "2", "3"]);
    },
    20_000,
  );

  const removals: Record<string, () => void> = {
    removed: () => rmSync(log),
    "removed with its index": () => {
      rmSync(log);
      rmSync(`${data}-shm`);
    },
    "moved away": () => renameSync(log, `${log}.away`),
  };
  test.each(Object.keys(removals))(
    "J4: that is %s is written anew from what SQLite has open, and nothing is lost",
    async (how) => {
      const { send, savedMessages } = await startWithRoom();
      for (const message of ["1", "2"]) {
        expect((await send(message)).status).toBe(201);
        removals[how]?.();
      }
      expect((await send("3")).status).toBe(201);
      expect((await send("4")).status).toBe(201);
      await restart();
      expect(await savedMessages()).toEqual(["1", "2", "3", "4"]);
    },
    20_000,
  );

  test("J4: that was overwritten is not moved into the file by a server that stops", async () => {
    const { send } = await startWithRoom();
    await send("1");
    const whole = readFileSync(log);
    writeFileSync(log, Buffer.alloc(whole.length, 0xa5));
    const file = readFileSync(data);
    expect(await server.stop()).toBe(0);
    expect(readFileSync(data).equals(file)).toBe(true);
  }, 20_000);

  test("J4: that was only touched, or added to by another program, is written to as before", async () => {
    const { send, savedMessages } = await startWithRoom();
    await send("1");
    utimesSync(log, new Date(), new Date());
    expect((await send("2")).status).toBe(201);
    const other = new Database(data);
    other.run("PRAGMA wal_autocheckpoint = 0");
    other.run("INSERT INTO invitations VALUES ('digest', 1)");
    other.close();
    expect((await send("3")).status).toBe(201);
    await restart();
    expect(await savedMessages()).toEqual(["1", "2", "3"]);
    expect(server.log).not.toContain("fault");
  }, 20_000);
});
