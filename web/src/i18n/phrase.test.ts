import { expect, test } from "bun:test";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { phrase } from "./phrase.ts";

test("elements stand where the language puts them in the sentence", () => {
  expect(phrase(en.timeLeft, "5 h")).toEqual(["", "5 h", " left"]);
  expect(phrase(de.timeLeft, "5 h")).toEqual(["noch ", "5 h", ""]);
});
