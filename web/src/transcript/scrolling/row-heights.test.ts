import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { ESTIMATE, offsets, runSteps, steps } from "../../testing/row-heights-model.ts";
import { RowHeights } from "./row-heights.ts";

describe("the offsets of rows", () => {
  test("H3: are the sums of the heights, whatever comes, goes or is measured", () => {
    fc.assert(
      fc.property(steps, offsets, (plan, offset) => {
        const { heights, model } = runSteps(plan);
        expect(heights.length).toBe(model.keys.length);
        expect(heights.placeAt(offset)).toBe(model.placeAt(offset));
        for (let place = 0; place <= model.keys.length; place++)
          expect(heights.offsetOf(place)).toBe(model.offsetOf(place));
        expect(heights.total).toBe(model.offsetOf(model.keys.length));
      }),
    );
  });

  test("H3: are estimated once for each row, also where the oldest rows are dropped", () => {
    const heights = new RowHeights();
    const estimated: number[] = [];
    const setRows = (from: number, to: number) =>
      heights.setRows(
        to - from,
        (place) => from + place,
        (place) => {
          estimated.push(from + place);
          return ESTIMATE;
        },
      );
    setRows(1, 1_001);
    heights.measure(500, ESTIMATE * 3);
    setRows(129, 1_131);
    expect(estimated).toEqual(Array.from({ length: 1_130 }, (_, at) => at + 1));
    expect(heights.offsetOf(500 - 128 + 1) - heights.offsetOf(500 - 128)).toBe(ESTIMATE * 3);
  });
});
