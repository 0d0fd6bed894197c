// Computes which rows of a long list are in the page: those in view and some around them.
import type { RowHeights } from "./row-heights.ts";

/** Places in the list; `to` is excluded. */
export type VisibleRange = { readonly from: number; readonly to: number };

export const NO_ROWS: VisibleRange = { from: 0, to: 0 };

/** Returns the rows between two offsets in px. */
export function rangeBetween(heights: RowHeights, top: number, bottom: number): VisibleRange {
  if (heights.length === 0) return NO_ROWS;
  return { from: heights.placeAt(top), to: heights.placeAt(Math.max(top, bottom)) + 1 };
}

/**
 * Returns the range after the view has moved: at least one margin around the view and at most two, so that a row that
 * came into the page stays for a while. All in px.
 */
export function nextVisibleRange(
  heights: RowHeights,
  before: VisibleRange,
  view: { readonly top: number; readonly bottom: number },
  margin: number,
): VisibleRange {
  const smallest = rangeBetween(heights, view.top - margin, view.bottom + margin);
  // After a jump, no row of the old range is of use.
  if (before.to <= smallest.from || before.from >= smallest.to) return smallest;
  const largest = rangeBetween(heights, view.top - 2 * margin, view.bottom + 2 * margin);
  const from = Math.max(largest.from, Math.min(before.from, smallest.from));
  const to = Math.min(largest.to, Math.max(before.to, smallest.to));
  return from === before.from && to === before.to ? before : { from, to };
}
