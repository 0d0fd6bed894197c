// Files that several nodes share, in a real Redis, a folder and a real S3 server.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Reservation, SharedContent } from "../../chat/lib/file-ports.ts";
import { ScriptRunner } from "../../engine/redis/connection/script-runner.ts";
import { addressOf, RedisServer, redisServer, startRedisCluster } from "../../testing/redis-servers.ts";
import { reservation, reserved } from "../../testing/reserved-storage.ts";
import { S3Server } from "../../testing/s3-server.ts";
import { bytesOf, CHUNK, describeFileStorage, nextId, readAll } from "../file-storage-contract.ts";
import { FileRecords, type RecordLimits } from "./file-records.ts";
import { FolderPieces } from "./folder-pieces.ts";
import type { OutsideStore } from "./piece-store.ts";
import { S3Pieces } from "./s3-pieces.ts";
import { NodesFiles } from "./shared-storage.ts";

const PREFIX = "files:";
const EPOCH = "epoch1234567";
const PIECE = 2 * CHUNK;
const MIB = 1024 ** 2;
const LIMITS: RecordLimits = {
  unsaidMs: 600_000,
  maxRedisRoomBytes: 64 * MIB,
  maxBytes: { redis: 64 * MIB, outside: 64 * MIB },
};
const VIEW = { id: "", name: "a.bin", type: "application/octet-stream", bytes: 1, url: "" };

const redis = new RedisServer();
const s3 = new S3Server();
const parent = mkdtempSync(join(tmpdir(), "mayfly-shared-files-"));
const opened: NodesFiles[] = [];
let folders = 0;

const nextFolder = () => mkdtempSync(join(parent, `${folders++}-`));
const inBucket = (pieceBytes = PIECE, prefix = "") => new S3Pieces({ ...s3.access, prefix }, { pieceBytes });

/** Returns what one node has. */
function node(
  outside?: OutsideStore,
  limits: Partial<RecordLimits> = {},
  maxRedisFileBytes = outside ? 0 : MIB * 64,
  { url } = redis,
) {
  const records = new FileRecords(new ScriptRunner(addressOf(url), 1_000), PREFIX, { ...LIMITS, ...limits });
  const storage = new NodesFiles({ records, maxRedisFileBytes, outside });
  opened.push(storage);
  return storage;
}

/** Uploads a file to its end. */
async function upload(storage: NodesFiles, bytes: Uint8Array, epoch = EPOCH) {
  const id = nextId();
  const content = storage.create(id, { epoch, bytes: bytes.length });
  expect(await content.reserve(reservation(bytes.length))).toBeUndefined();
  await content.append(bytes);
  await content.finish();
  expect(await content.complete({ ...VIEW, id, bytes: bytes.length })).toBe(true);
  return { id, content };
}

const piecesIn = async (store: OutsideStore) => (await Array.fromAsync(store.list())).flat().length;
const code = (problem: unknown) => (problem as Error)?.constructor.name;
/** Returns what an action ends with. */
const rejected = async (action: () => unknown) => {
  try {
    await action();
    return "done";
  } catch (error) {
    return code(error);
  }
};

