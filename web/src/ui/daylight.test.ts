import { expect, test } from "bun:test";
import { daylightAt } from "./daylight.ts";

test("the lobby's daylight is full at dawn, half over in the early afternoon, and zero through the night", () => {
  expect(daylightAt(5)).toBe(1);
  expect(daylightAt(6)).toBe(1);
  expect(daylightAt(13.5)).toBe(0.5);
  expect(daylightAt(21)).toBe(0);
  for (const hour of [22, 23.99, 0, 3, 4.9]) expect(daylightAt(hour)).toBe(0);
});
