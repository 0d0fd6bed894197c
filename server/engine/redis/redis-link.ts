// A node's connections to Redis: one for commands, one that is subscribed to the channels of the rooms it has. A single Redis
// or a Cluster; which of them it is, the server at the address tells. Loads ioredis, and is itself loaded only with Redis.
import { createHash } from "node:crypto";
import Redis, { Cluster, type RedisOptions } from "ioredis";
import type { RoomKeys } from "./room-keys.ts";
import { SCRIPTS, type ScriptName } from "./scripts.ts";
import type { Reply } from "./wire-format.ts";

/** How long Redis may take to answer before what was asked of it counts as not saved. */
const COMMAND_TIMEOUT_MS = 2_000;
const CONNECT_TIMEOUT_MS = 2_000;
const MAX_RECONNECT_MS = 1_000;
const SCANNED_AT_ONCE = 500;
/** In a Cluster, how long changes of its subscribers are gathered before the channels are looked at again. */
const SUBSCRIBERS_SETTLE_MS = 100;

export type RedisLinkEvents = {
  readonly onMessage: (channel: string, message: string) => void;
  /** Called after every subscription was made again: what was published in between is missing. */
  readonly onResubscribed: () => void;
  /** Gets how long an answer took, in seconds. */
  readonly onAnswer: (seconds: number) => void;
  /** Called when a script fails by a fault of its own. */
  readonly onFault: (error: unknown) => void;
};

const HASHES = Object.fromEntries(
  Object.entries(SCRIPTS).map(([name, text]) => [name, createHash("sha1").update(text).digest("hex")]),
) as Record<ScriptName, string>;

/** Nothing is sent again by itself: what was sent before a connection broke may have been carried out. */
const OPTIONS = {
  connectTimeout: CONNECT_TIMEOUT_MS,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  retryStrategy: (attempt: number) => Math.min(attempt * 50, MAX_RECONNECT_MS),
  // A former master is read-only: the address leads to the new one.
  reconnectOnError: ({ message }: Error) => message.startsWith("READONLY"),
  lazyConnect: true,
} satisfies RedisOptions;

/** Sends all scripts, so that they needn't be sent with a command. Where that fails, they are. */
async function loadScripts(client: Redis): Promise<void> {
  await Promise.all(Object.values(SCRIPTS).map((text) => client.script("LOAD", text))).catch(() => {});
}

/** What the engine needs of its connections. */
export type Link = Pick<RedisLink, "run" | "publish" | "subscribe" | "unsubscribe" | "close" | "isHealthy">;
export type ConnectLink = (url: string, events: RedisLinkEvents, commandTimeout?: number) => Promise<Link>;

export class RedisLink {
  readonly #client: Redis | Cluster;
  /** What is subscribed. A Cluster has its own connections for that. */
  readonly #subscriber: Redis | Cluster;
  readonly #channels = new Set<string>();
  readonly #events: RedisLinkEvents;
  #settling: Timer | undefined;
  #isClosed = false;
  /** Whether Redis has answered the last time it was asked. */
  isHealthy = true;
  /** The rooms whose last command failed, and whether one is being tried again: only one at a time, so that nothing piles up. */
  readonly #failing = new Map<string, boolean>();

  private constructor(client: Redis | Cluster, subscriber: Redis | Cluster, events: RedisLinkEvents) {
    this.#client = client;
    this.#subscriber = subscriber;
    this.#events = events;
    // Each failure is seen where a command fails.
    for (const connection of [client, subscriber]) connection.on("error", () => {});
    subscriber.on("smessage", (channel: string, message: string) => events.onMessage(channel, message));
  }

