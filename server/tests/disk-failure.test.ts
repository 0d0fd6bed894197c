// A real server whose disk fails: what it refuses, what goes on, and how it gets well.
import { afterAll, afterEach, describe, expect, test } from "bun:test";
import { copyFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { has, Victim } from "./chaos/server-under-test.ts";

const folder = mkdtempSync(join(tmpdir(), "mayfly-trouble-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let victim: Victim;
let files = 0;
let data: string;
afterEach(() => victim.crash());

async function begin() {
  data = join(folder, `${files++}.db`);
  victim = await Victim.started({ data });
  const { client } = victim;
  const { room, ownerKey } = await client.room();
  const { socket, token } = await client.join(room.code, "Ann");
  const send = (message: string) =>
    client.ask("POST", `api/rooms/${room.code}/messages`, { body: { message, nonce: message }, token });
  const kept = async (): Promise<string[]> =>
    (await client.ask("GET", `api/rooms/${room.code}/messages`)).body.messages.map(
      ({ message }: { message: string }) => message,
    );
  const status = async (path: string) => (await client.ask("GET", path)).status;
  return { client, room, ownerKey, token, socket, send, kept, status };
}

const faults = () => victim.log.split("\n").filter((line) => line.includes("fault")).length;

/** Hurts the disk, looks at everything J4 says, heals it, and looks again. */
async function troubled(hurt: () => unknown, heal: () => unknown, lastsMs = 0): Promise<void> {
  const { client, room, token, socket, send, kept, status } = await begin();
  expect((await send("before")).status).toBe(201);
  await hurt();

  const refused = await send("during");
  expect([refused.status, refused.body.error.code]).toEqual([503, "not_saved"]);
  expect((await client.ask("POST", "api/rooms", { body: {}, token })).status).toBe(503);
  expect(await socket.answer({ type: "chat", message: "during", nonce: "d1" }, "refused")).toMatchObject({
    code: "not_saved",
    nonce: "d1",
  });
  expect(await status("readyz")).toBe(503);
  expect(await status("healthz")).toBe(200);
  expect(await kept()).toEqual(["before"]);
  // Who comes meanwhile gets in and reads; signals pass.
  const bob = await client.join(room.code, "Bob");
  expect(bob.welcome.events).toHaveLength(1);
  socket.say({ type: "typing" });
  expect(await bob.socket.next("typing")).toMatchObject({ user: "Ann" });
  // However often it was tried since, it has been said once.
  await Bun.sleep(lastsMs);
  expect(faults()).toBe(1);

  await heal();
  while ((await status("readyz")) !== 200) await Bun.sleep(50);
  expect((await send("during")).status).toBe(201);
  expect((await send("after")).status).toBe(201);
  expect(victim.log).toContain("saving again");
  await victim.crash();
  await victim.start();
  expect(await kept()).toEqual(["before", "during", "after"]);
}

const needsPrlimit = test.skipIf(!has("prlimit"));
const unless = has("prlimit") ? "" : " (skipped: no prlimit here)";

describe("a disk in trouble", () => {
  needsPrlimit(
    `J4: full: nothing is saved, reading goes on, and it recovers by itself${unless}`,
    async () => {
      await troubled(
        () => victim.limitFiles(0),
        () => victim.limitFiles(undefined),
      );
    },
    20_000,
  );

  test("J4: the file gone, and put back", async () => {
    await troubled(
      () => renameSync(data, `${data}.away`),
      () => renameSync(`${data}.away`, data),
    );
  }, 20_000);

  test("J4: the file replaced by another, which is not written to", async () => {
    const stranger = join(folder, "stranger");
    writeFileSync(stranger, "not yours");
    await troubled(
      () => {
        renameSync(data, `${data}.away`);
        copyFileSync(stranger, data);
      },
      async () => {
        expect(await Bun.file(data).text()).toBe("not yours");
        renameSync(`${data}.away`, data);
      },
    );
  }, 20_000);

  test("J3: a room whose end was answered doesn't come back, however soon the server is killed", async () => {
    for (let time = 0; time < 5; time++) {
      const { client, room, ownerKey, send } = await begin();
      await send("private");
      const headers = { "x-owner-key": ownerKey };
      expect((await client.ask("DELETE", `api/rooms/${room.code}`, { headers })).status).toBe(204);
      await victim.crash();
      await victim.start();
      expect((await client.ask("GET", `api/rooms/${room.code}`)).status).toBe(410);
      await victim.crash();
    }
  });

  needsPrlimit(`C5: a server whose disk is full stops all the same${unless}`, async () => {
    const { send } = await begin();
    await victim.limitFiles(0);
    expect((await send("during")).status).toBe(503);
    const stopping = performance.now();
    expect(await victim.stop()).toBe(0);
    expect(performance.now() - stopping).toBeLessThan(5_000);
  });
});
