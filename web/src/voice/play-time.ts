import { memoizeByLocale } from "../i18n/plural.ts";
import { locale } from "../i18n/t.ts";

const numbers = memoizeByLocale((tag) => new Intl.NumberFormat(tag, { useGrouping: false }));
const twoDigits = memoizeByLocale((tag) => new Intl.NumberFormat(tag, { minimumIntegerDigits: 2 }));

/** Returns a place in a sound, or its length, as players show it: 0:07, 61:00. */
export function formatPlayTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${numbers(locale()).format(Math.floor(whole / 60))}:${twoDigits(locale()).format(whole % 60)}`;
}
