// Where rows stand and which are in the page, against plain sums.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Heights } from "./row-heights.ts";
import { NO_ROWS, nextSpan, spanOf } from "./visible-range.ts";

const ESTIMATE = 40;

/** What Heights should be: every sum made anew. */
class Model {
  keys: number[] = [];
  readonly measured = new Map<number, number>();

  height(place: number): number {
    return this.measured.get(this.keys[place] ?? -1) ?? ESTIMATE;
  }

  offset(place: number): number {
    return this.keys.slice(0, Math.max(0, place)).reduce((sum, _, at) => sum + this.height(at), 0);
  }

  at(offset: number): number {
    const covering = this.keys.findLastIndex((_, place) => this.offset(place) <= offset);
    return Math.max(Math.min(0, this.keys.length - 1), covering);
  }
}

type Step =
  | { is: "append" | "prepend" | "cut" | "fresh"; count: number }
  | { is: "measure"; share: number; height: number };
const count = fc.integer({ min: 0, max: 30 });
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ is: fc.constantFrom("append" as const, "prepend" as const, "cut" as const, "fresh" as const), count }),
    fc.record({
      is: fc.constant("measure" as const),
      share: fc.double({ min: 0, max: 0.999, noNaN: true }),
      height: fc.integer({ min: 1, max: 300 }),
    }),
  ),
  { maxLength: 40 },
);

const row = (from: number, count: number) => Array.from({ length: count }, (_, at) => from + at);

function keysAfter(keys: number[], step: Exclude<Step, { is: "measure" }>): number[] {
  if (step.is === "append") return [...keys, ...row((keys.at(-1) ?? 5000) + 1, step.count)];
  if (step.is === "prepend") return [...row((keys[0] ?? 5001) - step.count, step.count), ...keys];
  if (step.is === "cut") return keys.slice(step.count);
  return row(9000, step.count);
}

function built(plan: readonly Step[]): { heights: Heights; model: Model } {
  const heights = new Heights();
  const model = new Model();
  for (const step of plan) {
    if (step.is === "measure") {
      const place = Math.floor(step.share * model.keys.length);
      const key = model.keys[place];
      const isNews = heights.measure(place, step.height);
      expect(isNews).toBe(key !== undefined && model.height(place) !== step.height);
      if (key !== undefined) model.measured.set(key, step.height);
    } else {
      model.keys = keysAfter(model.keys, step);
      heights.follow(
        model.keys.length,
        (place) => model.keys[place] ?? Number.NaN,
        () => ESTIMATE,
      );
      for (const key of model.measured.keys()) if (!model.keys.includes(key)) model.measured.delete(key);
    }
  }
  return { heights, model };
}

const offsets = fc.integer({ min: -500, max: 12_000 });

describe("where rows stand", () => {
  test("H3: whatever comes, goes or is measured, offsets are the sums of the heights", () => {
    fc.assert(
      fc.property(steps, offsets, (plan, offset) => {
        const { heights, model } = built(plan);
        expect(heights.length).toBe(model.keys.length);
        expect(heights.at(offset)).toBe(model.at(offset));
        for (let place = 0; place <= model.keys.length; place++)
          expect(heights.offset(place)).toBe(model.offset(place));
        expect(heights.total).toBe(model.offset(model.keys.length));
      }),
    );
  });
});

describe("which rows are in the page", () => {
  const view = fc.record({ top: offsets, height: fc.integer({ min: 1, max: 900 }) });

  test("H3: every row that is seen is in the page, with a margin around it and never more than two", () => {
    fc.assert(
      fc.property(steps, fc.array(view, { minLength: 1, maxLength: 8 }), (plan, views) => {
        const { heights, model } = built(plan);
        const margin = 200;
        let span = NO_ROWS;
        for (const { top, height } of views) {
          const bottom = top + height;
          span = nextSpan(heights, span, { top, bottom }, margin);
          for (const [place] of model.keys.entries()) {
            const begin = model.offset(place);
            const end = begin + model.height(place);
            const isIn = place >= span.from && place < span.to;
            if (begin < bottom + margin && end > top - margin) expect(isIn).toBe(true);
            const isFar = begin > bottom + 2 * margin || end < top - 2 * margin;
            const isEdge = place === model.at(top - 2 * margin) || place === model.at(bottom + 2 * margin);
            if (isFar && !isEdge) expect(isIn).toBe(false);
          }
        }
      }),
    );
  });

  test("H3: a view that moves a little changes no row", () => {
    const heights = new Heights();
    heights.follow(
      10_000,
      (place) => place + 1,
      () => ESTIMATE,
    );
    const first = nextSpan(heights, NO_ROWS, { top: 20_000, bottom: 20_800 }, 800);
    expect(first.to - first.from).toBeLessThan(70);
    // Scrolled down and back: nothing comes that was there.
    const down = nextSpan(heights, first, { top: 20_400, bottom: 21_200 }, 800);
    expect(down.from).toBe(first.from);
    expect(nextSpan(heights, down, { top: 20_000, bottom: 20_800 }, 800)).toBe(down);
    expect(nextSpan(heights, down, { top: 399_000, bottom: 400_000 }, 800)).toEqual({ from: 9955, to: 10_000 });
  });

  test("H3: no rows, no span", () => {
    expect(spanOf(new Heights(), 0, 100)).toEqual(NO_ROWS);
    expect(nextSpan(new Heights(), { from: 3, to: 9 }, { top: 0, bottom: 100 }, 10)).toEqual(NO_ROWS);
  });
});
