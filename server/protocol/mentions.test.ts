import { expect, test } from "bun:test";
import { mentionsInText } from "./mentions.ts";

test.each([
  ["@ADA hi", "Ada"],
  ["@Ａｄａ", "Ada"],
  ["@Zoe\u0308", "Zoë"],
  ["@O’Neil", "O'Neil"],
  ["@O'Neil", "O’Neil"],
  ["@❤", "❤\ufe0f"],
  ["@❤\ufe0f", "❤"],
])("H12: the name that is meant in %p may be %p", (text, name) => {
  expect(mentionsInText(text, ["a", "a", "b"], (id) => (id === "a" ? name : undefined))).toEqual(["a"]);
  expect(mentionsInText(text.replace("@", ""), ["a"], () => name)).toEqual([]);
});