  /** @param url `redis://` or `rediss://`, of a single Redis or of any node of a Cluster */
  static async connect(url: string, events: RedisLinkEvents, commandTimeout = COMMAND_TIMEOUT_MS): Promise<RedisLink> {
    const options = { ...OPTIONS, commandTimeout };
    const single = new Redis(url, options);
    let cause: unknown;
    single.on("error", (error) => {
      cause = error;
    });
    const info = await single
      .connect()
      .then(() => single.info("cluster"))
      .catch((error) => {
        single.disconnect();
        throw cause ?? error;
      });
    if (!info.includes("cluster_enabled:1")) {
      const subscriber = single.duplicate({ autoResubscribe: false });
      const link = new RedisLink(single, subscriber, events);
      await link.#closeUnless(subscriber.connect());
      subscriber.on("ready", () => void link.#resubscribe());
      single.on("ready", () => void loadScripts(single));
      await loadScripts(single);
      return link;
    }
    const { host, port, username, password, tls } = single.options;
    single.disconnect();
    const { enableOfflineQueue: _, lazyConnect: __, retryStrategy: ___, ...redisOptions } = options;
    const cluster = new Cluster([{ host: host ?? "localhost", port: port ?? 6379 }], {
      redisOptions: {
        ...redisOptions,
        ...(username && { username }),
        ...(password && { password }),
        ...(tls && { tls }),
      },
      shardedSubscribers: true,
      lazyConnect: true,
      enableOfflineQueue: false,
      retryDelayOnFailover: 0,
      slotsRefreshInterval: 5_000,
      clusterRetryStrategy: (attempt) => Math.min(attempt * 50, MAX_RECONNECT_MS),
    });
    const link = new RedisLink(cluster, cluster, events);
    await link.#closeUnless(cluster.connect());
    for (const change of ["+subscriber", "-subscriber", "subscribersReady", "ready"]) {
      cluster.on(change, () => link.#resubscribeSoon());
    }
    await Promise.all(cluster.nodes("master").map(loadScripts));
    return link;
  }

  /** Runs a script. @throws when Redis can't or doesn't answer in time; the script may have run all the same */
  async run<R = Reply>(name: ScriptName, keys: RoomKeys, args: readonly (string | number)[]): Promise<R> {
    const room = keys[0] ?? "";
    const isTried = this.#failing.get(room);
    if (isTried) throw new Error("Redis doesn't answer");
    if (isTried === false) this.#failing.set(room, true);
    const sentAt = performance.now();
    try {
      const reply = await this.#client.evalsha(HASHES[name], keys.length, ...keys, ...args).catch((error: Error) => {
        if (!error.message.startsWith("NOSCRIPT")) throw error;
        return this.#client.eval(SCRIPTS[name], keys.length, ...keys, ...args);
      });
      this.#events.onAnswer((performance.now() - sentAt) / 1000);
      this.isHealthy = true;
      this.#failing.delete(room);
      return reply as R;
    } catch (error) {
      this.isHealthy = error instanceof Error && error.message.startsWith("ERR ");
      if (this.isHealthy) this.#events.onFault(error);
      this.#failing.set(room, false);
      throw error;
    }
  }

  /** @returns how many subscribers it has reached; 0 where Redis can't be reached */
  publish(channel: string, message: string): Promise<number> {
    const failed = () => {
      this.isHealthy = false;
      return 0;
    };
    return this.#client.spublish(channel, message).then(Number, failed);
  }

  /** Returns all keys that match a pattern, on every master. */
  async keys(pattern: string): Promise<string[]> {
    const masters = this.#client instanceof Cluster ? this.#client.nodes("master") : [this.#client];
    const found: string[] = [];
    for (const master of masters) {
      for (let cursor = "", keys: string[] = []; cursor !== "0"; found.push(...keys)) {
        [cursor, keys] = await master.scan(cursor || "0", "MATCH", pattern, "COUNT", SCANNED_AT_ONCE);
      }
    }
    return [...new Set(found)];
  }

  /** Subscribes to a channel. What is published after that comes. */
  async subscribe(channel: string): Promise<void> {
    this.#channels.add(channel);
    await this.#subscriber.ssubscribe(channel);
  }

  unsubscribe(channel: string): void {
    this.#channels.delete(channel);
    this.#subscriber.sunsubscribe(channel).catch(() => {});
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#settling);
    this.#client.disconnect();
    this.#subscriber.disconnect();
  }

  async #closeUnless(connecting: Promise<unknown>): Promise<void> {
    await connecting.catch((error) => {
      void this.close();
      throw error;
    });
  }

  #resubscribeSoon(): void {
    if (this.#isClosed || this.#channels.size === 0) return;
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => void this.#resubscribe(), SUBSCRIBERS_SETTLE_MS);
  }

  async #resubscribe(): Promise<void> {
    if (this.#isClosed) return;
    try {
      await Promise.all([...this.#channels].map((channel) => this.#subscriber.ssubscribe(channel)));
      this.#events.onResubscribed();
    } catch {
      // The connection broke again: a single Redis calls this when it is back.
      if (this.#subscriber instanceof Cluster) this.#resubscribeSoon();
    }
  }
}
