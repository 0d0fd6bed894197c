import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { cleanLabel, foldName, isAvatar, nameProblem, titleProblem } from "./names.ts";
import { messageProblem } from "./text.ts";

/** A flag of tags: a black flag, the letters of its region, and the end. */
const flagOf = (region: string) =>
  `🏴${[...region].map((letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join("")}\u{e007f}`;

describe("names", () => {
  const good = [
    "A",
    "Ann Lee",
    "x".repeat(32),
    "😀".repeat(32),
    "José",
    "한글",
    "می‌خواهم",
    "👩‍👩‍👧",
    "❤️",
    "🇫🇷",
    "Nguyễn Thị Ngọc",
    "ម៉ៅ សុខា",
    "ကျွန်ုပ်",
    "བསྒྲུབས",
    "שָׁלוֹם",
    "مُحَمَّد",
    "น้ำผึ้ง",
    "#1",
    "...",
    "constructor",
    "<b>",
  ];
  test.each(good)("I3: %p is a name", (name) => expect(nameProblem(cleanLabel(name))).toBeUndefined());

  const bad: [name: string, why: string][] = [
    ["", "has no visible characters"],
    ["  \t ", "has no visible characters"],
    ["\u200b", "has no visible characters"],
    ["\u3164\u115f", "has no visible characters"],
    ["\u2800", "has no visible characters"],
    ["\ufe0f\u200d", "has no visible characters"],
    ["\u0301", "has no visible characters"],
    ["\ufffc\u{1d159}\u{13441}", "has no visible characters"],
    [`Z${"\u0301".repeat(31)}`, "has too many marks on one letter"],
    ["A\u0332\u0333\u0338\u20dd\u20de", "has too many marks on one letter"],
    ["Z\u0301\u0301\u0302\u200d\u0303\u200c\ufe0f\u0304", "has too many marks on one letter"],
    ["\u0e19\u0e49\u0e49\u0e49\u0e49\u0e49", "has too many marks on one letter"],
    ["x".repeat(33), "is longer than 32 characters"],
    ["😀".repeat(33), "is longer than 32 characters"],
    ["a\ud800", "is not valid Unicode"],
    ["\udc00a", "is not valid Unicode"],
  ];
  test.each(bad)("I3: %j is none: %s", (name, why) => expect(nameProblem(cleanLabel(name))).toBe(why));

  const unsafe =
    "\u0000 \u0007 \u001b \u007f \u0085 \u00ad \u034f \u061c \u115f \u17b4 \u180b \u180e \u200b \u200e \u200f \u2028 " +
    "\u2029 \u202a \u202e \u2060 \u2066 \u2069 \u206f \u3164 \ufe00 \ufeff \uffa0 \ufffb \u{1bca0} \u{1d173} \u{e0001} \u{e0041} " +
    "\u070f \u2800 \ufffc \u{16fe4} \u{1d159} \u{13430} \u{13441} \ufdd0 \u{1ffff}";
  test.each(unsafe.split(" "))("I3: a name with %j inside is refused, not mended", (sign) => {
    expect(nameProblem(cleanLabel(`A${sign}nn`))).toBe("has control or invisible characters");
  });

  test("I3: a flag that is spelled with tags is seen, and other tags are refused", () => {
    for (const flag of ["eng", "sct", "wls"].map((part) => flagOf(`gb${part}`))) {
      expect(nameProblem(`Ann ${flag}`)).toBeUndefined();
      expect(titleProblem(flag)).toBeUndefined();
    }
    for (const name of [flagOf("usca"), flagOf("gbengx"), "🏴\u{e0067}\u{e0062}", "Ann\u{e007f}"])
      expect(nameProblem(name)).toBe("has control or invisible characters");
  });

  test("I3: cleaning trims, folds inner spaces to one and composes, and nothing else", () => {
    expect(cleanLabel("  Ann   Lee \n")).toBe("Ann Lee");
    expect(cleanLabel("Jose\u0301")).toBe("José");
    expect(cleanLabel("Ａｎｎ")).toBe("Ａｎｎ");
    expect(cleanLabel("a\tb")).toBe("a\tb");
    for (const blank of "\u00a0\u1680\u2000\u2003\u2007\u200a\u202f\u205f\u3000") {
      expect(cleanLabel(`${blank}Ann${blank} ${blank}Lee${blank}`)).toBe("Ann Lee");
    }
  });

  test("I4: names that fold alike are one name", () => {
    const same = ["Ann", "ANN", "ａｎｎ", "a\u200dnn", "ann\ufe0f", "𝐀nn"];
    expect(new Set(same.map(foldName)).size).toBe(1);
    expect(foldName("Anne")).not.toBe(foldName("Ann"));
    const alike = [
      ["Ada Lovelace", "ada\u3000 lovelace", "\u200dAda \u200d\u00a0Lovelace\ue000", "ADA\u2009LOVELACE "],
      ["Straße", "STRASSE"],
      ["ΟΔΟΣ", "οδος", "οδοσ"],
    ];
    for (const names of alike) expect([names, new Set(names.map(foldName)).size]).toEqual([names, 1]);
    expect(foldName("AdaLovelace")).not.toBe(foldName("Ada Lovelace"));
  });

  test("I3: cleaning twice changes nothing more, and a problem is never the text itself", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (text) => {
        const clean = cleanLabel(text);
        expect(cleanLabel(clean)).toBe(clean);
        const problem = nameProblem(clean) ?? titleProblem(clean) ?? messageProblem(clean, 10) ?? "";
        expect(problem.length).toBeLessThanOrEqual(36);
      }),
    );
  });
});

test("R10: a title may be empty, has 80 characters at most and nothing invisible", () => {
  expect(titleProblem("")).toBeUndefined();
  expect(titleProblem("😀".repeat(80))).toBeUndefined();
  expect(titleProblem("x".repeat(81))).toBe("is longer than 80 characters");
  expect(titleProblem("a\u202eb")).toBe("has control or invisible characters");
  expect(titleProblem("\u200d\ufe0f")).toBe("has no visible characters");
  expect(titleProblem(`T${"\u0335".repeat(9)}`)).toBe("has too many marks on one letter");
  expect(cleanLabel("Tea\u00a0\u2003time\u3000")).toBe("Tea time");
});

test("I1: an avatar is a short word, never an address", () => {
  for (const avatar of ["fox", "fox-2"]) expect(isAvatar(avatar)).toBe(true);
  for (const avatar of ["", "Fox", "2", "../fox", "a:b", "fox\n", "x".repeat(25)]) expect(isAvatar(avatar)).toBe(false);
});
