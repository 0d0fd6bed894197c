// Statistics of benchmark figures, and how figures are written.

export type Spread = { readonly median: number; readonly least: number; readonly most: number };

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Returns median, minimum and maximum of the finite values; undefined if there are none. */
export function spread(values: readonly number[]): Spread | undefined {
  const known = values.filter(Number.isFinite);
  if (known.length === 0) return undefined;
  return { median: median(known), least: Math.min(...known), most: Math.max(...known) };
}

/** Returns a number with three significant digits and thousands separators. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return "-";
  const size = Math.abs(value);
  if (size >= 1000) {
    const step = 10 ** (Math.floor(Math.log10(size)) - 2);
    return (Math.round(value / step) * step).toLocaleString("en", { maximumFractionDigits: 0 });
  }
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 3;
  return value.toLocaleString("en", { maximumFractionDigits: digits });
}

/** Returns "median (minimum to maximum)". */
export function formatSpread(spread: Spread | undefined): string {
  if (spread === undefined) return "-";
  if (spread.least === spread.most) return formatNumber(spread.median);
  return `${formatNumber(spread.median)} (${formatNumber(spread.least)} to ${formatNumber(spread.most)})`;
}

/** Returns the 50th, 99th and 99.9th percentile; NaN if there are no values. */
export function percentiles(values: readonly number[]): [number, number, number] {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return [at(0.5), at(0.99), at(0.999)];
}
