// A node's connections to Redis: one for commands, one that is subscribed to the channels of the rooms it has. A single Redis
// or a Cluster; which of them it is, the server at the address tells. Loads ioredis, and is itself loaded only with Redis.
import { Cluster, type Redis } from "ioredis";
import { adviceFor } from "./connection/redis-advice.ts";
import { connectRedis } from "./connection/redis-connect.ts";
import type { RedisAddress } from "./connection/redis-problems.ts";
import { ReplicaWait } from "./replica-wait.ts";
import type { RoomKeys } from "./room-keys.ts";
import { HASHES, SCRIPTS, type ScriptName } from "./scripts/scripts.ts";
import type { Reply } from "./wire-format.ts";

/** How long Redis may take to answer before what was asked of it counts as not saved. */
export const COMMAND_TIMEOUT_MS = 2_000;
const SCANNED_AT_ONCE = 500;
/** After how long replicas that lacked an event are asked again, and for how many rooms at once. */
const UNCONFIRMED_MS = 1_000;
const MOST_UNCONFIRMED = 16;
/** How long nodes may take to give a Redis what it has lost. */
const DOUBTFUL_MS = 5_000;
/** For how long after its start a Redis is young: nodes that were connected to it before are again by then. */
const YOUNG_MS = 2_000;
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
  /** Called when Redis can't or doesn't do what it is asked. */
  readonly onFailure?: (error: unknown) => void;
};

/** Sends all scripts, so that they needn't be sent with a command. Where that fails, they are. */
async function loadScripts(client: Redis): Promise<void> {
  await Promise.all(Object.values(SCRIPTS).map((text) => client.script("LOAD", text))).catch(() => {});
}

/** What the engine needs of its connections. */
export type Link = Omit<RedisLink, "keys">;
export type ConnectLink = (...asked: Parameters<typeof RedisLink.connect>) => Promise<Link>;

export class RedisLink {
  readonly #client: Redis | Cluster;
  /** What is subscribed. A Cluster has its own connections for that. */
  readonly #subscriber: Redis | Cluster;
  readonly #wait: ReplicaWait | undefined;
  readonly #channels = new Set<string>();
  readonly #events: RedisLinkEvents;
  #settling: Timer | undefined;
  #isClosed = false;
  /** Whether Redis has answered the last time it was asked. */
  #isAnswering = true;
  /** The rooms whose newest event not enough replicas had when they were asked last, and when these are asked again. */
  readonly #unconfirmed = new Map<string, Timer>();
  /** For how long after the connection Redis may have been started anew, so that nodes give it what they know. */
  youngForMs = 0;
  /** Until when, by the process' own time, what isn't in Redis may only not be there again yet. */
  #doubtfulUntil = 0;
  /** The rooms whose last command failed, and whether one is being tried again: only one at a time, so that nothing piles up. */
  readonly #failing = new Map<string, boolean>();

  private constructor(
    client: Redis | Cluster,
    subscriber: Redis | Cluster,
    events: RedisLinkEvents,
    wait: ReplicaWait | undefined,
  ) {
    this.#client = client;
    this.#subscriber = subscriber;
    this.#events = events;
    this.#wait = wait;
    // Each failure is seen where a command fails.
    for (const connection of [client, subscriber]) connection.on("error", () => {});
    subscriber.on("smessage", (channel: string, message: string) => events.onMessage(channel, message));
  }

