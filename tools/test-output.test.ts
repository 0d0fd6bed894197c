import { expect, test } from "bun:test";
import { parseTestOutput } from "./test-output.ts";

const OUTPUT = `bun test v1.4.4

web/e2e/talk.test.ts:
(pass) two people > they talk [12.03ms]
error: expect(received).toBe(expected)
Expected: 2
(pass) two people > at a second try (attempt 2) [3ms]
error: timed out
      at <anonymous> (talk.test.ts:7:1)
(fail) two people > never (attempt 3) [1s]
(fail) two people > never (attempt 3) [1s]

 2 pass
 1 fail
 1 error
 7 expect() calls
Ran 3 tests across 1 file. [1.00s]
`;

test("counts come from the runner's last lines", () => {
  expect(parseTestOutput(OUTPUT)).toMatchObject({ passed: 2, failed: 2 });
  expect(parseTestOutput("killed\n")).toEqual({ passed: 0, failed: 0, failures: [], retried: [], skipped: [] });
});

test("a failed test is named once, with what it printed and not what others did", () => {
  expect(parseTestOutput(OUTPUT).failures).toEqual([
    "two people > never\n    error: timed out\n          at <anonymous> (talk.test.ts:7:1)",
  ]);
});

test("a test that needed another try is named", () => {
  expect(parseTestOutput(OUTPUT).retried).toEqual(["two people > at a second try (passed at attempt 2)"]);
});

test("a skipped test is named", () => {
  expect(parseTestOutput("(skip) WebKit can't be installed > talk\n\n 0 pass\n 1 skip\n 0 fail\n").skipped).toEqual([
    "WebKit can't be installed > talk",
  ]);
});
