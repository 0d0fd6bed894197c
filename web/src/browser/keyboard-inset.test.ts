import { expect, test } from "bun:test";
import { keyboardHeight } from "./keyboard-inset.ts";

test("a keyboard covers the height that the view lost", () => {
  expect(keyboardHeight(740, { height: 420, offsetTop: 0, scale: 1 })).toBe(320);
  expect(keyboardHeight(740, { height: 420.4, offsetTop: 100, scale: 1 })).toBe(320);
});

test("nothing is covered if the page is as high as the view, by a browser's own bar, or while zoomed in", () => {
  expect(keyboardHeight(420, { height: 420, offsetTop: 0, scale: 1 })).toBe(0);
  expect(keyboardHeight(740, { height: 684, offsetTop: 0, scale: 1 })).toBe(0);
  expect(keyboardHeight(740, { height: 370, offsetTop: 50, scale: 2 })).toBe(0);
});
