export const BARS_HEIGHT = 32;
const BAR_EVERY = 4;

export const barsWidth = (count: number): number => count * BAR_EVERY;

/** Returns the path of upright bars, around the middle. @param heights from 0 to 1 */
export function barsPath(heights: readonly number[]): string {
  const bar = (share: number, at: number) => {
    const height = Math.max(2, (BARS_HEIGHT - 2) * share);
    return `M${at * BAR_EVERY + 1} ${((BARS_HEIGHT - height) / 2).toFixed(1)}h2v${height.toFixed(1)}h-2z`;
  };
  return heights.map(bar).join("");
}
