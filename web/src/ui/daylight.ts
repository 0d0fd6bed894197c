// Where there is no room there is the reader's own day: the sky over the lobby is as far as theirs.

const DAWN = 6;
const DUSK = 21;

/** @param hour 0 to 24, with its fraction @returns a life: 1 at dawn, 0 at dusk and through the night */
export function lifeOfDay(hour: number): number {
  if (hour < DAWN - 1) return 0;
  return Math.min(1, Math.max(0, (DUSK - hour) / (DUSK - DAWN)));
}

export function lifeNow(now: Date): number {
  return lifeOfDay(now.getHours() + now.getMinutes() / 60);
}
