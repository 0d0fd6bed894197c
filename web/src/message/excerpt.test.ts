import { expect, test } from "bun:test";
import { excerptOf } from "./excerpt.ts";

test("I7: an excerpt ends between characters as people see them", () => {
  for (const last of ["🇩🇪", "👩‍👩‍👧", "👍🏽", "e\u0301", "😀"]) {
    const whole = "x".repeat(200 - [...last].length);
    expect(excerptOf(`${whole}${last}tail`)).toBe(whole + last);
    expect(excerptOf(`${whole}y${last}tail`)).toBe(`${whole}y`);
  }
  expect(excerptOf("short")).toBe("short");
});
