// Whether one thing takes longer than another, on a machine that has other things to do.

/** Standard deviations beyond which chance comes once in 10,000 such tests. */
export const SURE = 3.9;

/**
 * How surely one of two takes longer, in standard deviations (Wilcoxon's signed-rank test). Ranks, because a busy machine
 * makes single times wild; pairs, because it is busy for both.
 */
export function sureness(differences: readonly number[]): number {
  const count = differences.length;
  const ranked = differences.toSorted((a, b) => Math.abs(a) - Math.abs(b));
  const longer = ranked.reduce((sum, difference, at) => sum + (difference > 0 ? at + 1 : 0), 0);
  const spread = Math.sqrt((count * (count + 1) * (2 * count + 1)) / 24);
  return Math.abs(longer - (count * (count + 1)) / 4) / spread;
}
