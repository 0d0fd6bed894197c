// A real server whose disk fails: what it refuses meanwhile, what still works, and how it recovers.
import { Database } from "bun:sqlite";
import { afterAll, afterEach, describe, expect, test } from "bun:test";
import {
  copyFileSync,
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
import { backUp } from "../engine/sqlite/backup.ts";
import {
  hasProgram,
  INSTRUMENTED_COMMAND,
  ServerUnderTest,
  type ServerUnderTestOptions,
} from "./chaos/server-under-test.ts";

const folder = mkdtempSync(join(tmpdir(), "mayfly-trouble-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let server: ServerUnderTest;
let files = 0;
let data: string;
afterEach(() => server.crash());

async function startWithRoom(options: ServerUnderTestOptions = {}) {
  data = join(folder, `${files++}.db`);
  server = await ServerUnderTest.started({ ...options, data });
  const { client } = server;
  const { room, ownerKey } = await client.room();
  const { socket, token } = await client.join(room.code, "Ann");
  const send = (message: string) =>
    client.ask("POST", `api/rooms/${room.code}/messages`, { body: { message, nonce: message }, token });
  const savedMessages = async (): Promise<string[]> =>
    (await client.ask("GET", `api/rooms/${room.code}/messages`)).body.messages.map(
      ({ message }: { message: string }) => message,
    );
  const status = async (path: string) => (await client.ask("GET", path)).status;
  return { client, room, ownerKey, token, socket, send, savedMessages, status };
}

const faults = () => server.log.split("\n").filter((line) => line.includes("fault")).length;

/** Breaks the disk, checks everything that J4 says, repairs the disk, and checks again. */
async function failAndRecover(breakDisk: () => unknown, repairDisk: () => unknown, lastsMs = 0): Promise<void> {
  const { client, room, token, socket, send, savedMessages, status } = await startWithRoom();
  expect((await send("before")).status).toBe(201);
  await breakDisk();

  const refused = await send("during");
  expect([refused.status, refused.body.error.code]).toEqual([503, "not_saved"]);
  expect((await client.ask("POST", "api/rooms", { body: {}, token })).status).toBe(503);
  expect(await socket.request({ type: "chat", message: "during", nonce: "d1" }, "refused")).toMatchObject({
    code: "not_saved",
    nonce: "d1",
  });
  expect(await status("readyz")).toBe(503);
  expect(await status("healthz")).toBe(200);
  expect(await savedMessages()).toEqual(["before"]);
  // Newcomers still get in and read, and signals are passed on.
  const bob = await client.join(room.code, "Bob");
  expect(bob.welcome.events).toHaveLength(1);
  socket.send({ type: "typing" });
  expect(await bob.socket.next("typing")).toMatchObject({ user: "Ann" });
  // However often the server has retried since, it has logged the failure once.
  await Bun.sleep(lastsMs);
  expect(faults()).toBe(1);

  await repairDisk();
  while ((await status("readyz")) !== 200) await Bun.sleep(50);
  expect((await send("during")).status).toBe(201);
  expect((await send("after")).status).toBe(201);
  await server.logged("saving again");
  await server.crash();
  await server.start();
  expect(await savedMessages()).toEqual(["before", "during", "after"]);
}

const needsPrlimit = test.skipIf(!hasProgram("prlimit"));
const unless = hasProgram("prlimit") ? "" : " (skipped: no prlimit here)";

describe("a failing disk", () => {
  needsPrlimit(
    `J4: while the disk is full nothing is saved, reading still works, and the server recovers by itself${unless}`,
    async () => {
      await failAndRecover(
        () => server.limitFiles(0),
        () => server.limitFiles(undefined),
      );
    },
    20_000,
  );

  test("J4: the file is moved away and put back", async () => {
    await failAndRecover(
      () => renameSync(data, `${data}.away`),
      () => renameSync(`${data}.away`, data),
    );
  }, 20_000);

  test("J4: the file is replaced by another, which the server does not write to", async () => {
    const otherFile = join(folder, "stranger");
    writeFileSync(otherFile, "not yours");
    await failAndRecover(
      () => {
        renameSync(data, `${data}.away`);
        copyFileSync(otherFile, data);
      },
      async () => {
        expect(await Bun.file(data).text()).toBe("not yours");
        renameSync(`${data}.away`, data);
      },
    );
  }, 20_000);

  const overwriting: Record<string, (path: string) => void> = {
    truncated: (path) => truncateSync(path),
    "cut short": (path) => truncateSync(path, 4096),
    "overwritten by something else": (path) => writeFileSync(path, "Dear diary"),
    "overwritten by something else, with the time it had": (path) => {
      const { atime, mtime } = statSync(path);
      writeFileSync(path, "Dear diary");
      utimesSync(path, atime, mtime);
    },
    "overwritten in the middle": (path) => {
      const bytes = readFileSync(path).fill(0xa5, 4096, 8192);
      writeFileSync(path, bytes);
    },
    "overwritten by a copy of it": (path) => {
      backUp(path, `${path}.copy`);
      copyFileSync(`${path}.copy`, path);
    },
  };

  test.each(Object.keys(overwriting))(
    "J4: a file that is %s in place is noticed, not written to, and good again when it is put back",
    async (how) => {
      let [whole, foreign] = [Buffer.alloc(0), Buffer.alloc(0)];
      await failAndRecover(
        () => {
          whole = readFileSync(data);
          overwriting[how]?.(data);
          foreign = readFileSync(data);
        },
        () => {
          expect(readFileSync(data).equals(foreign)).toBe(true);
          writeFileSync(data, whole);
        },
      );
    },
    20_000,
  );

  test("J4: a stopping server leaves what a file was overwritten with as it is", async () => {
    const { send, client, ownerKey, room } = await startWithRoom();
    await send("before");
    writeFileSync(data, "Dear diary");
    const headers = { "x-owner-key": ownerKey };
    expect((await client.ask("DELETE", `api/rooms/${room.code}`, { headers })).status).toBe(503);
    expect(await server.stop()).toBe(0);
    expect(readFileSync(data, "utf8")).toBe("Dear diary");
  }, 20_000);

  test("J4: a file that was only touched, or whose log another program moved into it, is written to as before", async () => {
    const { send, savedMessages } = await startWithRoom();
    await send("1");
    utimesSync(data, new Date(), new Date());
    expect((await send("2")).status).toBe(201);
    const other = new Database(data);
    other.run("PRAGMA wal_checkpoint(PASSIVE)");
    expect((await send("3")).status).toBe(201);
    other.run("PRAGMA wal_checkpoint(TRUNCATE)");
    other.close();
    expect((await send("4")).status).toBe(201);
    await server.crash();
    await server.start();
    expect(await savedMessages()).toEqual(["1", "2", "3", "4"]);
    expect(faults()).toBe(0);
  }, 20_000);

  test("J7: while it hangs, what waits is bounded; the rest is refused, and nothing admitted is lost once it goes on", async () => {
    const { client, room, token, status } = await startWithRoom({
      command: INSTRUMENTED_COMMAND,
      flags: ["--max-memory", "8m"],
    });
    const path = `api/rooms/${room.code}/messages`;
    server.control({ hang: true });
    const refused: string[] = [];
    const taken: string[] = [];
    const sent = Array.from({ length: 200 }, async (_, n) => {
      const message = `${n}`.padEnd(3584, "x");
      const { status, body } = await client.ask("POST", path, { body: { message }, token });
      if (status === 201) taken.push(message);
      else refused.push(body.error.code);
    });
    // What is refused is answered at once. A megabyte is what 128 of them take while they wait.
    while (refused.length < 200 - 128) await Bun.sleep(10);
    expect((await client.ask("POST", "api/rooms", { body: {}, token })).body.error.code).toBe("not_saved");
    expect([await status("healthz"), await status("readyz"), await status(path)]).toEqual([200, 503, 200]);
    expect([taken.length, new Set(refused)]).toEqual([0, new Set(["not_saved"])]);
    server.control({ hang: false });
    await Promise.all(sent);
    expect(await status("readyz")).toBe(200);
    expect([taken.length, refused.length]).toEqual([128, 72]);
    await server.crash();
    await server.start();
    const { messages, cursor } = (await client.ask("GET", `${path}?limit=500`)).body;
    expect(cursor.seq).toBe(128);
    for (const { message } of messages) expect(taken).toContain(message);
    expect(faults()).toBe(1);
  }, 30_000);

  test("J3: a room whose DELETE was answered does not come back, however soon the server is killed", async () => {
    for (let time = 0; time < 5; time++) {
      const { client, room, ownerKey, send } = await startWithRoom();
      await send("private");
      const headers = { "x-owner-key": ownerKey };
      expect((await client.ask("DELETE", `api/rooms/${room.code}`, { headers })).status).toBe(204);
      await server.crash();
      await server.start();
      expect((await client.ask("GET", `api/rooms/${room.code}`)).status).toBe(410);
      await server.crash();
    }
  });

  needsPrlimit(`C5: a server with a full disk still stops in time${unless}`, async () => {
    const { send } = await startWithRoom();
    await server.limitFiles(0);
    expect((await send("during")).status).toBe(503);
    const stopping = performance.now();
    expect(await server.stop()).toBe(0);
    expect(performance.now() - stopping).toBeLessThan(5_000);
  });
});
