import { DAY_MS, HOUR_MS, MINUTE_MS } from "#protocol/limits";
import { memoizeByLocale } from "./plural.ts";
import { locale, t } from "./t.ts";

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

/** Returns the time left in the units that matter at that distance: `3 d 4 h`, `5 h 12 min`, `42:07`. */
export function formatTimeLeft(ms: number): string {
  const left = Math.max(0, ms);
  const days = Math.floor(left / DAY_MS);
  const hours = Math.floor((left % DAY_MS) / HOUR_MS);
  const minutes = Math.floor((left % HOUR_MS) / MINUTE_MS);
  if (days > 0) return t().daysHours(formatNumber(days), formatNumber(hours));
  if (hours > 0) return t().hoursMinutes(formatNumber(hours), formatNumber(minutes));
  return `${formatNumber(minutes)}:${twoDigits(locale()).format(Math.floor((left % MINUTE_MS) / 1000))}`;
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
