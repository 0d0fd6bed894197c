import { expect, test } from "bun:test";
import fc from "fast-check";
import { positionPopover } from "./popover-position.ts";

const WISH = { width: 376, height: 432 };
const desk = { left: 0, top: 0, width: 1280, height: 800 };
const button = (left: number, top: number) => ({ left, top, width: 44, height: 44 });

test("a popover is above its button if there is room, else below", () => {
  expect(positionPopover(button(300, 740), WISH, desk, false)).toEqual({
    left: 300,
    top: 300,
    ...WISH,
    isSheet: false,
  });
  expect(positionPopover(button(300, 20), WISH, desk, false)).toEqual({ left: 300, top: 72, ...WISH, isSheet: false });
});

test("a popover is aligned to the edge where reading begins, or to the other if it would be cut off", () => {
  expect(positionPopover(button(1200, 740), WISH, desk, false).left).toBe(1200 + 44 - WISH.width);
  expect(positionPopover(button(700, 740), WISH, desk, true).left).toBe(700 + 44 - WISH.width);
  expect(positionPopover(button(20, 740), WISH, desk, true).left).toBe(20);
});

test("on a narrow screen it is a sheet along the bottom of the visible area, above the keyboard", () => {
  expect(positionPopover(button(10, 700), WISH, { left: 0, top: 0, width: 390, height: 780 }, false)).toEqual({
    left: 0,
    top: 348,
    width: 390,
    height: 432,
    isSheet: true,
  });
  const typing = positionPopover(button(10, 700), WISH, { left: 0, top: 100, width: 390, height: 380 }, false);
  expect(typing.top + typing.height).toBe(480);
});

test("all of a popover is always visible", () => {
  const size = fc.integer({ min: 200, max: 4000 });
  const place = fc.integer({ min: -100, max: 4000 });
  fc.assert(
    fc.property(size, size, place, place, fc.boolean(), (width, height, left, top, isRtl) => {
      const box = positionPopover(button(left, top), WISH, { left: 0, top: 0, width, height }, isRtl);
      expect(box.left).toBeGreaterThanOrEqual(0);
      expect(box.top).toBeGreaterThanOrEqual(0);
      expect(box.left + box.width).toBeLessThanOrEqual(width);
      expect(box.top + box.height).toBeLessThanOrEqual(height);
    }),
  );
});
