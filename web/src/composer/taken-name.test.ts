import { expect, test } from "bun:test";
import { takenName } from "./taken-name.ts";

test("I11: a name with a number that nobody chose is told apart from any other name", () => {
  expect(takenName("Ada", "Ada 2", ["Bo", "ada"])).toBe("present");
  expect(takenName("Ada", "Ada 12", ["Bo"])).toBe("reserved");
  expect(takenName("Ada", "Ada", ["Bo"])).toBeUndefined();
  expect(takenName("Ada 2", "Ada 2", ["Ada"])).toBeUndefined();
});

test("I11: a new name that has not reached the room yet is not taken", () => {
  expect(takenName("Grace", "Ada 2", ["Ada"])).toBeUndefined();
  expect(takenName("Ada Lovelace", "Ada 2", ["Ada"])).toBeUndefined();
});

test("I11: a name that was cut to make room for its number is recognised", () => {
  const long = "a".repeat(32);
  expect(takenName(long, `${"a".repeat(30)} 2`, [long])).toBe("present");
});
