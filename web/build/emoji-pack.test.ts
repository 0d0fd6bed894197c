import { describe, expect, test } from "bun:test";
import { gzipSync } from "node:zlib";
import { isEmoji } from "#protocol/emoji";
import { EMOJI_GROUPS, unpackEmoji } from "../src/emoji/emoji.ts";
import { SKIN_TONES, withTone } from "../src/emoji/skin-tone.ts";
import { LANGUAGES } from "../src/i18n/languages.ts";
import { EMOJI_LANGUAGES, pack, packLanguage, type Source, uniqueShortcodes } from "./emoji-pack.ts";

const source = (emoji: string, more: Partial<Source> = {}): Source => ({
  emoji,
  hexcode: [...emoji].map((sign) => sign.codePointAt(0)?.toString(16)).join("-"),
  label: "a thing",
  version: 1,
  group: 0,
  ...more,
});

describe("packing emoji", () => {
  const packed = (...sources: Source[]) =>
    unpackEmoji(pack(sources, [{}], ({ label, tags = [] }) => ({ name: label, tags })));

  test("unpacking gives back what was packed, by order and group", () => {
    const [first, second, third] = packed(
      source("😄", { order: 3, label: "smile" }),
      source("👍", { order: 9, group: 1, version: 0.6, skins: [{ version: 1 }, { version: 14 }] }),
      source("😀", { order: 2, label: "grin" }),
    );
    expect([first?.name, second?.name]).toEqual(["grin", "smile"]);
    expect(third).toMatchObject({ text: "👍", group: "people", since: 0.6, tonesSince: 14 });
  });

  test("parts of emoji, and texts that servers don't accept as emoji, are left out", () => {
    expect(packed(source("🏻", { group: 2 }), source("a"))).toEqual([]);
  });

  test("an emoji is written as Unicode recommends, whatever the source has", () => {
    expect(packed(source("❤", { hexcode: "2764" }))[0]?.text).toBe("❤️");
    expect(packed(source("✋\ufe0f", { hexcode: "270B" }))[0]?.text).toBe("✋");
  });

  test("tags that are the beginning of another word or are in the name are not stored", () => {
    const [emoji] = packed(source("🐈", { label: "Cat", tags: ["cat", "kit", "kitten", "Pet animal"] }));
    expect(emoji?.tags.split(" ").sort()).toEqual(["animal", "kitten", "pet"]);
  });

  test("tabs and line breaks in a source can't break the lines", () => {
    const [emoji, ...none] = packed(source("🐈", { label: "a\tb\n\nc" }));
    expect(emoji?.name).toBe("a b c");
    expect(none).toEqual([]);
  });

  test("a shortcode of two emoji stays with the emoji of the better known set", () => {
    expect(uniqueShortcodes([{ A: "cat" }, { B: ["cat", "cat2"], A: ["cat", "kitty"] }])).toEqual([
      { A: ["cat"] },
      { B: ["cat2"], A: ["cat", "kitty"] },
    ]);
  });
});

test("there are emoji texts for every language of the client", () => {
  expect([...EMOJI_LANGUAGES].sort() as string[]).toEqual(Object.keys(LANGUAGES).sort());
});

describe.each(EMOJI_LANGUAGES)("%s", (language) => {
  const text = packLanguage(language);
  const all = unpackEmoji(text);

  test("has nine groups and every emoji of Unicode 17 once", () => {
    expect(all.length).toBeGreaterThan(1900);
    expect(new Set(all.map((emoji) => emoji.text)).size).toBe(all.length);
    expect([...new Set(all.map(({ group }) => group))]).toEqual([...EMOJI_GROUPS]);
    expect(Math.max(...all.map(({ since }) => since))).toBe(17);
  });

  test("H10: servers accept each as one emoji, in every tone, in at most 32 units", () => {
    const toned = all.flatMap((emoji) => SKIN_TONES.map((tone) => withTone(emoji, tone)));
    expect(toned.filter((emoji) => !isEmoji(emoji) || emoji.length > 32)).toEqual([]);
  });

  test("each has a name and a shortcode, and no shortcode means two", () => {
    expect(all.filter(({ name, shortcodes }) => name === "" || !shortcodes[0])).toEqual([]);
    const codes = all.flatMap(({ shortcodes }) => shortcodes);
    expect(new Set(codes).size).toBe(codes.length);
  });

  test("is small", () => {
    expect(gzipSync(text).length).toBeLessThan(63_000);
  });
});

test("skin tones stand where Unicode puts them", () => {
  const all = new Map(unpackEmoji(packLanguage("en")).map((emoji) => [emoji.text, emoji]));
  const toned = (text: string) => {
    const emoji = all.get(text);
    return emoji && withTone(emoji, 3);
  };
  expect(toned("👍")).toBe("👍🏽");
  expect(toned("🕵️‍♀️")).toBe("🕵🏽‍♀️");
  expect(toned("🧑‍🤝‍🧑")).toBe("🧑🏽‍🤝‍🧑🏽");
  expect(toned("🤝")).toBe("🤝🏽");
  expect(toned("😀")).toBe("😀");
});
