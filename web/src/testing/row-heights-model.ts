// Contains a simple model of RowHeights, to compare with it in tests.
import { expect } from "bun:test";
import fc from "fast-check";
import { RowHeights } from "../transcript/scrolling/row-heights.ts";

export const ESTIMATE = 40;

/** What RowHeights should answer: every sum is computed anew. */
class RowHeightsModel {
  keys: number[] = [];
  readonly measured = new Map<number, number>();

  height(place: number): number {
    return this.measured.get(this.keys[place] ?? -1) ?? ESTIMATE;
  }

  offsetOf(place: number): number {
    return this.keys.slice(0, Math.max(0, place)).reduce((sum, _, index) => sum + this.height(index), 0);
  }

  placeAt(offset: number): number {
    const covering = this.keys.findLastIndex((_, place) => this.offsetOf(place) <= offset);
    return Math.max(Math.min(0, this.keys.length - 1), covering);
  }
}

export type Step =
  | { is: "append" | "prepend" | "cut" | "replace"; count: number }
  | { is: "measure"; share: number; height: number };
const count = fc.integer({ min: 0, max: 30 });
/** Generates any history of a list: rows that come, go and are measured. */
export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({
      is: fc.constantFrom("append" as const, "prepend" as const, "cut" as const, "replace" as const),
      count,
    }),
    fc.record({
      is: fc.constant("measure" as const),
      share: fc.double({ min: 0, max: 0.999, noNaN: true }),
      height: fc.integer({ min: 1, max: 300 }),
    }),
  ),
  { maxLength: 40 },
);

const keysFrom = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);

function keysAfter(keys: number[], step: Exclude<Step, { is: "measure" }>): number[] {
  if (step.is === "append") return [...keys, ...keysFrom((keys.at(-1) ?? 5000) + 1, step.count)];
  if (step.is === "prepend") return [...keysFrom((keys[0] ?? 5001) - step.count, step.count), ...keys];
  if (step.is === "cut") return keys.slice(step.count);
  return keysFrom(9000, step.count);
}

/** Runs the steps on both; `measure` must answer what the model says. */
export function runSteps(plan: readonly Step[]): { heights: RowHeights; model: RowHeightsModel } {
  const heights = new RowHeights();
  const model = new RowHeightsModel();
  for (const step of plan) {
    if (step.is === "measure") {
      const place = Math.floor(step.share * model.keys.length);
      const key = model.keys[place];
      const isChanged = heights.measure(place, step.height);
      expect(isChanged).toBe(key !== undefined && model.height(place) !== step.height);
      if (key !== undefined) model.measured.set(key, step.height);
    } else {
      model.keys = keysAfter(model.keys, step);
      heights.setRows(
        model.keys.length,
        (place) => model.keys[place] ?? Number.NaN,
        () => ESTIMATE,
      );
      for (const key of model.measured.keys()) if (!model.keys.includes(key)) model.measured.delete(key);
    }
  }
  return { heights, model };
}

export const offsets = fc.integer({ min: -500, max: 12_000 });
