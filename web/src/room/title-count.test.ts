// Tests the number of unread messages in the page's title.
import { expect, test } from "bun:test";
import { titleWithCount } from "./title-count.ts";

test("P5: the title shows the number of unread messages", () => {
  expect([0, 1, 99, 100, 250].map((count) => titleWithCount("Boat", count))).toEqual([
    "Boat",
    "(1) Boat",
    "(99) Boat",
    "(99+) Boat",
    "(99+) Boat",
  ]);
});
