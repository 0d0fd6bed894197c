import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { BUILD, LONGEST_E2E_TESTS, planUnits, ROOT, SLOW_SERVER_TESTS } from "./test-plan.ts";

const filesOf = (suite: Parameters<typeof planUnits>[0], names?: string[]) =>
  planUnits(suite, names).flatMap(({ command }) => command.filter((word) => /\.test\.tsx?$/.test(word)));

test("every test file runs once, and only once", () => {
  const patterns = ["tools", "server", "web/src", "web/build", "web/e2e"].map(
    (folder) => `${folder}/**/*.test.{ts,tsx}`,
  );
  const all = patterns.flatMap((pattern) => [...new Bun.Glob(pattern).scanSync(ROOT)]).map((path) => `./${path}`);
  expect(filesOf("all").toSorted()).toEqual(all.toSorted());
});

test("the check leaves out what is slow, what runs in a browser, and the build", () => {
  const checked = new Set(filesOf("check"));
  const left = filesOf("all").filter((path) => !checked.has(path));
  expect(left.filter((path) => !path.startsWith("./web/e2e/")).length).toBeGreaterThan(SLOW_SERVER_TESTS.length);
  expect(left.filter((path) => path.startsWith("./web/src/"))).toEqual([]);
  expect(planUnits("check")).not.toContain(BUILD);
});

test("names choose files, and a name that no file has chooses nothing", () => {
  expect(filesOf("e2e", ["composer"])).toEqual(["./web/e2e/composer.a11y.test.ts", "./web/e2e/composer.test.ts"]);
  expect(filesOf("server", ["token-bucket", "torn-log"])).toHaveLength(2);
  expect(planUnits("web", ["nothing-of-the-kind"])).toEqual([]);
});

test("what the plan lists is there", () => {
  const listed = [...SLOW_SERVER_TESTS, ...LONGEST_E2E_TESTS];
  expect(listed.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});
