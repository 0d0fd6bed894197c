import { afterEach, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { cutText } from "./cut-text.ts";
import { graphemesOf } from "./graphemes.ts";
import { countCharacters } from "./text.ts";

const segments = (text: string) => Array.from(graphemesOf(text), ({ segment }) => segment);
const { Segmenter } = Intl;
afterEach(() => void Object.assign(Intl, { Segmenter }));
const withoutSegmenter = () => void Object.assign(Intl, { Segmenter: undefined });

const CHARACTERS = [
  ...["a", "é", "e\u0301", "\r\n", "한", "\u1112\u1161\u11ab", "น้ำ", "क्", "z\u0335\u0336", "日", "\u200b"],
  ...["🇩🇪", "🇫🇷", "👍🏽", "❤️", "❤️‍🔥", "👩‍👩‍👧", "👩🏽‍🤝‍👨🏻", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "1️⃣", "🏳️‍🌈"],
];
const emoji = CHARACTERS.slice(11);

describe.each([["with", () => {}] as const, ["without", withoutSegmenter] as const])(
  "%s Intl.Segmenter",
  (_, prepare) => {
    test("I7: whatever is cut ends between characters as people see them", () => {
      prepare();
      const text = fc.array(fc.constantFrom("a", " ", "b", ...emoji), { maxLength: 12 });
      fc.assert(
        fc.property(text, fc.integer({ min: 0, max: 40 }), (characters, max) => {
          const cut = cutText(characters.join(""), max);
          expect(countCharacters(cut)).toBeLessThanOrEqual(max);
          const whole = characters.map((_, at) => characters.slice(0, at + 1).join(""));
          const fitting = whole.filter((beginning) => countCharacters(beginning) <= max);
          // Only a text whose first character doesn't fit keeps a part of it.
          if (fitting.length > 0 || max === 0) expect(cut).toBe(fitting.at(-1) ?? "");
        }),
      );
    });

    test("I7: every character is found, whatever it is made of", () => {
      prepare();
      for (const character of emoji) expect(segments(`a${character}b`)).toEqual(["a", character, "b"]);
      expect(segments("🇩🇪🇫🇷🇩")).toEqual(["🇩🇪", "🇫🇷", "🇩"]);
      for (const character of ["e\u0301", "\u1112\u1161\u11ab", "z\u0335\u0336", "स्त्री", "ক্ষ", "ខ្មែ"])
        expect(segments(character)).toHaveLength(1);
      expect(segments("").join("")).toBe("");
    });

    test("I7: nothing is lost or doubled", () => {
      prepare();
      const unit = fc.integer({ min: 0, max: 0x10ffff }).map((point) => String.fromCodePoint(point));
      fc.assert(fc.property(fc.string({ unit }), (text) => segments(text).join("") === text));
    });

    test("I7: of one character longer than all there is room for, whole parts remain", () => {
      prepare();
      expect(cutText("👩‍👩‍👧‍👦", 4)).toBe("👩‍👩");
      expect(cutText("👩🏽‍👩🏽‍👧🏽", 4)).toBe("👩🏽");
      expect(cutText(`Z${"\u0301".repeat(50)}`, 3)).toBe("Z\u0301\u0301");
      expect(cutText("🇩🇪🇫🇷", 3)).toBe("🇩🇪");
    });
  },
);
