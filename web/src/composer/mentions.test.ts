import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { mentionAt, mentions } from "./mentions.ts";

const MEMBERS = ["BraveWolf", "Anna Müller", "Zoë", "Wolfgang", "Émile Zola", "عائشة", "ルカ", "quiet_otter"].map(
  (name) => ({
    name,
  }),
);
const names = (query: string, limit?: number) => mentions(MEMBERS, query, limit).map(({ name }) => name);

describe("what is being written", () => {
  test("an at sign that begins a word, and what follows it", () => {
    expect(mentionAt("@", 1)).toEqual({ from: 0, query: "" });
    expect(mentionAt("hi @bra", 7)).toEqual({ from: 3, query: "bra" });
    expect(mentionAt("hi @bra", 5)).toEqual({ from: 3, query: "b" });
  });

  test("no address is one, and no mention that is done", () => {
    expect(mentionAt("me@home", 7)).toBeUndefined();
    expect(mentionAt("@anna and", 9)).toBeUndefined();
    expect(mentionAt("@@a", 3)).toBeUndefined();
  });
});

describe("members", () => {
  test("are found by the beginning of any word, those whose name begins so first", () => {
    expect(names("wo")).toEqual(["Wolfgang", "BraveWolf"]);
    expect(names("otter")).toEqual(["quiet_otter"]);
    expect(names("mu")).toEqual(["Anna Müller"]);
    expect(names("rave")).toEqual([]);
  });

  test("case, accents and syllabaries make no difference", () => {
    expect(names("zoe")).toEqual(["Zoë"]);
    expect(names("EMILE")).toEqual(["Émile Zola"]);
    expect(names("عا")).toEqual(["عائشة"]);
    expect(names("るか")).toEqual(["ルカ"]);
  });

  test("all are offered before anything is written, as many as asked for", () => {
    expect(names("")).toHaveLength(MEMBERS.length);
    expect(names("", 3)).toEqual(["BraveWolf", "Anna Müller", "Zoë"]);
  });

  test("a longer beginning never finds another member", () => {
    const name = fc.string({ unit: fc.constantFrom("a", "B", "é", "Ö", " ", "_", "7", "か", "カ", "ع"), maxLength: 8 });
    fc.assert(
      fc.property(fc.array(name, { maxLength: 8 }), name, name, (called, query, more) => {
        const members = called.map((each) => ({ name: each }));
        const found = new Set(mentions(members, query));
        for (const member of mentions(members, query + more)) expect(found.has(member)).toBe(true);
      }),
    );
  });
});
