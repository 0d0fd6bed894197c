import { expect, test } from "bun:test";
import fc from "fast-check";
import { foldForSearch } from "./fold-for-search.ts";

test("case and accents make no difference", () => {
  expect(foldForSearch("Überrascht")).toBe(foldForSearch("uberrascht"));
  expect(foldForSearch("CORAZÓN")).toBe("corazon");
  expect(foldForSearch("Straße")).toBe("strasse");
  expect(foldForSearch("Søren")).toBe("soren");
});

test("Arabic vowel signs and forms of alif make no difference", () => {
  expect(foldForSearch("أحمر")).toBe(foldForSearch("احمر"));
  expect(foldForSearch("قَلْب")).toBe("قلب");
  expect(foldForSearch("وردة")).toBe(foldForSearch("ورده"));
});

test("katakana and hiragana make no difference, voiced signs do", () => {
  expect(foldForSearch("ネコ")).toBe("ねこ");
  expect(foldForSearch("ｶﾞ")).toBe("が");
  expect(foldForSearch("か")).not.toBe(foldForSearch("が"));
});

test("folding twice is folding once, and line breaks stay", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme", maxLength: 12 }), { maxLength: 5 }), (lines) => {
      const text = lines.map((line) => line.replaceAll("\n", " ")).join("\n");
      expect(foldForSearch(foldForSearch(text))).toBe(foldForSearch(text));
      expect(foldForSearch(text).split("\n").length).toBe(text.split("\n").length);
    }),
  );
});
