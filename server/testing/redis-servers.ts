// Starts Redis servers for tests on free ports: a single one, or a Cluster of three masters. They keep nothing on the disk.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Redis from "ioredis";
import { findOrInstall } from "../../web/e2e/install-packages.ts";

const SLOTS = 16_384;
const MASTERS = 3;
/** After how long a server of a Cluster that doesn't answer counts as dead. */
const NODE_TIMEOUT_MS = 1_000;

/** The path of `redis-server`, which is installed where that is possible; undefined where it can't be had. */
export const redisServer = await findOrInstall(() => Bun.which("redis-server") ?? undefined, "redis-server");

export function freePort(): number {
  const probe = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  const { port } = probe;
  probe.stop(true);
  return port;
}

/** Returns the address of a server on this machine, as the engine is told it. */
export const addressOf = (url: string) => ({
  hosts: [{ host: "127.0.0.1", port: Number(new URL(url).port) }],
  isTls: false,
  database: 0,
});

export class RedisServer {
  readonly port = freePort();
  readonly url = `redis://127.0.0.1:${this.port}`;
  readonly #folder = mkdtempSync(join(tmpdir(), "mayfly-redis-"));
  readonly #flags: readonly string[];
  readonly #wrap: (command: readonly string[]) => readonly string[];
  /** Connected as soon as the server answers. */
  readonly client: Redis;
  #child: Bun.Subprocess | undefined;

  /** @param wrap returns the command that is run for one: a benchmark pins it to a core */
  constructor(flags: readonly string[] = [], wrap = (command: readonly string[]) => command) {
    this.#flags = flags;
    this.#wrap = wrap;
    this.client = new Redis(this.port, "127.0.0.1", {
      lazyConnect: true,
      retryStrategy: () => 20,
      maxRetriesPerRequest: null as never,
    });
    this.client.on("error", () => {});
  }

  get pid(): number {
    return this.#child?.pid ?? Number.NaN;
  }

  /** Starts the server, empty but for what it saved. Resolves when it answers. */
  async start(): Promise<this> {
    if (redisServer === undefined) throw new Error("no redis-server");
    const settings = ["--port", `${this.port}`, "--bind", "127.0.0.1", "--dir", this.#folder, "--save", ""];
    const command = [redisServer, ...settings, "--appendonly", "no", ...this.#flags];
    this.#child = Bun.spawn([...this.#wrap(command)], {
      stdio: ["ignore", "ignore", "ignore"],
    });
    await this.client.ping();
    return this;
  }

  /** Kills the server, with all its data but for what it saved. @param isSavedLost whether that is lost, too */
  async kill(isSavedLost = true): Promise<void> {
    this.#child?.kill("SIGKILL");
    await this.#child?.exited;
    if (isSavedLost) rmSync(join(this.#folder, "dump.rdb"), { force: true });
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

/** Starts a server that is to be part of a Cluster, whose others talk to it on another port. */
async function startClusterServer(nodeTimeoutMs: number): Promise<{ server: RedisServer; busPort: number }> {
  const busPort = freePort();
  const settings = ["--cluster-enabled", "yes", "--cluster-port", `${busPort}`];
  const times = ["--cluster-node-timeout", `${nodeTimeoutMs}`];
  return { server: await new RedisServer([...settings, ...times]).start(), busPort };
}

/** Starts a Cluster of three masters. Resolves when all slots are served. */
export async function startRedisCluster(nodeTimeoutMs = NODE_TIMEOUT_MS): Promise<readonly RedisServer[]> {
  const masters = await Promise.all(Array.from({ length: MASTERS }, () => startClusterServer(nodeTimeoutMs)));
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

const idOf = async ({ client }: RedisServer) => (await client.call("cluster", "myid")) as string;

/** Starts a replica of a master, which takes its place when that dies. Resolves when it has all data. */
export async function addReplica(master: RedisServer, nodeTimeoutMs = NODE_TIMEOUT_MS): Promise<RedisServer> {
  const { server, busPort } = await startClusterServer(nodeTimeoutMs);
  const id = await idOf(master);
  await master.client.call("cluster", "meet", "127.0.0.1", `${server.port}`, `${busPort}`);
  const { client } = server;
  while (!((await client.call("cluster", "nodes")) as string).includes(id)) await Bun.sleep(20);
  await client.call("cluster", "replicate", id);
  while (!(await client.info("replication")).includes("master_link_status:up")) await Bun.sleep(20);
  return server;
}

/** Starts a replica of a single server. Resolves when it has all data. */
export async function startReplica(master: RedisServer, flags: readonly string[] = []): Promise<RedisServer> {
  await master.client.config("SET", "repl-diskless-sync-delay", "0");
  const replica = await new RedisServer(["--replicaof", "127.0.0.1", `${master.port}`, ...flags]).start();
  while (!(await replica.client.info("replication")).includes("master_link_status:up")) await Bun.sleep(20);
  return replica;
}

/** Returns how far a server has written, or has copied from its master. */
async function offsetOf({ client }: RedisServer): Promise<number> {
  const info = await client.info("replication");
  return Number(/slave_repl_offset:(\d+)/.exec(info)?.[1] ?? /master_repl_offset:(\d+)/.exec(info)?.[1]);
}

/** Resolves once a replica has all that its master has written so far. */
export async function untilCopied(master: RedisServer, replica: RedisServer): Promise<void> {
  const written = await offsetOf(master);
  while ((await offsetOf(replica)) < written) await Bun.sleep(5);
}

/** Starts a Sentinel that watches a master, and puts a replica in its place a second after it has died. */
export async function startSentinel(master: RedisServer, name: string) {
  const [port, folder] = [freePort(), mkdtempSync(join(tmpdir(), "mayfly-sentinel-"))];
  const file = join(folder, "sentinel.conf");
  const settings = [
    `port ${port}`,
    "bind 127.0.0.1",
    `dir ${folder}`,
    `sentinel monitor ${name} 127.0.0.1 ${master.port} 1`,
    `sentinel down-after-milliseconds ${name} 1000`,
    `sentinel failover-timeout ${name} 5000`,
  ];
  writeFileSync(file, settings.join("\n"));
  const child = Bun.spawn([redisServer ?? "", file, "--sentinel"], { stdio: ["ignore", "ignore", "ignore"] });
  const client = new Redis(port, "127.0.0.1", { retryStrategy: () => 20, maxRetriesPerRequest: null as never });
  client.on("error", () => {});
  const knowsReplica = async () => ((await client.call("sentinel", "replicas", name)) as unknown[]).length > 0;
  while (!(await knowsReplica())) await Bun.sleep(50);
  const stop = async () => {
    client.disconnect();
    child.kill("SIGKILL");
    await child.exited;
    rmSync(folder, { recursive: true, force: true });
  };
  return { port, stop };
}

/** Moves a slot with all its keys from one master to another, as an operator does that adds a server. */
export async function moveSlot(slot: number, masters: readonly RedisServer[], from: RedisServer, to: RedisServer) {
  const [fromId, toId] = [await idOf(from), await idOf(to)];
  await to.client.call("cluster", "setslot", slot, "importing", fromId);
  await from.client.call("cluster", "setslot", slot, "migrating", toId);
  for (;;) {
    const keys = (await from.client.call("cluster", "getkeysinslot", slot, 100)) as string[];
    if (keys.length === 0) break;
    await from.client.call("migrate", "127.0.0.1", to.port, "", 0, 5_000, "keys", ...keys);
  }
  for (const { client } of [to, from, ...masters]) await client.call("cluster", "setslot", slot, "node", toId);
}
