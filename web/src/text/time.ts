// Instants and durations as people read them.
import { DAY_MS, HOUR_MS, MINUTE_MS } from "#protocol/limits";

const clock = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

export const clockTime = (iso: string) => clock.format(new Date(iso));
export const dayName = (iso: string) => day.format(new Date(iso));
export const fullTime = (iso: string) => full.format(new Date(iso));

/** What is left, in the units that matter at that distance: `3 d 4 h`, `5 h 12 min`, `42:07`. */
export function timeLeft(ms: number): string {
  const left = Math.max(0, ms);
  const days = Math.floor(left / DAY_MS);
  const hours = Math.floor((left % DAY_MS) / HOUR_MS);
  const minutes = Math.floor((left % HOUR_MS) / MINUTE_MS);
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  const seconds = Math.floor((left % MINUTE_MS) / 1000);
  return `${minutes}:${String(seconds).padStart(2, "0")}`;
}

/** How much of a life is left: 1 at its beginning, 0 at its end. */
export function lifeLeft(createdAt: string, expiresAt: string, now: number): number {
  const [from, to] = [Date.parse(createdAt), Date.parse(expiresAt)];
  return to > from ? Math.min(1, Math.max(0, (to - now) / (to - from))) : 0;
}
