/** Chance alone exceeds this many standard deviations once in 10,000 tests (two-sided normal distribution). */
export const SIGNIFICANT_DEVIATIONS = 3.9;

/**
 * Returns by how many standard deviations paired timings differ from chance (Wilcoxon's signed-rank test).
 * The test uses ranks because a busy machine makes single timings extreme, and pairs because it is busy for both.
 */
export function timingDeviations(differences: readonly number[]): number {
  const count = differences.length;
  const ranked = differences.toSorted((a, b) => Math.abs(a) - Math.abs(b));
  const positiveRanks = ranked.reduce((sum, difference, at) => sum + (difference > 0 ? at + 1 : 0), 0);
  const spread = Math.sqrt((count * (count + 1) * (2 * count + 1)) / 24);
  return Math.abs(positiveRanks - (count * (count + 1)) / 4) / spread;
}
