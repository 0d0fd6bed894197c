import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { packLanguage } from "../../build/emoji-pack.ts";
import { unpackEmoji } from "./emoji.ts";
import { createEmojiSearch } from "./emoji-search.ts";

const english = unpackEmoji(packLanguage("en"));
const search = createEmojiSearch(english);
const texts = (query: string, find = search) => find(query).map(({ text }) => text);

describe("searching", () => {
  test("finds by the beginnings of words, in any order", () => {
    expect(texts("gri")).toContain("😀");
    expect(texts("face cat")).toContain("🐱");
    expect(texts("  FACE,  cat ").sort()).toEqual(texts("cat face").sort());
  });

  test("an emoji of that name comes first, and shortcodes are names too", () => {
    expect(texts("heart")[0]).toBe("❤️");
    expect(texts("tada")).toEqual(["🎉"]);
    expect(texts(":+1:")).toEqual(["👍"]);
    expect(texts("tears_of_joy")[0]).toBe("😂");
  });

  test("long words are found within others, short ones only at their beginning", () => {
    const german = createEmojiSearch(unpackEmoji(packLanguage("de")));
    expect(texts("gesicht", german)).toContain("🐱");
    expect(texts("ox")).not.toContain("🦊");
    expect(texts("überrascht", german)).toEqual(texts("UBERRASCHT", german));
  });

  test("each language searches by its own words and by the English shortcodes", () => {
    expect(texts("perro", createEmojiSearch(unpackEmoji(packLanguage("es"))))).toContain("🐶");
    const arabic = createEmojiSearch(unpackEmoji(packLanguage("ar")));
    expect(texts("قلب", arabic)).toContain("❤️");
    expect(texts("مصر", arabic)).toContain("🇪🇬");
    expect(texts("heart", arabic)).toContain("❤️");
    const japanese = createEmojiSearch(unpackEmoji(packLanguage("ja")));
    expect(texts("顔", japanese)).toContain("😀");
    expect(texts("ネコ", japanese)).toEqual(texts("ねこ", japanese));
  });

  test("nothing is found without words, or for words no emoji has", () => {
    expect(search("")).toEqual([]);
    expect(search(" ,:/ ")).toEqual([]);
    expect(search("xyzzy")).toEqual([]);
  });

  test("a further word in the query never finds more, and every emoji is found by its own name", () => {
    fc.assert(
      fc.property(fc.constantFrom(...english), fc.constantFrom(...english), ({ name }, other) => {
        const found = new Set(search(name));
        expect([...found].map((emoji) => emoji.name)).toContain(name);
        for (const emoji of search(`${name} ${other.name}`)) expect(found.has(emoji)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
