/** Counts durations by size, in the buckets of Prometheus. One observation is a few comparisons and no allocation. */
export class Histogram {
  /** The upper bounds of the buckets, in seconds. */
  static readonly bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5] as const;
  /** The last bucket is for what is longer than every bound. */
  readonly #counts = new Array<number>(Histogram.bounds.length + 1).fill(0);
  /** All durations together, in seconds. */
  sum = 0;

  observe(seconds: number): void {
    let bucket = 0;
    while (bucket < Histogram.bounds.length && seconds > (Histogram.bounds[bucket] as number)) bucket++;
    this.#counts[bucket] = (this.#counts[bucket] as number) + 1;
    this.sum += seconds;
  }

  /** Returns how many durations were at most as long as each bound; the last is the number of all. */
  cumulativeCounts(): readonly number[] {
    let total = 0;
    return this.#counts.map((count) => {
      total += count;
      return total;
    });
  }
}
