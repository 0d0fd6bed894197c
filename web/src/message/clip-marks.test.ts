import { expect, test } from "bun:test";
import { clipMarks } from "./clip-marks.ts";

const marks = (text: string) => [...text].filter((one) => /\p{M}/u.test(one)).length;

test("I8: of piled-up marks the first eight are shown, whatever stands between them", () => {
  expect(marks(clipMarks(`Z${"\u0301".repeat(60)}`))).toBe(8);
  expect(marks(clipMarks(`Z${"\u0335\u0489\u200d".repeat(30)}`))).toBe(8);
  for (const sign of ["\u200b", "\u2060", "\u00ad", "\u061c", "\u034f", "\ufe0f", "\u{e0061}"])
    expect(marks(clipMarks(`Z${`\u0301${sign}`.repeat(30)}`))).toBeLessThanOrEqual(16);
  const letters = `Z${"\u0340\u0316".repeat(30)}`.repeat(40);
  expect(marks(clipMarks(letters))).toBe(40 * 8);
  expect(clipMarks(letters).replace(/\p{M}/gu, "")).toBe("Z".repeat(40));
});

test("I8: no mark has a lower code than those that are looked for first", () => {
  const codes = Array.from({ length: 0x300 }, (_, code) => String.fromCodePoint(code));
  expect(codes.filter((one) => /[\p{Mn}\p{Me}]/u.test(one))).toEqual([]);
  expect(marks(clipMarks("\u0300".repeat(9)))).toBe(8);
});

test("I8: what people write stays whole", () => {
  for (const text of ["Nguyễn", "שָׁלוֹם", "مُحَمَّدٌ", "ཧྐྵྨླྺྼྻྂ", "ကျွန်ုပ်", "น้ำผึ้ง", "👩‍❤️‍👨 ❤️", "é\u0301"]) {
    expect(clipMarks(text)).toBe(text);
  }
});