  /**
   * @param address of a single Redis, of Sentinels or of any nodes of a Cluster
   * @param replicas how many of Redis's replicas must have an event before it counts @throws a sentence that says why not
   */
  static async connect(
    address: RedisAddress,
    events: RedisLinkEvents,
    { timeoutMs = COMMAND_TIMEOUT_MS, replicas = 0 }: { timeoutMs?: number | undefined; replicas?: number | undefined },
  ): Promise<RedisLink> {
    const { client, subscriber, waiting, uptimeMs } = await connectRedis(address, timeoutMs, replicas > 0);
    const wait = waiting && new ReplicaWait(waiting, replicas, timeoutMs / 2);
    const link = new RedisLink(client, subscriber, events, wait);
    link.youngForMs = Math.max(0, YOUNG_MS - uptimeMs);
    if (client instanceof Cluster) {
      for (const change of ["+subscriber", "-subscriber", "subscribersReady", "ready"]) {
        client.on(change, () => link.#resubscribeSoon());
      }
      await Promise.all(client.nodes("master").map(loadScripts));
    } else {
      subscriber.on("ready", () => void link.#resubscribe());
      client.on("ready", () => link.doubt());
      client.on("ready", () => void loadScripts(client));
      await loadScripts(client);
    }
    return link;
  }

  /** Whether Redis has done what it was asked last, and has as many replicas as must have an event. */
  get isHealthy(): boolean {
    return this.#isAnswering && this.#unconfirmed.size === 0;
  }

  /** Whether Redis may have been started anew just now, so that it lacks what nodes still have. */
  get isDoubtful(): boolean {
    return performance.now() < this.#doubtfulUntil;
  }

  doubt(): void {
    this.#doubtfulUntil = performance.now() + DOUBTFUL_MS;
  }

  /** Whether events must be confirmed before they count. */
  get isWaiting(): boolean {
    return this.#wait !== undefined;
  }

  /**
   * Resolves once enough replicas of Redis have this event and all before it; with false where another is in its place.
   * @throws where not enough of them have it in time
   */
  async confirm(keys: RoomKeys, seq: number, tag: string): Promise<boolean> {
    if (this.#wait === undefined) return true;
    const [room = ""] = keys;
    try {
      const isThere = await this.#wait.confirm(keys, seq, tag);
      clearTimeout(this.#unconfirmed.get(room));
      this.#unconfirmed.delete(room);
      return isThere;
    } catch (error) {
      this.#events.onFailure?.(error);
      // It must be known when they have it, though nobody may ask again.
      if (!this.#isClosed && (this.#unconfirmed.has(room) || this.#unconfirmed.size < MOST_UNCONFIRMED)) {
        clearTimeout(this.#unconfirmed.get(room));
        const askAgain = () => void this.confirm(keys, seq, tag).catch(() => {});
        this.#unconfirmed.set(room, setTimeout(askAgain, UNCONFIRMED_MS));
      }
      throw error;
    }
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
      this.#isAnswering = true;
      this.#failing.delete(room);
      return reply as R;
    } catch (error) {
      this.#isAnswering = error instanceof Error && error.message.startsWith("ERR ");
      if (this.#isAnswering) this.#events.onFault(error);
      else this.#events.onFailure?.(error);
      this.#failing.set(room, false);
      throw error;
    }
  }

  /** @returns how many subscribers it has reached; 0 where Redis can't be reached */
  publish(channel: string, message: string): Promise<number> {
    const failed = (error: unknown) => {
      this.#isAnswering = false;
      this.#events.onFailure?.(error);
      return 0;
    };
    return this.#client.spublish(channel, message).then(Number, failed);
  }

  /** Returns what whoever runs the servers should know of this Redis. @param replicas how many must have an event */
  advice(replicas: number): Promise<string[]> {
    return adviceFor(this.#client, replicas);
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

  /** Subscribes to channels of one slot. What is published after that comes. */
  async subscribe(...channels: string[]): Promise<void> {
    for (const channel of channels) this.#channels.add(channel);
    await this.#subscriber.ssubscribe(...channels);
  }

  unsubscribe(...channels: string[]): void {
    for (const channel of channels) this.#channels.delete(channel);
    this.#subscriber.sunsubscribe(...channels).catch(() => {});
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#settling);
    for (const timer of this.#unconfirmed.values()) clearTimeout(timer);
    this.#client.disconnect();
    this.#subscriber.disconnect();
    this.#wait?.close();
  }

  #resubscribeSoon(): void {
    if (this.#isClosed || this.#channels.size === 0) return;
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => void this.#resubscribe(), SUBSCRIBERS_SETTLE_MS);
  }

  async #resubscribe(): Promise<void> {
    if (this.#isClosed) return;
    // Of a Cluster, another server may have become master.
    if (this.#subscriber instanceof Cluster) this.doubt();
    try {
      await Promise.all([...this.#channels].map((channel) => this.#subscriber.ssubscribe(channel)));
      this.#events.onResubscribed();
    } catch {
      // The connection broke again: a single Redis calls this when it is back.
      if (this.#subscriber instanceof Cluster) this.#resubscribeSoon();
    }
  }
}
