import { DAY_MS, HOUR_MS, MINUTE_MS } from "#protocol/limits";
import { memoizeByLocale } from "./plural.ts";
import { language, locale, t } from "./t.ts";

function formatter(options: Intl.DateTimeFormatOptions) {
  const format = memoizeByLocale((tag) => new Intl.DateTimeFormat(tag, options));
  return (iso: string) => (iso === "" ? "" : format(locale()).format(new Date(iso)));
}

export const formatTime = formatter({ hour: "numeric", minute: "2-digit" });
export const formatDay = formatter({ weekday: "long", day: "numeric", month: "long" });
export const formatDateTime = formatter({ dateStyle: "medium", timeStyle: "short" });

const numbers = memoizeByLocale((tag) => new Intl.NumberFormat(tag));
const twoDigits = memoizeByLocale((tag) => new Intl.NumberFormat(tag, { minimumIntegerDigits: 2 }));
export const formatNumber = (value: number) => numbers(locale()).format(value);

const SECONDS_FROM_MS = 5 * MINUTE_MS;
const MINUTES_FROM_HOURS = 10;
const DAYS_FROM_HOURS = 48;

/** Returns the time left in the units that matter at that distance: `3 d 4 h`, `24 h`, `5 h 12 min`, `53 min`, `4:07`. */
export function formatTimeLeft(ms: number): string {
  if (ms <= SECONDS_FROM_MS) {
    const seconds = Math.floor(Math.max(0, ms) / 1000);
    return `${formatNumber(Math.floor(seconds / 60))}:${twoDigits(locale()).format(seconds % 60)}`;
  }
  // A room that has just begun has its whole time left, not a minute less.
  const minutes = Math.ceil(ms / MINUTE_MS);
  const hours = Math.round(minutes / 60);
  if (hours >= DAYS_FROM_HOURS) return timeParts({ day: Math.floor(hours / 24), hour: hours % 24 });
  if (minutes >= MINUTES_FROM_HOURS * 60) return timeParts({ hour: hours });
  return timeParts({ hour: Math.floor(minutes / 60), minute: minutes % 60 });
}

/** Writes the units that are not 0. Japanese has no spaces between them. */
function timeParts(parts: Partial<Record<"day" | "hour" | "minute", number>>): string {
  const written = Object.entries(parts).flatMap(([unit, count]) =>
    count === 0 ? [] : [t().timeUnits[unit as keyof typeof parts](formatNumber(count))],
  );
  return written.join(language() === "ja" ? "" : " ");
}

/** Returns a duration in its largest fitting unit: `30 seconds`, `90 minutes`, `4 hours`, `7 days`. */
export function formatDuration(ms: number): string {
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
