import { expect, test } from "bun:test";
import fc from "fast-check";
import { gridStep, rowLengths } from "./grid-step.ts";

const ROWS = [3, 3, 2];

test("arrow keys go through a row and on into the next", () => {
  expect(gridStep(ROWS, { row: 0, column: 0 }, "ArrowRight", false)).toEqual({ row: 0, column: 1 });
  expect(gridStep(ROWS, { row: 0, column: 2 }, "ArrowRight", false)).toEqual({ row: 1, column: 0 });
  expect(gridStep(ROWS, { row: 1, column: 0 }, "ArrowLeft", false)).toEqual({ row: 0, column: 2 });
  expect(gridStep(ROWS, { row: 1, column: 2 }, "ArrowDown", false)).toEqual({ row: 2, column: 1 });
  expect(gridStep(ROWS, { row: 0, column: 1 }, "End", false)).toEqual({ row: 0, column: 2 });
});

test("in right-to-left text the left arrow goes forward and the right arrow back", () => {
  expect(gridStep(ROWS, { row: 0, column: 2 }, "ArrowLeft", true)).toEqual({ row: 1, column: 0 });
  expect(gridStep(ROWS, { row: 1, column: 0 }, "ArrowRight", true)).toEqual({ row: 0, column: 2 });
});

test("a key that would leave the grid, or any other key, leads nowhere", () => {
  expect(gridStep(ROWS, { row: 0, column: 0 }, "ArrowUp", false)).toBeUndefined();
  expect(gridStep(ROWS, { row: 0, column: 0 }, "ArrowLeft", false)).toBeUndefined();
  expect(gridStep(ROWS, { row: 2, column: 1 }, "ArrowRight", false)).toBeUndefined();
  expect(gridStep(ROWS, { row: 2, column: 0 }, "PageDown", false)).toBeUndefined();
  expect(gridStep(ROWS, { row: 0, column: 0 }, "x", false)).toBeUndefined();
});

test("every step ends on a cell, and the right arrow reverses the left one", () => {
  const grid = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 9 }));
  const key = fc.constantFrom("ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End");
  fc.assert(
    fc.property(grid, fc.nat(), key, fc.boolean(), ([count, columns], place, pressed, isRtl) => {
      const rows = rowLengths(count, columns);
      expect(rows.reduce((sum, length) => sum + length, 0)).toBe(count);
      const from = { row: Math.floor((place % count) / columns), column: (place % count) % columns };
      const to = gridStep(rows, from, pressed, isRtl);
      if (to === undefined) return;
      expect(to.column).toBeLessThan(rows[to.row] ?? 0);
      if (pressed === "ArrowLeft") expect(gridStep(rows, to, "ArrowRight", isRtl)).toEqual(from);
    }),
  );
});
