import { expect, test } from "bun:test";
import { swipeOf, zoomAt } from "./picture-zoom.ts";

test("F41: what is under the pointer stays there while the picture is zoomed", () => {
  const point = { x: 100, y: -50 };
  const before = { scale: 2, x: 30, y: 10 };
  const after = zoomAt(before, 1.5, point);
  expect(after.scale).toBe(3);
  const shown = ({ scale, x, y }: typeof before) => [(point.x - x) / scale, (point.y - y) / scale];
  expect(shown(after)).toEqual(shown(before));
});

test("F41: zooming out ends with the whole picture in the middle, zooming in at eight times", () => {
  expect(zoomAt({ scale: 1.2, x: 40, y: 7 }, 0.5, { x: 9, y: 9 })).toEqual({ scale: 1, x: 0, y: 0 });
  expect(zoomAt({ scale: 7, x: 0, y: 0 }, 9, { x: 0, y: 0 }).scale).toBe(8);
});

test("F41: a swipe turns to the next picture, downwards it puts the viewer away", () => {
  expect(swipeOf(-100, 20)).toBe(1);
  expect(swipeOf(100, -20)).toBe(-1);
  expect(swipeOf(10, 100)).toBe("away");
  for (const [dx, dy] of [
    [20, 20],
    [0, -200],
  ] as const)
    expect(swipeOf(dx, dy)).toBeUndefined();
});
