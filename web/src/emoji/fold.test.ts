import { expect, test } from "bun:test";
import fc from "fast-check";
import { fold } from "./fold.ts";

test("case and accents make no difference", () => {
  expect(fold("Überrascht")).toBe(fold("uberrascht"));
  expect(fold("CORAZÓN")).toBe("corazon");
  expect(fold("Straße")).toBe("strasse");
  expect(fold("Søren")).toBe("soren");
});

test("Arabic is looked for without vowel signs and forms of alif", () => {
  expect(fold("أحمر")).toBe(fold("احمر"));
  expect(fold("قَلْب")).toBe("قلب");
  expect(fold("وردة")).toBe(fold("ورده"));
});

test("katakana and hiragana are the same, and voiced signs stay", () => {
  expect(fold("ネコ")).toBe("ねこ");
  expect(fold("ｶﾞ")).toBe("が");
  expect(fold("か")).not.toBe(fold("が"));
});

test("folding twice is folding once, and lines stay lines", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme", maxLength: 12 }), { maxLength: 5 }), (lines) => {
      const text = lines.map((line) => line.replaceAll("\n", " ")).join("\n");
      expect(fold(fold(text))).toBe(fold(text));
      expect(fold(text).split("\n").length).toBe(text.split("\n").length);
    }),
  );
});
