import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { packLanguage } from "../../build/emoji-pack.ts";
import { unpackEmoji } from "../emoji/emoji.ts";
import { createEmojiSearch } from "../emoji/emoji-search.ts";
import { completeEmoji, emojiByShortcode, shortcodeAt } from "./emoji-completions.ts";

const all = unpackEmoji(packLanguage("en"));
const texts = (query: string, options = {}) => completeEmoji(all, query, options).map(({ emoji }) => emoji.text);

describe("the shortcode at the caret", () => {
  const at = (text: string) => shortcodeAt(text, text.length);

  test("is a colon that begins a word and at least two letters", () => {
    expect(at(":fo")).toEqual({ from: 0, query: "fo", isClosed: false });
    expect(at("hello (:smi")).toEqual({ from: 7, query: "smi", isClosed: false });
    expect(at("a\n:+1:")).toEqual({ from: 2, query: "+1", isClosed: true });
    expect(at(":ねこ")).toEqual({ from: 0, query: "ねこ", isClosed: false });
  });

  test("is not a typed smiley, a time, an address or a single letter", () => {
    for (const text of [":f", ":)", ":-)", "at 10:30", "https://x", "a:bc", ":fo x", "::fo", ""]) {
      expect(at(text)).toBeUndefined();
    }
  });

  test("ends at the caret", () => {
    expect(shortcodeAt(":fox and more", 3)).toEqual({ from: 0, query: "fo", isClosed: false });
    expect(shortcodeAt(":fox", 0)).toBeUndefined();
  });

  test("has the right offset in any text", () => {
    const text = fc.string({ unit: fc.constantFrom(":", "a", "ß", " ", "\n", "(", "😀", "_", "9"), maxLength: 40 });
    fc.assert(
      fc.property(text, fc.nat(40), (written, place) => {
        const caret = Math.min(place, written.length);
        const found = shortcodeAt(written, caret);
        if (found === undefined) return;
        expect(written.slice(found.from, caret)).toBe(`:${found.query}${found.isClosed ? ":" : ""}`);
      }),
    );
  });
});

describe("completions of a shortcode", () => {
  test("begin with the exact one, then short ones, faces and people before signs", () => {
    expect(texts(":heart")[0]).toBe("❤️");
    expect(texts("fo")).toEqual(texts(":FO"));
    expect(texts("th").indexOf("👍")).toBeLessThan(texts("th").indexOf("3️⃣"));
    expect(texts("fox")[0]).toBe("🦊");
  });

  test("rank recently used emoji before others, but not before the exact one", () => {
    expect(texts("th", { recent: ["🌡️"] })[0]).toBe("🌡️");
    expect(texts("joy", { recent: ["🕹️"] }).slice(0, 2)).toEqual(["😂", "🕹️"]);
  });

  test("include emoji found by the reader's language when too few shortcodes match", () => {
    const german = unpackEmoji(packLanguage("de"));
    expect(completeEmoji(german, "katze", {})).toEqual([]);
    const found = completeEmoji(german, "katze", { search: createEmojiSearch(german), limit: 5 });
    expect(found.map(({ emoji }) => emoji.text)).toContain("🐈");
    expect(found).toHaveLength(5);
  });

  test("are at most as many as asked for, each emoji once, with a shortcode of its own", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...all),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 9 }),
        (one, cut, limit) => {
          const found = completeEmoji(all, (one.shortcodes[0] ?? "").slice(0, cut), { limit });
          expect(found.length).toBeLessThanOrEqual(limit);
          expect(new Set(found.map(({ emoji }) => emoji)).size).toBe(found.length);
          for (const { emoji, shortcode } of found) expect(emoji.shortcodes).toContain(shortcode);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("a closed shortcode means exactly one emoji", () => {
    expect(emojiByShortcode(all, "Tada")?.text).toBe("🎉");
    expect(emojiByShortcode(all, "tad")).toBeUndefined();
  });
});
