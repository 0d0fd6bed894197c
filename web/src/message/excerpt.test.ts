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

test("F38: says which files came with a message, and its text after that", () => {
  const picture = { id: "1", name: "a.png", type: "image/png", bytes: 3, url: "x" };
  expect(excerptOf("", [picture])).toBe("sent a picture");
  expect(excerptOf("*Our* garden", [picture, picture])).toBe("sent 2 pictures: Our garden");
  expect(excerptOf("", [picture, { ...picture, type: "application/pdf" }])).toBe("sent 2 files");
  expect(excerptOf("words", [])).toBe("words");
});
