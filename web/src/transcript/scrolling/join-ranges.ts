import type { VisibleRange } from "./visible-range.ts";

/** Returns both ranges in order, as one where they meet. */
export function joinRanges(one: VisibleRange, other: VisibleRange): readonly VisibleRange[] {
  const [first, second] = one.from <= other.from ? [one, other] : [other, one];
  return first.to < second.from ? [first, second] : [{ from: first.from, to: Math.max(first.to, second.to) }];
}
