import { expect, test } from "bun:test";
import { loadConfig } from "./config.ts";
import { parseRedisAddress } from "./redis-address.ts";

function problems(argv: string[]): string[] {
  const loaded = loadConfig(argv, {});
  return loaded.ok ? [] : loaded.problems;
}

test("D53: an address names one Redis, some nodes of a Cluster, or Sentinels and their master", () => {
  expect(parseRedisAddress("rediss://us%40er:se%3Acret@[fd00::1]:6380,b.example/3")).toEqual({
    hosts: [
      { host: "fd00::1", port: 6380 },
      { host: "b.example", port: 6379 },
    ],
    isTls: true,
    username: "us@er",
    password: "se:cret",
    database: 3,
  });
  expect(parseRedisAddress("redis://:secret@10.0.0.5")).toMatchObject({ password: "secret", database: 0 });
  expect(parseRedisAddress("redis-sentinel://10.0.0.5,10.0.0.6:26380/chat")).toEqual({
    hosts: [
      { host: "10.0.0.5", port: 26_379 },
      { host: "10.0.0.6", port: 26_380 },
    ],
    isTls: false,
    masterName: "chat",
    database: 0,
  });
  const wrongs = ["10.0.0.5:6379", "http://10.0.0.5/", "redis://", "redis://a:0", "redis://a,", "redis-sentinel://a"];
  for (const wrong of [...wrongs, "redis://a/x", "redis://%zz@a", "redis://a?b"]) {
    expect(problems(["--redis", wrong])).toEqual([expect.stringContaining("--redis: expected redis://")]);
  }
  expect(problems(["--redis-wait", "1"])).toEqual(["--redis-wait: needs MAYFLY_REDIS"]);
});
