// Instants and durations as people read them, in their language and their region's habits.
import { DAY_MS, HOUR_MS, MINUTE_MS } from "#protocol/limits";
import { once } from "./plural.ts";
import { locale, w } from "./t.ts";

function formatter(options: Intl.DateTimeFormatOptions) {
  const format = once((tag) => new Intl.DateTimeFormat(tag, options));
  return (iso: string) => (iso === "" ? "" : format(locale()).format(new Date(iso)));
}

export const clockTime = formatter({ hour: "numeric", minute: "2-digit" });
export const dayName = formatter({ weekday: "long", day: "numeric", month: "long" });
export const fullTime = formatter({ dateStyle: "medium", timeStyle: "short" });

const numbers = once((tag) => new Intl.NumberFormat(tag));
const seconds = once((tag) => new Intl.NumberFormat(tag, { minimumIntegerDigits: 2 }));
export const numeral = (value: number) => numbers(locale()).format(value);

/** What is left, in the units that matter at that distance: `3 d 4 h`, `5 h 12 min`, `42:07`. */
export function timeLeft(ms: number): string {
  const left = Math.max(0, ms);
  const days = Math.floor(left / DAY_MS);
  const hours = Math.floor((left % DAY_MS) / HOUR_MS);
  const minutes = Math.floor((left % HOUR_MS) / MINUTE_MS);
  if (days > 0) return w().daysHours(numeral(days), numeral(hours));
  if (hours > 0) return w().hoursMinutes(numeral(hours), numeral(minutes));
  return `${numeral(minutes)}:${seconds(locale()).format(Math.floor((left % MINUTE_MS) / 1000))}`;
}

/** A whole length of time in its largest fitting unit: `30 seconds`, `90 minutes`, `4 hours`, `7 days`. */
export function spanOf(ms: number): string {
  const [unit, unitMs] =
    ms % DAY_MS === 0
      ? (["day", DAY_MS] as const)
      : ms % HOUR_MS === 0
        ? (["hour", HOUR_MS] as const)
        : ms % MINUTE_MS === 0
          ? (["minute", MINUTE_MS] as const)
          : (["second", 1000] as const);
  return new Intl.NumberFormat(locale(), { style: "unit", unit, unitDisplay: "long" }).format(ms / unitMs);
}

/** How much of a life is left: 1 at its beginning, 0 at its end; undefined for one without an end. */
export function lifeLeft(createdAt: string, expiresAt: string | null, now: number): number | undefined {
  if (expiresAt === null) return undefined;
  const [from, to] = [Date.parse(createdAt), Date.parse(expiresAt)];
  return to > from ? Math.min(1, Math.max(0, (to - now) / (to - from))) : 0;
}
