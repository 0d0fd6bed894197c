// Figures as benchmarks give them: the median of several with their range, and how they are written down.

export type Spread = { readonly median: number; readonly least: number; readonly most: number };

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Of those that are known; undefined where none is. */
export function spread(values: readonly number[]): Spread | undefined {
  const known = values.filter(Number.isFinite);
  if (known.length === 0) return undefined;
  return { median: median(known), least: Math.min(...known), most: Math.max(...known) };
}

/** Three significant digits, thousands apart. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return "-";
  const size = Math.abs(value);
  if (size >= 1000) {
    const step = 10 ** (Math.floor(Math.log10(size)) - 2);
    return (Math.round(value / step) * step).toLocaleString("en", { maximumFractionDigits: 0 });
  }
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 3;
  return value.toLocaleString("en", { maximumFractionDigits: digits });
}

/** "median (least to most)" */
export function shown(one: Spread | undefined): string {
  if (one === undefined) return "-";
  if (one.least === one.most) return short(one.median);
  return `${short(one.median)} (${short(one.least)} to ${short(one.most)})`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, head.map(() => ""), ...rows];
  const widths = head.map((_, column) => Math.max(3, ...all.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[], fill = " ") =>
    `| ${widths.map((width, column) => (row[column] ?? "").padEnd(width, fill)).join(" | ")} |`;
  return [line(head), line([], "-"), ...rows.map((row) => line(row))].join("\n");
}
