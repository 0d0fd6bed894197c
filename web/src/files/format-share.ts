import { memoizeByLocale } from "../i18n/plural.ts";
import { locale } from "../i18n/t.ts";

const percents = memoizeByLocale((tag) => new Intl.NumberFormat(tag, { style: "percent" }));

/** Returns a part of a whole, from 0 to 1, in per cent: `45 %`. */
export const formatShare = (share: number): string => percents(locale()).format(Math.min(1, share));
