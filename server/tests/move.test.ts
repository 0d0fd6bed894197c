// `mayfly move`: the rooms of a data file go into a Redis and back, and their members notice nothing of it.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RedisServer, redisServer } from "../testing/redis-servers.ts";
import { spawnServerProcess } from "../testing/server-process.ts";

const MAIN = join(import.meta.dir, "../main.ts");
const folder = mkdtempSync(join(tmpdir(), "mayfly-move-"));
const data = join(folder, "mayfly.db");
const redis = new RedisServer();

beforeAll(async () => void (redisServer !== undefined && (await redis.start())));
afterAll(async () => {
  await redis.stop();
  rmSync(folder, { recursive: true });
});

/** Runs the command. @returns its exit code and what it printed */
async function move(...flags: string[]): Promise<[number, string]> {
  const command = [process.execPath, MAIN, "move", redis.url, "--data", data, ...flags];
  const child = Bun.spawn(command, { env: { PATH: process.env.PATH ?? "" }, stdout: "pipe", stderr: "pipe" });
  const printed = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  return [await child.exited, printed.join("")];
}

const test_ = test.skipIf(redisServer === undefined);
const skipped = redisServer === undefined ? " (skipped: no redis-server here)" : "";

test_(
  `D64, D65: rooms go into a Redis and back, with all that is in them; what it can't have stays${skipped}`,
  async () => {
    const onFile = () => spawnServerProcess(["--data", data, "--limits", "off", "--history", "20"]);
    const onRedis = () => spawnServerProcess(["--redis", redis.url, "--limits", "off", "--history", "20"]);
    let server = await onFile();
    const { token } = await server.post("sessions", { name: "Ann" });
    const asAnn = { authorization: `Bearer ${token}` };
    const { room, ownerKey } = await server.post("rooms", { code: "moving-room", visibility: "public" }, asAnn);
    const { room: withFile } = await server.post("rooms", {});
    const path = (code: string, rest: string) => `${server.url}/api/rooms/${code}/${rest}`;
    const say = async (message: string, code = room.code, more: object = {}) => {
      const body = JSON.stringify({ message, ...more });
      const headers = { ...asAnn, "content-type": "application/json" };
      const response = await fetch(path(code, "messages"), { method: "POST", headers, body });
      return [response.status, ((await response.json()) as { seq: number }).seq];
    };
    const history = async (code: string) => {
      const response = await fetch(path(code, "messages"));
      const { messages = [] } = (await response.json()) as { messages?: { message: string }[] };
      return [response.status, ...messages.map(({ message }) => message)];
    };
    const uploaded = await fetch(path(withFile.code, "files/a.txt"), { method: "PUT", headers: asAnn, body: "tea" });
    const { file } = (await uploaded.json()) as { file: { id: string } };
    expect((await say("look", withFile.code, { files: [file.id] }))[0]).toBe(201);
    for (let n = 0; n < 30; n++) await say(`m${n}`, room.code, { nonce: `n${n}` });
    const before = await history(room.code);
    expect(before.at(-1)).toBe("m29");
    await server.stop();

    expect(await move()).toEqual([0, "Moved 1 room to the Redis.\n1 stay where they are: they have files.\n"]);
    server = await onRedis();
    expect([await history(room.code), (await history(withFile.code))[0]]).toEqual([before, 404]);
    // A nonce that is older than history is known, the token counts, and so does the owner's key.
    expect((await say("again", room.code, { nonce: "n3" }))[0]).toBe(200);
    const [, seq = 0] = await say("in the Redis", room.code, { nonce: "redis" });
    const settings = await fetch(path(room.code, "").slice(0, -1), {
      method: "PATCH",
      headers: { ...asAnn, "x-owner-key": ownerKey, "content-type": "application/json" },
      body: JSON.stringify({ title: "Moved" }),
    });
    expect(settings.status).toBe(200);
    const [busy, problem] = await move("--back");
    expect([busy, problem]).toEqual([1, expect.stringContaining("servers use the Redis")]);
    const there = await history(room.code);
    await server.stop();

    expect(await move("--back")).toEqual([0, `Moved 1 room to ${data}.\n`]);
    // What signs tokens stays, and for its day what limits count visitors under.
    expect((await redis.client.keys("*")).toSorted()).toEqual(["mayfly:day", "mayfly:secret"]);
    server = await onFile();
    expect([await history(room.code), (await history(withFile.code)).at(-1)]).toEqual([there, "look"]);
    expect(await say("again", room.code, { nonce: "redis" })).toEqual([200, seq]);
    const list = await fetch(`${server.url}/api/rooms`);
    expect(await list.text()).toContain("Moved");
    await server.stop();

    // Another server's Redis is left alone.
    await redis.client.set("mayfly:secret", Buffer.alloc(64, 7).toString("base64"));
    expect(await move()).toEqual([1, expect.stringContaining("rooms of different servers")]);
  },
  60_000,
);
