import { expect, test } from "bun:test";
import { codeMatcher, isSpacedWord, isUnspaced, isWord } from "./scripts.ts";

test("M4: a pattern is asked once for each character, and answers the same from then on", () => {
  let asked = 0;
  const pattern = /[\p{L}\u{1f600}]/u;
  const counted = Object.assign(Object.create(pattern), { test: (text: string) => ++asked > 0 && pattern.test(text) });
  const matches = codeMatcher(counted);
  const codes = [0x41, 0xe9, 0x3042, 0x30fb, 0x1f600, 0x1f601, 0x10ffff, 0xd800];
  for (let time = 0; time < 3; time++) {
    expect(codes.map(matches)).toEqual([true, true, true, false, true, false, false, false]);
  }
  expect([matches(Number.NaN), asked]).toEqual([false, codes.length]);
});

test("M2, M6: letters of scripts with and without spaces are told apart", () => {
  const codes = [..."aéあ漢한ก_٣ेअ。!"].map((sign) => sign.codePointAt(0) ?? 0);
  const text = (is: (code: number) => boolean) => String.fromCodePoint(...codes.filter(is));
  expect([text(isWord), text(isUnspaced), text(isSpacedWord)]).toEqual(["aéあ漢한ก_٣ेअ", "あ漢한ก", "aé_٣ेअ"]);
});
