// Token buckets: how often somebody may do something. Rules W13, R7 and A9 are made of them.
// Invariant: over any stretch of a clock that goes forward, at most burst + perSecond × elapsed is granted.

/** Shared by all buckets of a kind, so that a bucket itself is two numbers. */
export type BucketRate = {
  /** What a full bucket holds. */
  readonly burst: number;
  /** What comes back in a second. */
  readonly perSecond: number;
};

export class Bucket {
  /** Thousandths of a token: with whole rates and whole milliseconds every sum is exact. */
  #milli: number;
  /** Epoch ms of the last look. */
  #at: number;

  /** Full at first. */
  constructor(rate: BucketRate, now: number) {
    this.#milli = rate.burst * 1000;
    this.#at = now;
  }

  /**
   * A clock set back earns nothing and takes nothing away.
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

  /** A full bucket says nothing any more that a new one wouldn't. */
  isFull(rate: BucketRate, now: number): boolean {
    return this.#milliAt(rate, now) >= rate.burst * 1000;
  }

  #milliAt(rate: BucketRate, now: number): number {
    const earned = Math.max(0, now - this.#at) * rate.perSecond;
    return Math.min(rate.burst * 1000, this.#milli + earned);
  }
}

/** Looked at on every take, so that buckets leave as fast as they come. */
const LOOKS = 2;

/** One bucket for each key, a visitor's address for example. Keys whose bucket is full again are forgotten. */
export class Buckets {
  readonly #rate: BucketRate;
  readonly #most: number;
  /** Least recently used first. */
  readonly #buckets = new Map<string, Bucket>();

  /** @param most keys remembered at once: beyond it, the least recently used are forgotten though not full */
  constructor(rate: BucketRate, most = 65_536) {
    this.#rate = rate;
    this.#most = most;
  }

  /** Keys remembered. */
  get size(): number {
    return this.#buckets.size;
  }

  /** @returns 0 when granted, otherwise ms until it would be */
  take(key: string, now: number, cost = 1): number {
    const bucket = this.#buckets.get(key) ?? new Bucket(this.#rate, now);
    this.#buckets.delete(key);
    this.#forget(now);
    this.#buckets.set(key, bucket);
    return bucket.take(this.#rate, now, cost);
  }

  /** Each take looks at the oldest few; only when there is no room left at all, at everything: constant in the mean. */
  #forget(now: number): void {
    let looks = LOOKS;
    for (const [key, bucket] of this.#buckets) {
      if (looks-- === 0 || !bucket.isFull(this.#rate, now)) break;
      this.#buckets.delete(key);
    }
    if (this.#buckets.size < this.#most) return;
    for (const [key, bucket] of this.#buckets) {
      if (bucket.isFull(this.#rate, now)) this.#buckets.delete(key);
    }
    const keep = this.#most - Math.ceil(this.#most / 4);
    for (const key of this.#buckets.keys()) {
      if (this.#buckets.size <= keep) break;
      this.#buckets.delete(key);
    }
  }
}
