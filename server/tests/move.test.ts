// `mayfly move`: the rooms of a data file go into a Redis and back, and their members notice nothing of it.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { roomKeys } from "../engine/redis/room-keys.ts";
import { SCRIPTS } from "../engine/redis/scripts/scripts.ts";
import { toBase64url } from "../protocol/e2ee/bytes.ts";
import { ApiClient } from "../testing/api-client.ts";
import { hostEncryptedRoom, joinEncrypted } from "../testing/encrypted-client.ts";
import { say as sayEncrypted } from "../testing/encrypted-room.ts";
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
  const own = flags.includes("--data") ? [] : ["--data", data];
  const command = [process.execPath, MAIN, "move", redis.url, ...own, ...flags];
  const child = Bun.spawn(command, { env: { PATH: process.env.PATH ?? "" }, stdout: "pipe", stderr: "pipe" });
  const printed = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  return [await child.exited, printed.join("")];
}

const test_ = test.skipIf(redisServer === undefined);
const skipped = redisServer === undefined ? " (skipped: no redis-server here)" : "";

test_(
  `D64, D65: rooms go into a Redis and back, with all that is in them; those whose code is taken stay${skipped}`,
  async () => {
    const onFile = () => spawnServerProcess(["--data", data, "--limits", "off", "--history", "20"]);
    const onRedis = () => spawnServerProcess(["--redis", redis.url, "--limits", "off", "--history", "20"]);
    let server = await onFile();
    const { token } = await server.post("sessions", { name: "Ann" });
    const asAnn = { authorization: `Bearer ${token}` };
    const { room, ownerKey } = await server.post("rooms", { code: "moving-room", visibility: "public" }, asAnn);
    const path = (code: string, rest: string) => `${server.url}/api/rooms/${code}/${rest}`;
    const say = async (message: string, more: object = {}) => {
      const body = JSON.stringify({ message, ...more });
      const headers = { ...asAnn, "content-type": "application/json" };
      const response = await fetch(path(room.code, "messages"), { method: "POST", headers, body });
      return [response.status, ((await response.json()) as { seq: number }).seq];
    };
    const history = async (code: string) => {
      const response = await fetch(path(code, "messages"));
      const { messages = [] } = (await response.json()) as { messages?: { message: string }[] };
      return [response.status, ...messages.map(({ message }) => message)];
    };
    for (let n = 0; n < 30; n++) await say(`m${n}`, { nonce: `n${n}` });
    const before = await history(room.code);
    expect(before.at(-1)).toBe("m29");
    await server.stop();

    await redis.client.call("replicaof", "127.0.0.1", `${redis.port + 1}`);
    expect(await move()).toEqual([1, expect.stringContaining("it is a read-only replica")]);
    await redis.client.call("replicaof", "no", "one");
    expect(await move()).toEqual([0, "Moved 1 room to the Redis.\n"]);
    // Where another room has the code, whichever would follow stays.
    server = await onFile();
    const other = await server.post("rooms", { code: room.code });
    await server.stop();
    const stays = "1 room stays where it is: the code is taken there.\n";
    expect(await move()).toEqual([0, `Moved 0 rooms to the Redis.\n${stays}`]);
    expect(await move("--back")).toEqual([0, `Moved 0 rooms to ${data}.\n${stays}`]);
    server = await onFile();
    expect(await history(room.code)).toEqual([200]);
    const ended = { method: "DELETE", headers: { "x-owner-key": other.ownerKey } };
    expect((await fetch(path(room.code, "").slice(0, -1), ended)).status).toBe(204);
    await server.stop();

    server = await onRedis();
    expect(await history(room.code)).toEqual(before);
    // A nonce that is older than history is known, the token counts, and so does the owner's key.
    expect((await say("again", { nonce: "n3" }))[0]).toBe(200);
    const [, seq = 0] = await say("in the Redis", { nonce: "redis" });
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

    // The last server has died after it claimed the room's next epoch (D100).
    const [epoch = ""] = await Promise.all(
      (await redis.client.keys("mayfly:code:*")).map((key) => redis.client.get(key)),
    );
    const keys = roomKeys("mayfly:", epoch ?? "");
    expect(await redis.client.eval(SCRIPTS.renew, keys.length, ...keys, "next")).toEqual(["ok"]);
    expect(await move("--back")).toEqual([0, `Moved 1 room to ${data}.\n`]);
    expect(await redis.client.getdel(`${keys[0]}:next`)).toBe("next");
    // What signs tokens stays, and for its day what limits count visitors under.
    expect((await redis.client.keys("*")).toSorted()).toEqual(["mayfly:day", "mayfly:secret"]);
    server = await onFile();
    expect(await history(room.code)).toEqual(there);
    expect(await say("again", { nonce: "redis" })).toEqual([200, seq]);
    const list = await fetch(`${server.url}/api/rooms`);
    expect(await list.text()).toContain("Moved");
    await server.stop();

    // Another server's Redis is left alone.
    await redis.client.set("mayfly:secret", Buffer.alloc(64, 7).toString("base64"));
    expect(await move()).toEqual([1, expect.stringContaining("rooms of different servers")]);
  },
  60_000,
);

