import { DAY_MS } from "#protocol/limits";
import { memoizeByLocale } from "./plural.ts";
import { locale, t } from "./t.ts";
import { formatTime } from "./time-texts.ts";

const relativeDays = memoizeByLocale((tag) => new Intl.RelativeTimeFormat(tag, { numeric: "auto" }));
const dates = memoizeByLocale((tag) => new Intl.DateTimeFormat(tag, { day: "numeric", month: "short" }));

/** Returns the days from one local date to another, however long the days between them are. */
function daysBetween(from: Date, to: Date): number {
  const startOf = (date: Date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return (startOf(to) - startOf(from)) / DAY_MS;
}

/** Returns a time in the future as people say it: `today at 08:04`, `tomorrow at 08:04`, `3 Dec at 08:04`. */
export function formatComingTime(iso: string, nowMs: number): string {
  const days = daysBetween(new Date(nowMs), new Date(iso));
  return days === 0 || days === 1
    ? t().nearDayAt(relativeDays(locale()).format(days, "day"), formatTime(iso))
    : t().dateAt(dates(locale()).format(new Date(iso)), formatTime(iso));
}
