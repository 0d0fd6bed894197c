// What a count looks like in a title.
import { expect, test } from "bun:test";
import { titleWithCount } from "./title-count.ts";

test("P5: the title says how much nobody has seen", () => {
  expect([0, 1, 99, 100, 250].map((count) => titleWithCount("Boat", count))).toEqual([
    "Boat",
    "(1) Boat",
    "(99) Boat",
    "(99+) Boat",
    "(99+) Boat",
  ]);
});
