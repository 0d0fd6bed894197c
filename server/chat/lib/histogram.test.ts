import { expect, test } from "bun:test";
import { Histogram } from "./histogram.ts";

test("N31: a duration counts in its own bucket and in every larger one", () => {
  const histogram = new Histogram();
  for (const seconds of [0, 0.001, 0.0011, 0.3, 7]) histogram.observe(seconds);
  expect(histogram.cumulativeCounts()).toEqual([2, 3, 3, 3, 3, 3, 3, 3, 4, 4, 4, 5]);
  expect(histogram.sum).toBeCloseTo(7.3021, 10);
});

test("N31: an empty histogram has a count for each bound and one for all", () => {
  expect(new Histogram().cumulativeCounts()).toEqual(new Array(Histogram.bounds.length + 1).fill(0));
});
