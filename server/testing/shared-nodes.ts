// Servers that share their rooms in one Redis, for tests.
import { expect } from "bun:test";
import { loadConfig } from "../config/config.ts";
import { openRedis } from "../open-redis.ts";
import { openSharedFiles, type SharedFilesOverrides } from "../open-shared-files.ts";
import type { FakeClock } from "./fake-clock.ts";
import { createFakePasswordHasher } from "./fake-password-hasher.ts";
import type { RedisServer } from "./redis-servers.ts";
import { startTestServer, type TestServerVariables } from "./test-server.ts";

export class SharedNodes {
  readonly #redis: RedisServer;
  readonly #started: { close: () => Promise<void> }[] = [];

  /** How the nodes that are started from now on keep files. */
  files: SharedFilesOverrides = {};

  constructor(redis: RedisServer) {
    this.#redis = redis;
  }

  /** Starts a server. Without a clock, it uses the real one. */
  async start(clock?: FakeClock, variables: TestServerVariables = { LIMITS: "off" }) {
    const faults: unknown[] = [];
    const { engine, ...opened } = await openRedis({
      url: this.#redis.url,
      bounds: { events: 500, bytes: 1 << 22 },
      maxBytes: 1 << 24,
      random: (bytes) => void crypto.getRandomValues(bytes),
      reportFault: (error) => faults.push(error),
      hasAccounts: true,
    });
    const settings = { REDIS: this.#redis.url, ...variables };
    const given = Object.entries(settings).map(([name, value]) => [`MAYFLY_${name}`, value]);
    const loaded = loadConfig([], Object.fromEntries(given));
    const files = loaded.ok ? await openSharedFiles(loaded.config, this.files) : undefined;
    if (typeof files === "string") throw new Error(files);
    const node = await startTestServer(settings, {
      engine,
      ...opened,
      fileStorage: files,
      passwords: createFakePasswordHasher(),
      ...(clock && { clock }),
    });
    const close = async () => {
      await node.stop();
      await engine.close();
      await files?.close();
      expect(faults).toEqual([]);
    };
    const started = { node, engine, files, client: node.client, close };
    this.#started.push(started);
    return started;
  }

  async two(variables?: TestServerVariables) {
    return [await this.start(undefined, variables), await this.start(undefined, variables)] as const;
  }

  /** Stops all servers, none of which may have met a fault. */
  async stop(): Promise<void> {
    for (const { close } of this.#started.splice(0)) await close();
  }
}
