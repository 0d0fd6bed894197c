import { expect, test } from "bun:test";
import confusables from "unhomoglyph/data.json";
import { latinSkeleton } from "./latin-lookalikes.ts";

const isLatin = (text: string) => /^[A-Za-z]+$/.test(text);
const isPlain = (text: string) => text.normalize("NFKC").normalize("NFD") === text && /^[\p{L}\p{N}]$|^\|$/u.test(text);

test("U9: every letter and digit that Unicode confuses with a Latin letter is known without its whole table", () => {
  const expected = Object.entries(confusables).filter(([from, to]) => isPlain(from) && isLatin(to));
  expect(expected.length).toBeGreaterThan(300);
  expect(expected.map(([from]) => [from, latinSkeleton(from)])).toEqual(expected);
});

test("U9: nothing else is changed", () => {
  for (const text of ["Ada Lovelace", "ß", "日本", "שלום", "2", "é", "👍"]) {
    const others = [...text].filter((one) => !isLatin((confusables as Record<string, string>)[one] ?? ""));
    expect(latinSkeleton(others.join(""))).toBe(others.join(""));
  }
});
