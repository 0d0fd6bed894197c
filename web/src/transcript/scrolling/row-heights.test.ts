import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { offsets, runSteps, steps } from "../../testing/row-heights-model.ts";

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
});
