// Runs two compiled servers that share a Redis, behind a proxy that leads each connection to the other one in turn: nothing
// keeps a browser on one node. `bun run test:e2e --two-nodes` runs the browser tests on it.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RedisServer, redisServer } from "../../server/testing/redis-servers.ts";
import { postTo, spawnServerProcess } from "../../server/testing/server-process.ts";
import { createTcpProxy } from "../../server/testing/tcp-proxy.ts";

/** What a Redis can't have (D33), or what a test looks for on one server: who tests that gets one, as ever. */
const OFF_WITH_REDIS = ["--data", "--accounts", "--address-bans", "--lifetime", "--room"];

export const canShare = (flags: readonly string[]): boolean =>
  redisServer !== undefined && !flags.some((flag) => OFF_WITH_REDIS.includes(flag));

/** Starts them. What it returns looks like one server; its process and its log are those of the first node. */
export async function startTwoNodes(flags: readonly string[], command: readonly string[]) {
  const redis = await new RedisServer().start();
  const folder = mkdtempSync(join(tmpdir(), "mayfly-two-nodes-"));
  // A room has as much space for files as on one server without a data file.
  const files = ["--files-folder", folder, "--max-room-files", "64m"];
  const start = () => spawnServerProcess(["--redis", redis.url, ...files, ...flags], command);
  const [first, second] = await Promise.all([start(), start()]);
  const proxy = createTcpProxy([first.port, second.port]);
  const url = `http://127.0.0.1:${proxy.port}`;
  const stop = async () => {
    proxy.stop();
    const [code] = await Promise.all([first.stop(), second.stop()]);
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
    return code;
  };
  return { ...first, port: proxy.port, url, post: postTo(url), stop };
}
