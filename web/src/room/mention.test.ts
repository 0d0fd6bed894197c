import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { isMentioned, splitMentions } from "./mention.ts";

const names = (text: string, ...all: string[]) =>
  splitMentions(
    text,
    all.map((name) => ({ name })),
  ).flatMap(({ member }) => member?.name ?? []);

describe("I4: mentions", () => {
  test("are found where a word begins, in any case, and only as a whole name", () => {
    expect(names("@Mira hello (@bo) and @MIRA!", "Mira", "Bo")).toEqual(["Mira", "Bo", "Mira"]);
    expect(names("@Miranda mira@Mira.org @ Mira", "Mira")).toEqual([]);
    expect(names("@Ada Lovelace, @Ada", "Ada", "Ada Lovelace")).toEqual(["Ada Lovelace", "Ada"]);
    expect(names("@Mira 2 came", "Mira", "Mira 2")).toEqual(["Mira 2"]);
    expect(names("@勇者", "勇者")).toEqual(["勇者"]);
    expect(isMentioned("so, @BraveWolf?", "BraveWolf")).toBe(true);
    expect(isMentioned("so, BraveWolf?", "BraveWolf")).toBe(false);
  });

  test("are split out without losing or adding a letter", () => {
    const parts = fc.array(fc.constantFrom("@", "@Mira", "@Mi", " ", "Mira", "😀", "@Ada Lovelace", "x", "\n"));
    fc.assert(
      fc.property(parts, (chosen) => {
        const text = chosen.join("");
        const pieces = splitMentions(text, [{ name: "Mira" }, { name: "Ada Lovelace" }, { name: "Mi" }]);
        expect(pieces.map((piece) => piece.text).join("")).toBe(text);
      }),
    );
  });
});
