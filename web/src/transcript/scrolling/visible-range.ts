// Which rows of a long list are in the page: those that are seen and some around them. Pure.
import type { Heights } from "./row-heights.ts";

/** Places in the list; `to` is not included. */
export type Span = { readonly from: number; readonly to: number };

export const NO_ROWS: Span = { from: 0, to: 0 };

/** The rows between two offsets. */
export function spanOf(heights: Heights, top: number, bottom: number): Span {
  if (heights.length === 0) return NO_ROWS;
  return { from: heights.at(top), to: heights.at(Math.max(top, bottom)) + 1 };
}

/**
 * The span after the view has moved: at least a margin around what is seen, and at most two, so that a row that came
 * into the page stays for a while. All in px.
 */
export function nextSpan(
  heights: Heights,
  before: Span,
  view: { readonly top: number; readonly bottom: number },
  margin: number,
): Span {
  const least = spanOf(heights, view.top - margin, view.bottom + margin);
  // After a jump nothing of what was there is of use.
  if (before.to <= least.from || before.from >= least.to) return least;
  const most = spanOf(heights, view.top - 2 * margin, view.bottom + 2 * margin);
  const from = Math.max(most.from, Math.min(before.from, least.from));
  const to = Math.min(most.to, Math.max(before.to, least.to));
  return from === before.from && to === before.to ? before : { from, to };
}
