import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { countCharacters, isWithin, messageProblem } from "./text.ts";

describe("messages", () => {
  test("H8: 1 to 4,000 characters, counted as code points", () => {
    for (const text of ["x", "x".repeat(4000), "😀".repeat(4000)]) expect(messageProblem(text)).toBeUndefined();
    for (const text of ["x".repeat(4001), "😀".repeat(4001)]) {
      expect(messageProblem(text)).toBe("is longer than 4000 characters");
    }
    expect(messageProblem("xxx", 2)).toBe("is longer than 2 characters");
  });

  test.each(["", " ", "\n\t", "\u200b", "\u00a0", "\u3164", "\u2800", "\u202e", "\ufffc"])(
    "H8: %j has nothing to see",
    (text) => {
      expect(messageProblem(text)).toBe("is empty");
    },
  );

  test("H8: line breaks, direction marks and emoji are part of text; lone surrogates are not", () => {
    expect(messageProblem("שלום\u200f, a\nb 👩‍👩‍👧")).toBeUndefined();
    expect(messageProblem("a\ud83d")).toBe("is not valid Unicode");
  });

  test("H8: characters are counted no further than needed", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), fc.nat(60), (text, max) => {
        expect(isWithin(text, max)).toBe([...text].length <= max);
        expect(countCharacters(text)).toBe([...text].length);
      }),
    );
  });
});
