// Starts Redis servers for tests on free ports: a single one, or a Cluster of three masters. They keep nothing on the disk.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Redis from "ioredis";
import { findOrInstall } from "../../web/e2e/install-packages.ts";

const SLOTS = 16_384;
const MASTERS = 3;

/** The path of `redis-server`, which is installed where that is possible; undefined where it can't be had. */
export const redisServer = await findOrInstall(() => Bun.which("redis-server") ?? undefined, "redis-server");

function freePort(): number {
  const probe = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  const { port } = probe;
  probe.stop(true);
  return port;
}

export class RedisServer {
  readonly port = freePort();
  readonly url = `redis://127.0.0.1:${this.port}`;
  readonly #folder = mkdtempSync(join(tmpdir(), "mayfly-redis-"));
  readonly #flags: readonly string[];
  /** Connected as soon as the server answers. */
  readonly client: Redis;
  #child: Bun.Subprocess | undefined;

  constructor(flags: readonly string[] = []) {
    this.#flags = flags;
    this.client = new Redis(this.port, "127.0.0.1", {
      lazyConnect: true,
      retryStrategy: () => 20,
      maxRetriesPerRequest: null as never,
    });
    this.client.on("error", () => {});
  }

  /** Starts the server, empty. Resolves when it answers. */
  async start(): Promise<this> {
    if (redisServer === undefined) throw new Error("no redis-server");
    const settings = ["--port", `${this.port}`, "--bind", "127.0.0.1", "--dir", this.#folder, "--save", ""];
    this.#child = Bun.spawn([redisServer, ...settings, "--appendonly", "no", ...this.#flags], {
      stdio: ["ignore", "ignore", "ignore"],
    });
    await this.client.ping();
    return this;
  }

  /** Kills the server, with all its data. */
  async kill(): Promise<void> {
    this.#child?.kill("SIGKILL");
    await this.#child?.exited;
  }

  /** Stops the server's process for a while: its connections stay. */
  pause(): void {
    this.#child?.kill("SIGSTOP");
  }

  goOn(): void {
    this.#child?.kill("SIGCONT");
  }

  async stop(): Promise<void> {
    this.client.disconnect();
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Starts a Cluster of three masters. Resolves when all slots are served. */
export async function startRedisCluster(): Promise<readonly RedisServer[]> {
  const masters = await Promise.all(
    Array.from({ length: MASTERS }, async () => {
      const busPort = freePort();
      const server = new RedisServer(["--cluster-enabled", "yes", "--cluster-port", `${busPort}`]);
      return { server: await server.start(), busPort };
    }),
  );
  for (const [at, { server }] of masters.entries()) {
    const [from, to] = [at, at + 1].map((part) => Math.floor((SLOTS * part) / MASTERS));
    await server.client.call("cluster", "addslotsrange", `${from}`, `${(to ?? 0) - 1}`);
    for (const other of masters) {
      if (other.server === server) continue;
      await server.client.call("cluster", "meet", "127.0.0.1", `${other.server.port}`, `${other.busPort}`);
    }
  }
  for (const { server } of masters) {
    for (;;) {
      const info = (await server.client.call("cluster", "info")) as string;
      if (info.includes("cluster_state:ok") && info.includes(`cluster_known_nodes:${MASTERS}`)) break;
      await Bun.sleep(20);
    }
  }
  return masters.map(({ server }) => server);
}