test_(
  `D64, D65: files go with their rooms, and encrypted rooms with what they keep; a move that was broken off is gone on with${skipped}`,
  async () => {
    const file = join(folder, "files.db");
    const shared = join(folder, "shared");
    mkdirSync(shared);
    const limits = ["--limits", "off"];
    const onFile = () => spawnServerProcess(["--data", file, ...limits]);
    const onRedis = () => spawnServerProcess(["--redis", redis.url, "--files-folder", shared, ...limits]);
    await redis.client.flushall();
    let server = await onFile();
    const client = () => new ApiClient(server.url);
    const { token } = await client().session("Ann");
    const { room } = await client().room({ code: "with-files" }, token);
    const texts = [
      new Uint8Array(),
      new TextEncoder().encode("tea"),
      crypto.getRandomValues(new Uint8Array(2_100_000)),
    ];
    const ids: string[] = [];
    for (const [n, body] of texts.entries()) {
      const address = client().address(`api/rooms/${room.code}/files/${n}.bin`);
      const response = await fetch(address, { method: "PUT", headers: { authorization: `Bearer ${token}` }, body });
      ids.push(((await response.json()) as { file: { id: string } }).file.id);
    }
    const [takenBack = ""] = ids.splice(1, 1);
    texts.splice(1, 1);
    const messages = `api/rooms/${room.code}/messages`;
    const say = async (message: string, files: string[]) =>
      (await client().ask("POST", messages, { body: { message, files }, token })).body;
    await say("look", ids);
    const { id: takenBackId } = await say("to be taken back", [takenBack]);
    const { room: encrypted } = await hostEncryptedRoom({ client: client(), port: server.port });
    const alice = await joinEncrypted({ client: client(), port: server.port }, encrypted);
    const sealed = toBase64url(sayEncrypted(encrypted, alice.writer, { text: "hello" }).envelope);
    alice.socket.send({ type: "chat", sealed, nonce: "n1" });
    await alice.socket.next("chat");
    alice.socket.close();

    /** Returns what the server has of the files, and of the encrypted room. */
    const read = async () => {
      const files = ids.map(async (id) => {
        const response = await fetch(client().address(`api/rooms/${room.code}/files/${id}`));
        return response.ok ? new Uint8Array(await response.arrayBuffer()) : response.status;
      });
      const bob = await joinEncrypted({ client: client(), port: server.port }, encrypted);
      bob.socket.close();
      return [await Promise.all(files), bob.welcome.events.flatMap((event: { sealed?: string }) => event.sealed ?? [])];
    };
    const all = [texts, [sealed]];
    expect(await read()).toEqual(all);
    await server.stop();
    const filesIn = (path: string) =>
      readdirSync(path, { recursive: true }).filter((name) => !statSync(join(path, `${name}`)).isDirectory());
    const copy = join(folder, "copy.db");
    const putBack = (from: string, to: string) => {
      for (const end of ["", "-files"]) cpSync(from + end, to + end, { recursive: true });
    };
    putBack(file, copy);

    const moveFile = (...flags: string[]) => move("--data", file, ...flags);
    expect(await moveFile("--max-file-memory", "1m")).toEqual([
      0,
      "Moved 1 room to the Redis.\n1 room stays where it is: there is no space for the files.\n",
    ]);
    expect((await redis.client.keys("*")).filter((key) => key.includes(":file:"))).toEqual([]);
    // This time it is broken off before the file has forgotten the rooms.
    expect(await moveFile("--files-folder", shared)).toEqual([0, "Moved 1 room to the Redis.\n"]);
    expect(filesIn(`${file}-files`)).toEqual([]);
    putBack(copy, file);
    expect(await moveFile("--files-folder", shared)).toEqual([0, "Moved 2 rooms to the Redis.\n"]);
    expect(filesIn(`${file}-files`)).toEqual([]);
    expect(filesIn(shared)).not.toEqual([]);
    server = await onRedis();
    expect(await read()).toEqual(all);
    expect((await client().ask("DELETE", `${messages}/${takenBackId}`, { token })).status).toBe(204);
    await server.stop();
    // What servers have changed since counts, even where a file that was taken back since can't be read any more.
    putBack(copy, file);
    rmSync(`${file}-files`, { recursive: true });
    expect(await moveFile("--files-folder", shared)).toEqual([0, "Moved 2 rooms to the Redis.\n"]);
    server = await onRedis();
    expect(await read()).toEqual(all);
    expect((await client().ask("GET", `api/rooms/${room.code}/files/${takenBack}`, { token })).status).toBe(404);
    await server.stop();

    // Whoever moves them without the folder is told, and loses nothing.
    expect(await moveFile("--back")).toEqual([
      0,
      `Moved 1 room to ${file}.\n1 room stays where it is: a file can't be read.\n`,
    ]);
    putBack(copy, file);
    expect(await moveFile("--back", "--files-folder", shared)).toEqual([0, `Moved 1 room to ${file}.\n`]);
    expect(filesIn(shared)).toEqual([]);
    expect((await redis.client.keys("*")).filter((key) => /\{/.test(key))).toEqual([]);
    server = await onFile();
    expect(await read()).toEqual(all);
    await server.stop();
  },
  60_000,
);
