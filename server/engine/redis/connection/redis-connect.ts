// Opens a node's connections to Redis: to a single one, to the master that Sentinels name, or to a Cluster; which of the first
// and the last it is, the server at the address tells. Whatever makes it unusable is said in a sentence.
import Redis, { Cluster, type RedisOptions } from "ioredis";
import { describeProblem, type RedisAddress, RedisProblem, versionProblem } from "./redis-problems.ts";

const CONNECT_TIMEOUT_MS = 2_000;
const MAX_RECONNECT_MS = 1_000;
/** How long a Redis may take to load its data, or a Cluster to agree, before a start fails. */
const STARTING_MS = 10_000;
const STARTING_POLL_MS = 250;

const reconnectDelay = (attempt: number) => Math.min(attempt * 50, MAX_RECONNECT_MS);

/** Nothing is sent again by itself: what was sent before a connection broke may have been carried out. */
const OPTIONS = {
  connectTimeout: CONNECT_TIMEOUT_MS,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  retryStrategy: reconnectDelay,
  // A former master is read-only: the address leads to the new one.
  reconnectOnError: ({ message }: Error) => message.startsWith("READONLY"),
  lazyConnect: true,
} satisfies RedisOptions;

type ConnectOptions = typeof OPTIONS & {
  readonly commandTimeout: number;
  readonly username?: string;
  readonly password?: string;
  readonly tls?: object;
};

export type RedisConnections = {
  readonly client: Redis | Cluster;
  /** What is subscribed. A Cluster has its own connections for that. */
  readonly subscriber: Redis | Cluster;
  /** For what holds up a connection; there only where it is asked for. */
  readonly waiting: Redis | Cluster | undefined;
  /** For how long it had been running, ms. */
  readonly uptimeMs: number;
};

/** @throws a `RedisProblem` that says why it can't be used */
export async function connectRedis(
  address: RedisAddress,
  commandTimeout: number,
  needsWaiting: boolean,
): Promise<RedisConnections> {
  const { username, password, isTls } = address;
  const access = { ...(username && { username }), ...(password && { password }), ...(isTls && { tls: {} }) };
  const options = { ...OPTIONS, ...access, commandTimeout };
  const single = await connectFirst(address, options);
  const opened: (Redis | Cluster)[] = [single];
  const open = async <T extends Redis | Cluster>(connection: T): Promise<T> => {
    opened.push(connection);
    connection.on("error", () => {});
    await connection.connect();
    return connection;
  };
  try {
    const { isCluster, uptimeMs } = await untilStarted(() => checkServer(single));
    if (!isCluster) {
      const duplicate = () => open(single.duplicate({ autoResubscribe: false }));
      const waiting = needsWaiting ? await duplicate() : undefined;
      return { client: single, subscriber: await duplicate(), waiting, uptimeMs };
    }
    const client = await open(createCluster(address, options, true));
    const waiting = needsWaiting ? await open(createCluster(address, options, false)) : undefined;
    single.disconnect();
    return { client, subscriber: client, waiting, uptimeMs };
  } catch (error) {
    for (const connection of opened) connection.disconnect();
    throw describeProblem(error, address);
  }
}

/** Connects to the first of the servers that answers, or to the master that the Sentinels name. */
async function connectFirst(address: RedisAddress, options: ConnectOptions): Promise<Redis> {
  const { hosts, masterName: name, database: db, isTls } = address;
  const places =
    name === undefined
      ? hosts.map((place) => ({ ...place, db }))
      : [{ sentinels: [...hosts], name, enableTLSForSentinelMode: isTls, ...(isTls && { sentinelTLS: {} }) }];
  let problem: RedisProblem | undefined;
  for (const place of places) {
    const client = new Redis({ ...options, ...place });
    let cause: unknown;
    client.on("error", (error) => {
      cause ??= error;
    });
    try {
      // A Sentinel that knows no master, or is away, is asked again and again.
      await Promise.race([client.connect(), rejectAfter(2 * CONNECT_TIMEOUT_MS)]);
      return client;
    } catch (error) {
      client.disconnect();
      problem ??= describeProblem(cause ?? error, address);
    }
  }
  throw problem;
}

async function rejectAfter(ms: number): Promise<never> {
  await Bun.sleep(ms);
  throw new Error("connect ETIMEDOUT");
}

/** Returns whether this is a node of a Cluster, and for how long it has been running. @throws where it lacks what is needed */
async function checkServer(client: Redis): Promise<{ isCluster: boolean; uptimeMs: number }> {
  // What the client does by itself goes on with another database where there is none of this number.
  if (client.options.db) await client.select(client.options.db);
  const info = await client.info();
  const problem = versionProblem(info);
  if (problem !== undefined) throw new RedisProblem(problem);
  if (/^redis_mode:sentinel/m.test(info)) throw new RedisProblem("it is a Sentinel: redis-sentinel://HOST/MASTER");
  const [canShard] = (await client.call("command", "info", "spublish")) as unknown[];
  if (!canShard) throw new RedisProblem("it has no sharded publish and subscribe; Redis 7 and Valkey do");
  // It answers INFO before it can answer anything else.
  if (/\bloading:1/.test(info)) throw new Error("LOADING");
  const uptimeMs = 1_000 * Number(/^uptime_in_seconds:(\d+)/m.exec(info)?.[1] ?? Number.POSITIVE_INFINITY);
  if (!info.includes("cluster_enabled:1")) return { isCluster: false, uptimeMs };
  const state = String(await client.call("cluster", "info"));
  if (!state.includes("cluster_state:ok")) throw new Error("CLUSTERDOWN");
  return { isCluster: true, uptimeMs };
}

/** Tries again as long as Redis is only just starting. */
async function untilStarted<T>(action: () => Promise<T>): Promise<T> {
  for (const until = performance.now() + STARTING_MS; ; await Bun.sleep(STARTING_POLL_MS)) {
    try {
      return await action();
    } catch (error) {
      if (
        !(error instanceof Error && /^(LOADING|CLUSTERDOWN|Command timed out)/.test(error.message)) ||
        performance.now() > until
      )
        throw error;
    }
  }
}

function createCluster({ hosts }: RedisAddress, options: ConnectOptions, shardedSubscribers: boolean): Cluster {
  const { enableOfflineQueue: _, lazyConnect: __, retryStrategy: ___, ...redisOptions } = options;
  return new Cluster([...hosts], {
    redisOptions,
    shardedSubscribers,
    lazyConnect: true,
    enableOfflineQueue: false,
    retryDelayOnFailover: 0,
    slotsRefreshInterval: 5_000,
    clusterRetryStrategy: reconnectDelay,
  });
}