if (redisServer === undefined) {
  test("F62: there is no redis-server here, so servers can't share files", () => {
    expect(Bun.which("redis-server")).toBeNull();
  });
} else {
  beforeAll(async () => {
    await Promise.all([redis.start(), s3.start()]);
  });
  beforeEach(async () => void (await redis.client.hset(`${PREFIX}{${EPOCH}}`, "at", "0", "expires", "0")));
  afterEach(async () => {
    for (const storage of opened.splice(0)) await storage.close();
    await redis.client.flushall();
  });
  afterAll(async () => {
    await Promise.all([redis.stop(), s3.stop()]);
    rmSync(parent, { recursive: true, force: true });
  });

  describeFileStorage("Redis", () => reserved(EPOCH, node()), [], 20);
  describeFileStorage(
    "a folder of several nodes",
    () => reserved(EPOCH, node(new FolderPieces(nextFolder(), 0, PIECE))),
    [],
    20,
  );
  describeFileStorage("a bucket", () => reserved(EPOCH, node(inBucket())), [], 8);

  describe.each([
    ["a folder", () => new FolderPieces(nextFolder(), 0, PIECE)],
    ["a bucket", () => inBucket(PIECE, "mayfly/")],
  ])("files in %s", (_, outside) => {
    test("D67, D69: another node goes on with an upload from what is safe, and the one before adds nothing more", async () => {
      const store = outside();
      const [a, b] = [node(store), node(store)];
      const bytes = bytesOf(5 * CHUNK + 10);
      const id = nextId();
      const first = a.create(id, { epoch: EPOCH, bytes: bytes.length });
      await first.reserve(reservation(bytes.length, { about: "about it" }));
      await first.append(bytes.subarray(0, 3 * CHUNK + 5));
      await first.pause();
      await first.append(bytes.subarray(3 * CHUNK + 5, 3 * CHUNK + 9));
      const second = b.find(EPOCH, id);
      expect(await second.takeOver()).toMatchObject({ about: "about it", bytes: 3 * CHUNK + 5, view: undefined });
      expect(
        await rejected(async () => {
          await first.append(bytes.subarray(0, 2 * CHUNK));
          await first.pause();
        }),
      ).toBe("FileGone");
      // What it gives up isn't its own any more.
      first.forget();
      first.erase();
      await a.settled();
      await second.append(bytes.subarray(3 * CHUNK + 5));
      await second.finish();
      expect(await second.complete({ ...VIEW, id, bytes: bytes.length })).toBe(true);
      expect((await readAll(a.restore(id, second.key ?? "", bytes.length), 7)).equals(bytes.subarray(7))).toBe(true);
      second.forget();
      second.erase();
      await Promise.all([a.settled(), b.settled()]);
      expect(await piecesIn(store)).toBe(0);
    });

    test("D70: of all nodes that erase a file, one removes its pieces; what it counted for is free again", async () => {
      const store = outside();
      const removed: string[] = [];
      const spy: OutsideStore = {
        pieceBytes: store.pieceBytes,
        put: (...file) => store.put(...file),
        read: (...file) => store.read(...file),
        freeBytes: () => store.freeBytes(),
        check: () => store.check(),
        list: () => store.list(),
        remove: async (address, names) => {
          removed.push(...names);
          await store.remove(address, names);
        },
      };
      const [a, b, c] = [node(spy), node(spy), node(spy)];
      const { id, content } = await upload(a, bytesOf(3 * PIECE));
      expect(await content.claim("message")).toBe(true);
      const others = [b, c].map((one) => one.restore(id, EPOCH, 3 * PIECE));
      await Promise.all(others.map((one) => readAll(one)));
      for (const one of [content, ...others]) {
        one.forget();
        one.erase();
      }
      for (const one of [a, b, c]) await one.settled();
      expect([removed.length, new Set(removed).size]).toEqual([3, 3]);
      expect(await piecesIn(store)).toBe(0);
      expect(await redis.client.hgetall(`${PREFIX}files:outside`)).toEqual({ total: "0" });
    });

    test("F66: pieces that no file has are removed once they are an hour old, and nothing that isn't a piece", async () => {
      const store = outside();
      const a = node(store);
      const { content } = await upload(a, bytesOf(PIECE + 1));
      const dead = a.create(nextId(), { epoch: EPOCH, bytes: PIECE * 2 });
      await dead.reserve(reservation(PIECE * 2));
      await dead.append(bytesOf(PIECE + 9));
      await store.put({ epoch: EPOCH, id: nextId() }, "", "0123456789abcdef", bytesOf(9));
      const count = () => piecesIn(store);
      expect(await count()).toBe(4);
      await a.sweepOrphans(60_000);
      expect(await count()).toBe(4);
      // What is younger than a minute may only not be told of yet, such as the first piece of what is being written.
      await a.sweepOrphans(-60_000);
      expect([await count(), (await readAll(content)).equals(bytesOf(PIECE + 1))]).toEqual([2, true]);
    });
  });

  test("F62, F64: small files go into Redis as long as they have space there, others outside", async () => {
    const folder = nextFolder();
    const limits = { maxRedisRoomBytes: 250_000 };
    const storage = node(new FolderPieces(folder, 0), limits, 100_000);
    const pieces = () => readdirSync(folder).length;
    await upload(storage, bytesOf(100_000));
    expect(pieces()).toBe(0);
    await upload(storage, bytesOf(100_001));
    expect(pieces()).toBe(1);
    await upload(storage, bytesOf(100_000));
    expect(pieces()).toBe(1);
    await upload(storage, bytesOf(100_000));
    expect(pieces()).toBe(2);
    const unknown = storage.create(nextId(), { epoch: EPOCH, bytes: undefined });
    await unknown.reserve(reservation(0));
    await unknown.append(bytesOf(5));
    await unknown.finish();
    expect(pieces()).toBe(3);
  });

  test("F63: what is kept shows nothing of a file; what was changed, exchanged or cut off is noticed", async () => {
    const folder = nextFolder();
    const storage = node(new FolderPieces(folder, 0, PIECE));
    const text = new Uint8Array(Buffer.from("canary ".repeat(40_000)));
    const { id, content } = await upload(storage, text);
    const names = readdirSync(folder);
    expect([names.length, names.every((name) => name.startsWith(`${EPOCH}-${id}-`))]).toEqual([3, true]);
    const paths = names.map((name) => join(folder, name));
    expect(paths.every((path) => (statSync(path).mode & 0o777) === 0o600)).toBe(true);
    expect(Buffer.concat(paths.map((path) => readFileSync(path))).includes("canary")).toBe(false);
    expect((await redis.client.hvals(`${PREFIX}{${EPOCH}}:file:${id}`)).join().includes("canary")).toBe(false);
    const whole = paths.filter((path) => statSync(path).size === PIECE + 2 * 28);
    const [one = "", other = ""] = whole;
    const before = readFileSync(one);
    const damaged = async (bytes: Uint8Array) => {
      writeFileSync(one, bytes);
      return rejected(() => readAll(content));
    };
    expect([
      await damaged(readFileSync(other)),
      await damaged(before.subarray(0, -1)),
      await damaged(Buffer.from(before).fill(1, 70_000, 70_001)),
    ]).not.toContain("done");
    expect(await damaged(before)).toBe("done");
  });

  test("F64: of files that race for a room's last bytes by several nodes, those are taken that fit, and a member has so many that wait", async () => {
    const epoch = "race12345678";
    await redis.client.hset(`${PREFIX}{${epoch}}`, "at", "0", "expires", "0");
    const nodes = [node(), node(), node()];
    const begin = (at: number, more: Partial<Reservation>) => {
      const content = (nodes[at % 3] as NodesFiles).create(nextId(), { epoch, bytes: 100 });
      return content.reserve(reservation(100, { maxRoomBytes: 1_050, ...more }));
    };
    const outcomes = await Promise.all(Array.from({ length: 30 }, (_, at) => begin(at, { uploaderId: `m${at}` })));
    expect(outcomes.filter((outcome) => outcome === undefined)).toHaveLength(10);
    expect(new Set(outcomes)).toEqual(new Set([undefined, "room"]));
    const many = await Promise.all(
      Array.from({ length: 12 }, (_, at) => begin(at, { maxRoomBytes: 1e9, maxUnsaid: 5 })),
    );
    expect([many.filter((one) => one === undefined).length, many.filter((one) => one === "unsaid").length]).toEqual([
      5, 7,
    ]);
  });

  test("F64: all files together have a limit in Redis, and leave a quarter of its memory free", async () => {
    const storage = node(undefined, { maxBytes: { redis: 1_000_000, outside: 0 } });
    const before = Number(await redis.client.hget(`${PREFIX}files:redis`, "total"));
    const begin = (bytes: number) =>
      storage.create(nextId(), { epoch: EPOCH, bytes }).reserve(reservation(bytes, { maxRoomBytes: 1e12 }));
    expect([await begin(1_000_001 - before), await begin(1_000_000 - before), await begin(1)]).toEqual([
      "server",
      undefined,
      "server",
    ]);
    const small = node();
    await redis.client.config("SET", "maxmemory", "100mb");
    try {
      expect(await small.create(nextId(), { epoch: EPOCH, bytes: 1 }).reserve(reservation(63 * MIB))).toBeUndefined();
      await redis.client.config("SET", "maxmemory", "4mb");
      expect(
        await node()
          .create(nextId(), { epoch: EPOCH, bytes: 1 })
          .reserve(reservation(3 * MIB)),
      ).toBe("server");
    } finally {
      await redis.client.config("SET", "maxmemory", "0");
    }
  });

  test("F65, D71: a file waits so long for a message and then as long as its room lives, whatever becomes of its node", async () => {
    const epoch = "life12345678";
    const room = `${PREFIX}{${epoch}}`;
    const expires = Date.now() + 3_600_000;
    await redis.client.hset(room, "at", "0", "expires", `${expires}`);
    const a = node(undefined, { unsaidMs: 150 });
    const [waiting, said] = [await upload(a, bytesOf(10), epoch), await upload(a, bytesOf(20), epoch)];
    expect(await said.content.claim("token")).toBe(true);
    const b = node();
    const look = ({ id }: { id: string }) => b.find(epoch, id).look();
    while ((await look(waiting)) !== undefined) await Bun.sleep(10);
    expect(await rejected(() => b.restore(waiting.id, epoch, 10).open())).toBe("FileGone");
    expect((await look(said))?.claim).toBe("token");
    const expiryOf = (key: string) => redis.client.pexpiretime(key);
    expect([await expiryOf(`${room}:file:${said.id}`), await expiryOf(`${room}:space`)]).toEqual([expires, expires]);
    await redis.client.hset(room, "at", "0", "expires", `${expires + 60_000}`);
    said.content.keep();
    await a.settled();
    expect(await expiryOf(`${room}:file:${said.id}`)).toBe(expires + 60_000);
    // What waited too long counts for nothing any more.
    await redis.client.hset(`${PREFIX}files:redis`, epoch, "999");
    await a.sweepOrphans(0);
    expect(await redis.client.hget(`${PREFIX}files:redis`, epoch)).toBe("20");
  });

  test("D68: of messages that claim a file at once by several nodes, one has it; given up, another may", async () => {
    const [a, b] = [node(), node()];
    const { id, content } = await upload(a, bytesOf(10));
    const others = [content, b.find(EPOCH, id), node().find(EPOCH, id)];
    const claims = await Promise.all(others.map((one, at) => one.claim(`token ${at}`)));
    expect(claims.filter(Boolean)).toHaveLength(1);
    const winner = others[claims.indexOf(true)] as SharedContent;
    const again = b.find(EPOCH, id);
    expect(await again.claim(`token ${claims.indexOf(true)}`)).toBe(true);
    // The try before the last one is not the one that counts.
    winner.release();
    for (const one of opened) await one.settled();
    expect(await a.find(EPOCH, id).claim("another")).toBe(false);
    again.release();
    for (const one of opened) await one.settled();
    expect(await a.find(EPOCH, id).claim("another")).toBe(true);
  });

  test("F67: while Redis or the bucket is away, nothing of an upload is left or seen, and then the same succeeds", async () => {
    const storage = node(inBucket(PIECE, "weather/"));
    const store = inBucket(PIECE, "weather/");
    const { content } = await upload(storage, bytesOf(PIECE));
    s3.break();
    const lost = storage.create(nextId(), { epoch: EPOCH, bytes: 3 * PIECE });
    await lost.reserve(reservation(3 * PIECE));
    expect(await rejected(() => lost.append(bytesOf(3 * PIECE)))).toBe("FileUnreachable");
    lost.forget();
    lost.erase();
    const reader = await content.open();
    expect(await rejected(() => reader.read(0, CHUNK))).toBe("FileUnreachable");
    s3.mend();
    expect((await readAll(content)).equals(bytesOf(PIECE))).toBe(true);
    await storage.settled();
    expect(await piecesIn(store)).toBe(1);
    await upload(storage, bytesOf(3 * PIECE));
    const small = node();
    await upload(small, bytesOf(1));
    redis.pause();
    const hanging = small.create(nextId(), { epoch: EPOCH, bytes: 1 });
    expect(await rejected(() => hanging.reserve(reservation(1)))).toBe("FileUnreachable");
    expect(await rejected(() => storage.restore(nextId(), EPOCH, 1).open())).toBe("FileUnreachable");
    redis.goOn();
    expect(await node().create(nextId(), { epoch: EPOCH, bytes: 1 }).reserve(reservation(1))).toBeUndefined();
  });

  test("F68: what can't be used at all is told, and what is only out of reach isn't", async () => {
    const folder = nextFolder();
    expect([await new FolderPieces(folder, 0).check(), await inBucket().check()]).toEqual([undefined, undefined]);
    expect([readdirSync(folder), await piecesIn(inBucket())]).toEqual([[], 0]);
    const other = (access: object) => new S3Pieces({ ...s3.access, prefix: "", ...access }).check();
    expect(await other({ bucket: "nothing-there" })).toStartWith("NoSuchBucket: ");
    expect(await other({ accessKeyId: "nobody" })).toStartWith("InvalidAccessKeyId: ");
    // Nobody can write there, not even root.
    expect(await new FolderPieces("/sys", 0).check()).toMatch(/^it can't be written \(E(?:ACCES|PERM|ROFS)\)$/);
    s3.break();
    expect(await inBucket().check()).toBeUndefined();
    s3.mend();
  });

  test("F67: a folder that is gone or full is an error of what is read or written then", async () => {
    const folder = nextFolder();
    const storage = node(new FolderPieces(folder, 0, PIECE));
    const { content } = await upload(storage, bytesOf(10));
    renameSync(folder, `${folder}-away`);
    const lost = storage.create(nextId(), { epoch: EPOCH, bytes: 10 });
    expect(await rejected(() => lost.reserve(reservation(10)))).toBe("FileUnreachable");
    expect(await rejected(() => readAll(content))).toBe("FileUnreachable");
    renameSync(`${folder}-away`, folder);
    expect((await readAll(content)).equals(bytesOf(10))).toBe(true);
    const full = node(new FolderPieces(folder, 1e15));
    expect(await full.create(nextId(), { epoch: EPOCH, bytes: 10 }).reserve(reservation(10))).toBe("server");
  });

  test("F62, D2: on a Redis Cluster, each room's files are in one slot, and the fullest master counts", async () => {
    const masters = await startRedisCluster();
    const [first] = masters as [RedisServer];
    const { client } = first;
    try {
      const [a, b] = [node(undefined, {}, MIB, first), node(undefined, {}, MIB, first)];
      for (let n = 0; n < 6; n++) {
        const epoch = `room${n}`;
        const room = `${PREFIX}{${epoch}}`;
        const slot = Number(await client.call("cluster", "keyslot", room));
        const owner = masters[Math.min(2, Math.floor((slot * 3) / 16_384))] as RedisServer;
        await owner.client.hset(room, "at", "0", "expires", "0");
        const { id, content } = await upload(a, bytesOf(2 * CHUNK), epoch);
        const other = b.find(epoch, id);
        expect([await other.claim("token"), (await readAll(other)).equals(bytesOf(2 * CHUNK))]).toEqual([true, true]);
        content.erase();
        await a.settled();
        expect(await b.find(epoch, id).look()).toBeUndefined();
      }
      await (masters[2] as RedisServer).client.config("SET", "maxmemory", "1mb");
      const full = node(undefined, {}, MIB, first).create(nextId(), { epoch: "room0", bytes: 1 });
      expect(await full.reserve(reservation(1))).toBe("server");
    } finally {
      for (const storage of opened.splice(0)) await storage.close();
      for (const master of masters) await master.stop();
    }
  });
}
