import { memoizeByLocale } from "../i18n/plural.ts";
import { locale } from "../i18n/t.ts";

const UNITS = ["kilobyte", "megabyte", "gigabyte"] as const;
const STEP = 1024;

const formats = memoizeByLocale((tag) =>
  UNITS.map((unit) => new Intl.NumberFormat(tag, { style: "unit", unit, maximumSignificantDigits: 3 })),
);

/** Returns a size in the largest unit of which it has one: `0 kB`, `3.4 kB`, `256 MB`. */
export function formatBytes(bytes: number): string {
  const kilobytes = bytes / STEP;
  const step = kilobytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(kilobytes) / Math.log2(STEP)));
  return formats(locale())[step]?.format(kilobytes / STEP ** step) ?? "";
}
