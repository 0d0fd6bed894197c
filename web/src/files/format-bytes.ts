import { memoizeByLocale } from "../i18n/plural.ts";
import { locale } from "../i18n/t.ts";

const UNITS = ["kilobyte", "megabyte", "gigabyte"] as const;
const STEP = 1024;

const formats = memoizeByLocale((tag) =>
  UNITS.map((unit) => new Intl.NumberFormat(tag, { style: "unit", unit, maximumSignificantDigits: 3 })),
);
const wholeBytes = memoizeByLocale(
  (tag) => new Intl.NumberFormat(tag, { style: "unit", unit: "byte", unitDisplay: "long" }),
);

/** Returns a size in the largest unit of which it has one: `12 bytes`, `3.4 kB`, `256 MB`; nothing is `0 kB`. */
export function formatBytes(bytes: number): string {
  if (bytes > 0 && bytes < STEP) return wholeBytes(locale()).format(bytes);
  const kilobytes = bytes / STEP;
  const step = kilobytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(kilobytes) / Math.log2(STEP)));
  return formats(locale())[step]?.format(kilobytes / STEP ** step) ?? "";
}

const percents = memoizeByLocale((tag) => new Intl.NumberFormat(tag, { style: "percent" }));

/** Returns a part of a whole, from 0 to 1, in per cent: `45%`. */
export const formatShare = (share: number): string => percents(locale()).format(Math.min(1, share));
