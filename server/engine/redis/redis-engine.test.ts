// Runs the engine contract on one Redis, and on a Redis Cluster of three masters.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { addressOf, RedisServer, redisServer, startRedisCluster } from "../../testing/redis-servers.ts";
import { readSources } from "../../tests/source-tree.ts";
import { type Bounds, engineContract } from "../engine-contract.ts";
import { RedisEngine } from "./redis-engine.ts";
import { channelOf, roomKeys } from "./room-keys.ts";

const engines: RedisEngine[] = [];
const servers: RedisServer[] = [];
let prefixes = 0;

const connect = async (url: string, { events, bytes, maxBytes }: Bounds) => {
  const engine = await RedisEngine.connect({
    address: addressOf(url),
    prefix: `test${prefixes++}:`,
    bounds: { events, bytes },
    maxBytes,
    random: (array) => void crypto.getRandomValues(array),
    newEpoch: () => "unused",
    decodeState: (_epoch, text) => ({ text, state: {} }),
    movePins: (text, seqOf) => text.replace(/\d+/g, (seq) => `${seqOf(Number(seq)) ?? "gone"}`),
    reportFault: (error) => {
      throw error;
    },
  });
  // Each test has its own rooms, and lets go of the connections of the one before.
  await engines.pop()?.close();
  engines.push(engine);
  return engine;
};

afterAll(async () => {
  for (const engine of engines) await engine.close();
  for (const server of servers) await server.stop();
});

if (redisServer === undefined) {
  test("D2: there is no redis-server here, so the engine contract can't run on it", () => {
    expect(Bun.which("redis-server")).toBeNull();
  });
} else {
  describe("D2: one Redis", () => {
    let url = "";
    beforeAll(async () => {
      const server = await new RedisServer().start();
      servers.push(server);
      url = server.url;
    });
    engineContract("Redis", (bounds) => connect(url, bounds));
  });

  describe("D2: a Cluster", () => {
    let url = "";
    beforeAll(async () => {
      const masters = await startRedisCluster();
      servers.push(...masters);
      url = masters[1]?.url ?? "";
    });
    engineContract("Redis Cluster", (bounds) => connect(url, bounds));
  });
}

const valkey = Bun.which("valkey-server");
if (valkey === null || redisServer === undefined) {
  test("D2: there is no valkey-server here, so the engine contract can't run on it", () => {
    expect(Bun.which("valkey-server") === null || redisServer === undefined).toBe(true);
  });
} else {
  describe("D2: a Valkey", () => {
    let url = "";
    beforeAll(async () => {
      const server = await new RedisServer([], ([, ...flags]) => [valkey, ...flags]).start();
      servers.push(server);
      url = server.url;
    });
    engineContract("Valkey", (bounds) => connect(url, bounds));
  });
}

test("D2: all keys of a room and its channel have the epoch as their hash tag", () => {
  const keys = roomKeys("mayfly:", "k7pq");
  expect(keys.every((key) => key.startsWith("mayfly:{k7pq}"))).toBe(true);
  expect([new Set(keys).size, channelOf(keys)]).toEqual([10, "mayfly:{k7pq}:events"]);
});

test("D12: nothing outside the Redis engine imports it, what opens it or its client at the start", () => {
  const users = readSources()
    .filter(
      ({ path }) =>
        !/\.test\.tsx?$|^server\/(testing\/|tests\/|bench\/|engine\/redis\/|(open-redis|open-shared-files|move)\.ts$)/.test(
          path,
        ),
    )
    .filter(({ text }) =>
      /^import (?!type )[^;]*?"(ioredis|[^"]*\/redis\/[^"]*|[^"]*\/open-(redis|shared-files)\.ts)"/m.test(text),
    );
  expect(users.map(({ path }) => path)).toEqual([]);
});
