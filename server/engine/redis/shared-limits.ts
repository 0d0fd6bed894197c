// Shares limits with the other nodes. Each node decides at once, by what it knows, and tells Redis right afterwards what it let
// through; the answer says how much all nodes have let through. What several of them let through at the same moment is a
// debt, so that over time no more is done than one server would allow. Rules D35, D37.
import type { TokenBuckets } from "../../chat/lib/token-bucket.ts";
import type { Link } from "./redis-link.ts";
import { limitKey, limitShardKey } from "./room-keys.ts";

/** Buckets in one shard are in one slot of a Cluster, so that one script can settle many. */
const SHARDS = 16;
/** After a failure, what was spent is told this much later. */
const RETRY_MS = 1_000;
/** The most buckets of a shard whose spending waits to be told: what is more than that isn't shared. */
const MAX_WAITING = 10_000;
/** The most buckets that one script settles. */
const MAX_AT_A_TIME = 200;

type Spending = { readonly buckets: TokenBuckets; readonly key: string; cost: number };

/** What of a shard is to be told, by Redis key. */
class Shard {
  waiting = new Map<string, Spending>();
  isTelling = false;
}

export class SharedLimits {
  readonly #link: () => Link;
  readonly #prefix: string;
  readonly #shards = Array.from({ length: SHARDS }, () => new Shard());
  readonly #retries = new Set<Timer>();
  #isClosed = false;

  constructor(prefix: string, link: () => Link) {
    this.#prefix = prefix;
    this.#link = link;
  }

  /** Counts these buckets together with those of the same name on other nodes. */
  share(name: string, buckets: TokenBuckets): void {
    buckets.onSpent = (key, cost) => this.#note(`${name} ${key}`, { buckets, key, cost });
  }

  close(): void {
    this.#isClosed = true;
    for (const timer of this.#retries) clearTimeout(timer);
  }

  #note(id: string, spending: Spending): void {
    const at = Bun.hash.crc32(id) % SHARDS;
    const shard = this.#shards[at] as Shard;
    this.#add(shard, limitKey(this.#prefix, at, id), spending);
    if (shard.isTelling || this.#isClosed) return;
    shard.isTelling = true;
    // What else is spent in this turn goes with it.
    queueMicrotask(() => void this.#tell(shard, at));
  }

  #add({ waiting }: Shard, redisKey: string, spending: Spending): void {
    const before = waiting.get(redisKey);
    if (before !== undefined) before.cost += spending.cost;
    else if (waiting.size < MAX_WAITING) waiting.set(redisKey, spending);
  }

  /** Tells what was spent, until there is no more. */
  async #tell(shard: Shard, at: number): Promise<void> {
    while (shard.waiting.size > 0 && !this.#isClosed) {
      const told = [...shard.waiting].slice(0, MAX_AT_A_TIME);
      for (const [redisKey] of told) shard.waiting.delete(redisKey);
      try {
        await this.#settle(shard, at, told);
      } catch {
        for (const [redisKey, spending] of told) this.#add(shard, redisKey, spending);
        return this.#retry(shard, at);
      }
    }
    shard.isTelling = false;
  }

  async #settle(shard: Shard, at: number, told: readonly (readonly [redisKey: string, Spending])[]): Promise<void> {
    const keys = told.map(([redisKey]) => redisKey);
    const costs = told.map(([, { buckets, cost }]) => (cost * 1000) / buckets.rate.perSecond);
    const fullIn = await this.#link().run("spend", [limitShardKey(this.#prefix, at), ...keys], costs);
    for (const [n, [redisKey, { buckets, key }]] of told.entries()) {
      const spentMeanwhile = shard.waiting.get(redisKey)?.cost ?? 0;
      buckets.setMissing(key, (Number(fullIn[n]) * buckets.rate.perSecond) / 1000 + spentMeanwhile);
    }
  }

  #retry(shard: Shard, at: number): void {
    if (this.#isClosed) return;
    const timer = setTimeout(() => {
      this.#retries.delete(timer);
      void this.#tell(shard, at);
    }, RETRY_MS);
    timer.unref();
    this.#retries.add(timer);
  }
}
