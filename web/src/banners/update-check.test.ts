// Which page is a newer client's.
import { expect, test } from "bun:test";
import { namesAll } from "./update-check.ts";

test("S2: a page that names other scripts than those that run is a newer client's", () => {
  const page = '<script src="./assets/begin-a.js"></script><script src="./assets/index-b.js"></script>';
  expect(namesAll(page, ["./assets/begin-a.js", "./assets/index-b.js"])).toBe(true);
  expect(namesAll(page, ["./assets/begin-a.js", "./assets/index-c.js"])).toBe(false);
});
