import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { completeMention, mentionAt } from "./mention-completions.ts";

const MEMBERS = ["BraveWolf", "Anna Müller", "Zoë", "Wolfgang", "Émile Zola", "عائشة", "ルカ", "quiet_otter"].map(
  (name) => ({
    name,
  }),
);
const names = (query: string, limit?: number) => completeMention(MEMBERS, query, limit).map(({ name }) => name);

describe("the mention at the caret", () => {
  test("is an at sign that begins a word and what follows it", () => {
    expect(mentionAt("@", 1)).toEqual({ from: 0, query: "" });
    expect(mentionAt("hi @bra", 7)).toEqual({ from: 3, query: "bra" });
    expect(mentionAt("hi @bra", 5)).toEqual({ from: 3, query: "b" });
  });

  test("M6: begins wherever one that calls may begin", () => {
    expect(mentionAt("確認お願い@太", 7)).toEqual({ from: 5, query: "太" });
    expect(mentionAt("よろしく@Ad", 7)).toEqual({ from: 4, query: "Ad" });
    expect(mentionAt("＠太", 2)).toEqual({ from: 0, query: "太" });
    expect(mentionAt("see:@a", 6)).toEqual({ from: 4, query: "a" });
    expect(mentionAt("❤️@a", 4)).toEqual({ from: 2, query: "a" });
    expect(mentionAt("@O’N", 4)).toEqual({ from: 0, query: "O’N" });
    expect(completeMention([{ name: "O'Neil" }], "O’N")).toHaveLength(1);
    expect(mentionAt("@Zoë@a", 6, () => MEMBERS)).toEqual({ from: 4, query: "a" });
    for (const text of ["x@a", "7@a", "x_@a", "é@a", "я@a"]) expect(mentionAt(text, text.length)).toBeUndefined();
  });

  test("is not a mail address, nor a mention that is already complete", () => {
    expect(mentionAt("me@home", 7)).toBeUndefined();
    expect(mentionAt("@anna and", 9)).toBeUndefined();
    expect(mentionAt("@@a", 3)).toBeUndefined();
  });
});

describe("the members that a mention may mean", () => {
  test("are found by the beginning of any word, first those whose whole name begins like this", () => {
    expect(names("wo")).toEqual(["Wolfgang", "BraveWolf"]);
    expect(names("otter")).toEqual(["quiet_otter"]);
    expect(names("mu")).toEqual(["Anna Müller"]);
    expect(names("rave")).toEqual([]);
  });

  test("are found whatever the case, accents or syllabary", () => {
    expect(names("zoe")).toEqual(["Zoë"]);
    expect(names("EMILE")).toEqual(["Émile Zola"]);
    expect(names("عا")).toEqual(["عائشة"]);
    expect(names("るか")).toEqual(["ルカ"]);
  });

  test("are all members before a letter is typed, as many as asked for", () => {
    expect(names("")).toHaveLength(MEMBERS.length);
    expect(names("", 3)).toEqual(["BraveWolf", "Anna Müller", "Zoë"]);
  });

  test("are never more after another letter is typed", () => {
    const name = fc.string({ unit: fc.constantFrom("a", "B", "é", "Ö", " ", "_", "7", "か", "カ", "ع"), maxLength: 8 });
    fc.assert(
      fc.property(fc.array(name, { maxLength: 8 }), name, name, (called, query, more) => {
        const members = called.map((each) => ({ name: each }));
        const found = new Set(completeMention(members, query));
        for (const member of completeMention(members, query + more)) expect(found.has(member)).toBe(true);
      }),
    );
  });
});
