import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { packLanguage } from "../../build/emoji-pack.ts";
import { unpack } from "../emoji/emoji.ts";
import { makeSearch } from "../emoji/search.ts";
import { completions, emojiOf, shortcodeAt } from "./emoji-completions.ts";

const all = unpack(packLanguage("en"));
const texts = (query: string, options = {}) => completions(all, query, options).map(({ emoji }) => emoji.text);

describe("what is being written", () => {
  const at = (text: string) => shortcodeAt(text, text.length);

  test("a colon that begins a word, and two letters or more", () => {
    expect(at(":fo")).toEqual({ from: 0, query: "fo", isClosed: false });
    expect(at("hello (:smi")).toEqual({ from: 7, query: "smi", isClosed: false });
    expect(at("a\n:+1:")).toEqual({ from: 2, query: "+1", isClosed: true });
    expect(at(":ねこ")).toEqual({ from: 0, query: "ねこ", isClosed: false });
  });

  test("no face, time, address or single letter is one", () => {
    for (const text of [":f", ":)", ":-)", "at 10:30", "https://x", "a:bc", ":fo x", "::fo", ""]) {
      expect(at(text)).toBeUndefined();
    }
  });

  test("only what is before the caret counts", () => {
    expect(shortcodeAt(":fox and more", 3)).toEqual({ from: 0, query: "fo", isClosed: false });
    expect(shortcodeAt(":fox", 0)).toBeUndefined();
  });

  test("nothing breaks it, and what it finds is there", () => {
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

describe("completing", () => {
  test("the exact one first, then short ones, faces and hands before signs", () => {
    expect(texts(":heart")[0]).toBe("❤️");
    expect(texts("fo")).toEqual(texts(":FO"));
    expect(texts("th").indexOf("👍")).toBeLessThan(texts("th").indexOf("3️⃣"));
    expect(texts("fox")[0]).toBe("🦊");
  });

  test("what was used lately goes before what was not, but not before the exact one", () => {
    expect(texts("th", { recent: ["🌡️"] })[0]).toBe("🌡️");
    expect(texts("joy", { recent: ["🕹️"] }).slice(0, 2)).toEqual(["😂", "🕹️"]);
  });

  test("words of the reader's language where shortcodes are not enough", () => {
    const german = unpack(packLanguage("de"));
    expect(completions(german, "katze", {})).toEqual([]);
    const found = completions(german, "katze", { search: makeSearch(german), limit: 5 });
    expect(found.map(({ emoji }) => emoji.text)).toContain("🐈");
    expect(found).toHaveLength(5);
  });

  test("no more than asked for, each once, each by a shortcode of its own", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...all),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 9 }),
        (one, cut, limit) => {
          const found = completions(all, (one.shortcodes[0] ?? "").slice(0, cut), { limit });
          expect(found.length).toBeLessThanOrEqual(limit);
          expect(new Set(found.map(({ emoji }) => emoji)).size).toBe(found.length);
          for (const { emoji, shortcode } of found) expect(emoji.shortcodes).toContain(shortcode);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("a closed shortcode is exactly one emoji", () => {
    expect(emojiOf(all, "Tada")?.text).toBe("🎉");
    expect(emojiOf(all, "tad")).toBeUndefined();
  });
});
