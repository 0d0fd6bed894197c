// The curves of the benchmark of growth: a plot for each of what grows.
import type { Result } from "../harness/result.ts";
import type { Dimension } from "../measures/growth/dimension.ts";
import { DIMENSIONS, pointsOf } from "../measures/growth.ts";
import { drawSvgCurves } from "./svg-curves.ts";

function drawGrowth(dimension: Dimension, results: readonly Result[]): string | undefined {
  const curves = dimension.quantities.flatMap(({ label, unit }) => {
    const points = pointsOf(results, dimension, label).map(([size, { median: cost }]) => ({ size, cost }));
    return points.length < 2 ? [] : [{ title: label, unit, points }];
  });
  return curves.length === 0 ? undefined : drawSvgCurves(`More ${dimension.name}`, curves);
}

export const GROWTH_PLOTS = DIMENSIONS.map((dimension) => ({
  file: `bench-growth-${dimension.name.replaceAll(" ", "-")}.svg`,
  alt: `How cost grows with more ${dimension.name}`,
  draw: (results: readonly Result[]) => drawGrowth(dimension, results),
}));
