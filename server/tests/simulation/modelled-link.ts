// A model of a node's connection to Redis: each way takes its time, in order; it breaks, and what is published meanwhile is lost.
import type { Link, RedisLinkEvents } from "../../engine/redis/redis-link.ts";
import type { RoomKeys } from "../../engine/redis/room-keys.ts";
import type { ScriptName } from "../../engine/redis/scripts/scripts.ts";
import type { Reply } from "../../engine/redis/wire-format.ts";
import type { VirtualTime } from "./virtual-time.ts";

type Argument = string | number;

/** How long nodes may take to give Redis what it has lost. */
const DOUBTFUL_MS = 5_000;

/** What a connection needs of the Redis at its end. */
type Server = {
  /** When something that arrives now is looked at. */
  readonly readyAt: number;
  /** Returns how long something is on one way, ms. */
  way(): number;
  execute(name: ScriptName, keys: RoomKeys, args: readonly Argument[]): Reply;
  publish(channel: string, message: string): number;
  subscribe(channel: string, link: ModelledLink): void;
  unsubscribe(channel: string, link: ModelledLink): void;
};

export class ModelledLink implements Link {
  isHealthy = true;
  /** No replica is waited for. */
  readonly isWaiting = false;
  readonly youngForMs = 0;
  #doubtfulUntil = 0;
  readonly #redis: Server;
  readonly #time: VirtualTime;
  readonly #events: RedisLinkEvents;
  readonly #timeoutMs: number;
  readonly #channels = new Set<string>();
  /** What waits for an answer, with the time at which it is given up: the oldest is the first. */
  readonly #open = new Map<(error: Error) => void, number>();
  #isGivingUp = false;
  #isCut = false;
  #isDead = false;
  /** When the last thing on each way arrives: nothing overtakes. */
  #lastThere = 0;
  #lastBack = 0;
  #lastMessage = 0;

  constructor(redis: Server, time: VirtualTime, events: RedisLinkEvents, timeoutMs: number) {
    this.#redis = redis;
    this.#time = time;
    this.#events = events;
    this.#timeoutMs = timeoutMs;
  }

  get isDoubtful(): boolean {
    return this.#time.now < this.#doubtfulUntil;
  }

  doubt(): void {
    this.#doubtfulUntil = this.#time.now + DOUBTFUL_MS;
  }

  async advice(): Promise<string[]> {
    return [];
  }

  async confirm(): Promise<boolean> {
    return true;
  }

  // The answers are those of the scripts, whose types the caller knows.
  run<R = Reply>(name: ScriptName, keys: RoomKeys, args: readonly Argument[]): Promise<R> {
    return this.#ask(() => this.#redis.execute(name, keys, args) as R);
  }

  publish(channel: string, message: string): Promise<number> {
    return this.#ask(() => this.#redis.publish(channel, message)).catch(() => 0);
  }

  async subscribe(...channels: string[]): Promise<void> {
    for (const channel of channels) this.#channels.add(channel);
    await this.#ask(() => {
      for (const channel of channels) this.#redis.subscribe(channel, this);
    });
  }

  unsubscribe(...channels: string[]): void {
    for (const channel of channels) {
      this.#channels.delete(channel);
      this.#redis.unsubscribe(channel, this);
    }
  }

  deliver(channel: string, message: string): void {
    if (this.#isCut || this.#isDead) return;
    this.#lastMessage = Math.max(this.#lastMessage, this.#time.now + this.#redis.way());
    this.#time.after(this.#lastMessage - this.#time.now, () => {
      if (!this.#isCut && !this.#isDead && this.#channels.has(channel)) this.#events.onMessage(channel, message);
    });
  }

  /** Breaks the connection for so long: what is under way is lost, or its answer is. */
  cut(ms: number): void {
    if (this.#isCut || this.#isDead) return;
    this.#isCut = true;
    for (const reject of [...this.#open.keys()]) reject(new Error("the connection broke"));
    for (const channel of this.#channels) this.#redis.unsubscribe(channel, this);
    this.#time.after(ms, () => {
      this.#isCut = false;
      if (this.#isDead) return;
      for (const channel of this.#channels) this.#redis.subscribe(channel, this);
      this.#events.onResubscribed();
    });
  }

  /** The node is gone. */
  die(): void {
    this.#isDead = true;
    for (const channel of this.#channels) this.#redis.unsubscribe(channel, this);
  }

  async close(): Promise<void> {
    this.die();
  }

  #ask<T>(action: () => T): Promise<T> {
    if (this.#isDead) return new Promise(() => {});
    if (this.#isCut) return Promise.reject(new Error("not connected"));
    return new Promise<T>((resolve, reject) => {
      const fail = (error: Error) => {
        this.#open.delete(fail);
        this.isHealthy = false;
        reject(error);
      };
      this.#open.set(fail, this.#time.now + this.#timeoutMs);
      if (!this.#isGivingUp) this.#giveUpLate();
      this.#lastThere = Math.max(this.#lastThere, this.#time.now + this.#redis.way());
      const arrive = () => {
        const wait = this.#redis.readyAt - this.#time.now;
        if (wait > 0) return void this.#time.after(wait, arrive);
        if (this.#isDead) return;
        const answer = action();
        this.#lastBack = Math.max(this.#lastBack, this.#time.now + this.#redis.way());
        this.#time.after(this.#lastBack - this.#time.now, () => {
          if (!this.#open.delete(fail)) return;
          this.isHealthy = true;
          resolve(answer);
        });
      };
      this.#time.after(this.#lastThere - this.#time.now, arrive);
    });
  }

  /** Gives up what has waited for too long, now and later: one timer is enough, for all wait as long. */
  #giveUpLate(): void {
    this.#isGivingUp = false;
    for (const [fail, until] of this.#open) {
      if (until > this.#time.now) {
        this.#isGivingUp = true;
        this.#time.after(until - this.#time.now, () => this.#giveUpLate());
        return;
      }
      fail(new Error("timed out"));
    }
  }
}
