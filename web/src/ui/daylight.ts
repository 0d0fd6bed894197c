// Outside rooms the sky follows the reader's own day.

const DAWN_HOUR = 6;
const DUSK_HOUR = 21;

/**
 * Returns the value for `--life`: 1 at dawn, 0 at dusk and through the night.
 * @param hour 0 to 24, with its fraction
 */
export function daylightAt(hour: number): number {
  if (hour < DAWN_HOUR - 1) return 0;
  return Math.min(1, Math.max(0, (DUSK_HOUR - hour) / (DUSK_HOUR - DAWN_HOUR)));
}

export function daylightNow(now: Date): number {
  return daylightAt(now.getHours() + now.getMinutes() / 60);
}
