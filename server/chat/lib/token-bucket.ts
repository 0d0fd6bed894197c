// Token buckets, which limit how often something may be done. Rules W13, R7, A9.
// Invariant: over any stretch of a clock that goes forward, at most burst + perSecond × elapsed is granted.

/** The rate, shared by all buckets of a kind, so that a bucket itself is two numbers. */
export type BucketRate = {
  /** The tokens a full bucket holds. */
  readonly burst: number;
  /** The tokens that come back in a second. */
  readonly perSecond: number;
};

export class TokenBucket {
  /** Thousandths of a token: with whole rates and whole milliseconds every sum is exact. */
  #milli: number;
  /** When `#milli` was last brought up to date, epoch ms. */
  #at: number;

  /** Creates a full bucket. @param now epoch ms */
  constructor(rate: BucketRate, now: number) {
    this.#milli = rate.burst * 1000;
    this.#at = now;
  }

  /**
   * Takes tokens where there are enough. A clock set back earns nothing and takes nothing away.
   * @returns 0 when granted, otherwise ms until it would be; `Infinity` for more than the bucket can ever hold
   */
  take(rate: BucketRate, now: number, cost = 1): number {
    this.#milli = this.#milliAt(rate, now);
    this.#at = now;
    const missing = cost * 1000 - this.#milli;
    if (missing <= 0) {
      this.#milli = -missing;
      return 0;
    }
    return cost > rate.burst ? Number.POSITIVE_INFINITY : Math.ceil(missing / rate.perSecond);
  }

  /** Returns tokens that were taken for what didn't happen after all. */
  giveBack(rate: BucketRate, cost = 1): void {
    this.#milli = Math.min(rate.burst * 1000, this.#milli + cost * 1000);
  }

  /** Sets how many tokens it lacks; more than it holds is a debt. */
  setMissing(rate: BucketRate, missing: number): void {
    this.#milli = (rate.burst - missing) * 1000;
  }

  /** Returns whether the bucket is full, and so no different from a new one. */
  isFull(rate: BucketRate, now: number): boolean {
    return this.#milliAt(rate, now) >= rate.burst * 1000;
  }

  #milliAt(rate: BucketRate, now: number): number {
    const earned = Math.max(0, now - this.#at) * rate.perSecond;
    return Math.min(rate.burst * 1000, this.#milli + earned);
  }
}

/** How many of the oldest keys are checked on every take: two, so that buckets are forgotten faster than they are added. */
const CHECKS_PER_TAKE = 2;

/** One bucket for each key, a visitor's digest for example. Keys whose bucket is full again are forgotten. */
export class TokenBuckets {
  readonly rate: BucketRate;
  readonly #maxKeys: number;
  /** Least recently used first. */
  readonly #buckets = new Map<string, TokenBucket>();
  /** Is told what is taken from a bucket, less than zero for what is given back. Only where several nodes share the limit. */
  onSpent: ((key: string, cost: number) => void) | undefined;

  /** @param maxKeys remembered at once: beyond it, the least recently used are forgotten even if their buckets aren't full */
  constructor(rate: BucketRate, maxKeys = 65_536) {
    this.rate = rate;
    this.#maxKeys = maxKeys;
  }

  /** The number of keys remembered. */
  get size(): number {
    return this.#buckets.size;
  }

  /** Takes tokens from the key's bucket. @returns 0 when granted, otherwise ms until it would be */
  take(key: string, now: number, cost = 1): number {
    const bucket = this.#buckets.get(key) ?? new TokenBucket(this.rate, now);
    this.#buckets.delete(key);
    this.#evict(now);
    this.#buckets.set(key, bucket);
    const waitMs = bucket.take(this.rate, now, cost);
    if (waitMs === 0) this.onSpent?.(key, cost);
    return waitMs;
  }

  /** Returns tokens that were taken for what didn't happen after all. */
  giveBack(key: string, cost = 1): void {
    this.#buckets.get(key)?.giveBack(this.rate, cost);
    this.onSpent?.(key, -cost);
  }

  /** Sets how many tokens a bucket lacks, as all nodes together have taken them. */
  setMissing(key: string, missing: number): void {
    this.#buckets.get(key)?.setMissing(this.rate, missing);
  }

  /** Forgets full buckets. Checks a few of the oldest, and all only when there are too many: constant time on average. */
  #evict(now: number): void {
    let checks = CHECKS_PER_TAKE;
    for (const [key, bucket] of this.#buckets) {
      if (checks-- === 0 || !bucket.isFull(this.rate, now)) break;
      this.#buckets.delete(key);
    }
    if (this.#buckets.size < this.#maxKeys) return;
    for (const [key, bucket] of this.#buckets) {
      if (bucket.isFull(this.rate, now)) this.#buckets.delete(key);
    }
    const keep = this.#maxKeys - Math.ceil(this.#maxKeys / 4);
    for (const key of this.#buckets.keys()) {
      if (this.#buckets.size <= keep) break;
      this.#buckets.delete(key);
    }
  }
}
