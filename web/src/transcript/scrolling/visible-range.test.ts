import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { ESTIMATE, offsets, runSteps, steps } from "../../testing/row-heights-model.ts";
import { RowHeights } from "./row-heights.ts";
import { NO_ROWS, nextVisibleRange, rangeBetween } from "./visible-range.ts";

describe("the rows in the page", () => {
  const view = fc.record({ top: offsets, height: fc.integer({ min: 1, max: 900 }) });

  test("H3: include every row in view and one margin around it, and never more than two margins", () => {
    fc.assert(
      fc.property(steps, fc.array(view, { minLength: 1, maxLength: 8 }), (plan, views) => {
        const { heights, model } = runSteps(plan);
        const margin = 200;
        let range = NO_ROWS;
        for (const { top, height } of views) {
          const bottom = top + height;
          range = nextVisibleRange(heights, range, { top, bottom }, margin);
          for (const [place] of model.keys.entries()) {
            const begin = model.offsetOf(place);
            const end = begin + model.height(place);
            const isIn = place >= range.from && place < range.to;
            if (begin < bottom + margin && end > top - margin) expect(isIn).toBe(true);
            const isFar = begin > bottom + 2 * margin || end < top - 2 * margin;
            const isEdge = place === model.placeAt(top - 2 * margin) || place === model.placeAt(bottom + 2 * margin);
            if (isFar && !isEdge) expect(isIn).toBe(false);
          }
        }
      }),
    );
  });

  test("H3: stay the same when the view moves a little", () => {
    const heights = new RowHeights();
    heights.setRows(
      10_000,
      (place) => place + 1,
      () => ESTIMATE,
    );
    const first = nextVisibleRange(heights, NO_ROWS, { top: 20_000, bottom: 20_800 }, 800);
    expect(first.to - first.from).toBeLessThan(70);
    // Scrolling down and back adds no row that was there before.
    const down = nextVisibleRange(heights, first, { top: 20_400, bottom: 21_200 }, 800);
    expect(down.from).toBe(first.from);
    expect(nextVisibleRange(heights, down, { top: 20_000, bottom: 20_800 }, 800)).toBe(down);
    expect(nextVisibleRange(heights, down, { top: 399_000, bottom: 400_000 }, 800)).toEqual({ from: 9955, to: 10_000 });
  });

  test("H3: are none in an empty list", () => {
    expect(rangeBetween(new RowHeights(), 0, 100)).toEqual(NO_ROWS);
    expect(nextVisibleRange(new RowHeights(), { from: 3, to: 9 }, { top: 0, bottom: 100 }, 10)).toEqual(NO_ROWS);
  });
});
