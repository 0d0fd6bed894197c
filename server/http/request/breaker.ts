import { type BucketRate, TokenBucket } from "../../chat/lib/token-bucket.ts";

/** How much more dearly each time is counted for its visitor while all together do something too often. */
const TIGHT_COST = 10;

/**
 * Notices when all visitors together do something too often. From then on each time counts tenfold for whoever does it, until
 * it is calm again: who does much is slowed first, and who does little is never stopped. Rule N48.
 */
export class Breaker {
  readonly #rate: BucketRate;
  readonly #bucket: TokenBucket;
  #isTight = false;

  /** @param rate what all together may do before that, at a time `now` */
  constructor(rate: BucketRate, now: number) {
    this.#rate = rate;
    this.#bucket = new TokenBucket(rate, now);
  }

  /** What the next time costs its visitor. */
  get cost(): number {
    return this.#isTight ? TIGHT_COST : 1;
  }

  /** Counts one time that was let through. */
  note(now: number): void {
    this.#isTight = this.#bucket.take(this.#rate, now) > 0;
  }
}
