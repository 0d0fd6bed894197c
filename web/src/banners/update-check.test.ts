import { expect, test } from "bun:test";
import { namesAllScripts } from "./update-check.ts";

test("S2: a page that names other scripts than the running ones belongs to a newer client", () => {
  const page = '<script src="./assets/begin-a.js"></script><script src="./assets/index-b.js"></script>';
  expect(namesAllScripts(page, ["./assets/begin-a.js", "./assets/index-b.js"])).toBe(true);
  expect(namesAllScripts(page, ["./assets/begin-a.js", "./assets/index-c.js"])).toBe(false);
});
