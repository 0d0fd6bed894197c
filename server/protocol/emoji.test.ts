import { describe, expect, test } from "bun:test";
import emojibase from "emojibase-data/en/compact.json";
import { canonicalEmoji } from "./emoji.ts";

describe("one emoji", () => {
  const spellings: [written: string, usual: string][] = [
    ["👍\ufe0f", "👍"],
    ["👍\ufe0e", "👍"],
    ["❤", "❤️"],
    ["❤\ufe0e", "❤️"],
    ["☝🏻", "☝🏻"],
    ["☝\ufe0f🏻", "☝🏻"],
    ["👁\u200d🗨", "👁️‍🗨️"],
    ["👁\ufe0f\u200d🗨", "👁️‍🗨️"],
    ["🏳\u200d🌈", "🏳️‍🌈"],
    ["🕵🏽\u200d♂", "🕵🏽‍♂️"],
    ["👩\u200d❤\u200d👨", "👩‍❤️‍👨"],
    ["1\u20e3", "1️⃣"],
    ["©", "©️"],
  ];
  test.each(spellings)("H10: %j counts as its usual form", (written, usual) => {
    expect(canonicalEmoji(written)).toBe(usual);
    expect(canonicalEmoji(usual)).toBe(usual);
  });

  test("H10: of every emoji there is, each spelling without some of its selectors is the same one", () => {
    const all = emojibase.flatMap(({ unicode, skins = [] }) => [unicode, ...skins.map((skin) => skin.unicode)]);
    const known = all.filter((one) => /^\p{RGI_Emoji}$/v.test(one));
    expect(known.length).toBeGreaterThan(3000);
    for (const one of known) {
      const bare = one.replaceAll("\ufe0f", "");
      const partly = one.replace("\ufe0f", "");
      expect([one, canonicalEmoji(bare), canonicalEmoji(partly)]).toEqual([one, one, one]);
    }
  });

  const none = [
    "",
    "a",
    "1",
    "#",
    "👍👍",
    "👍 ",
    " 👍",
    "🇩",
    "🇩\ufe0f",
    "\ufe0f",
    "\u200d",
    "👍\u200d",
    "a\ufe0f",
    "❤❤",
    "👍\u0301",
  ];
  test.each(none)("H10: %j is not one", (text) => expect(canonicalEmoji(text)).toBeUndefined());
});
