// What is found in a text: names that are called, and nothing but emoji.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { isCalled, mentionsIn } from "../room/mention.ts";
import { isLoneEmoji } from "./lone-emoji.ts";

const names = (text: string, ...all: string[]) =>
  mentionsIn(
    text,
    all.map((name) => ({ name })),
  ).flatMap(({ member }) => member?.name ?? []);

describe("I4: names that are called", () => {
  test("where a word begins, whatever their case, and whole", () => {
    expect(names("@Mira hello (@bo) and @MIRA!", "Mira", "Bo")).toEqual(["Mira", "Bo", "Mira"]);
    expect(names("@Miranda mira@Mira.org @ Mira", "Mira")).toEqual([]);
    expect(names("@Ada Lovelace, @Ada", "Ada", "Ada Lovelace")).toEqual(["Ada Lovelace", "Ada"]);
    expect(names("@Mira 2 came", "Mira", "Mira 2")).toEqual(["Mira 2"]);
    expect(names("@勇者", "勇者")).toEqual(["勇者"]);
    expect(isCalled("so, @BraveWolf?", "BraveWolf")).toBe(true);
    expect(isCalled("so, BraveWolf?", "BraveWolf")).toBe(false);
  });

  test("no letter of the text is lost or added", () => {
    const words = fc.array(fc.constantFrom("@", "@Mira", "@Mi", " ", "Mira", "😀", "@Ada Lovelace", "x", "\n"));
    fc.assert(
      fc.property(words, (parts) => {
        const text = parts.join("");
        const pieces = mentionsIn(text, [{ name: "Mira" }, { name: "Ada Lovelace" }, { name: "Mi" }]);
        expect(pieces.map((piece) => piece.text).join("")).toBe(text);
      }),
    );
  });
});

describe("H8: nothing but emoji", () => {
  test("one to three of any kind", () => {
    const kinds = ["😀", "❤️", "👍🏽", "✌🏽", "👨‍👩‍👧", "🇩🇪", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "1️⃣", "🏳️‍🌈", "🧑🏿‍🤝‍🧑🏻", "☕"];
    for (const emoji of kinds) {
      expect([emoji, isLoneEmoji(emoji)]).toEqual([emoji, true]);
      expect([emoji, isLoneEmoji(`${emoji}${emoji} ${emoji}\n`)]).toEqual([emoji, true]);
      expect([emoji, isLoneEmoji(emoji.repeat(4))]).toEqual([emoji, false]);
      expect([emoji, isLoneEmoji(`${emoji}!`)]).toEqual([emoji, false]);
    }
  });

  test("not digits, signs or nothing at all", () => {
    for (const text of ["", "123", "#", "©", "ok", "❤", "🇩", "12 😀"]) {
      expect([text, isLoneEmoji(text)]).toEqual([text, false]);
    }
  });
});
