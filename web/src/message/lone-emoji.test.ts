import { describe, expect, test } from "bun:test";
import { isLoneEmoji } from "./lone-emoji.ts";

describe("H8: a message of emoji alone", () => {
  test("has one to three of any kind", () => {
    const kinds = [
      "😀",
      "❤️",
      "👍🏽",
      "✌🏽",
      "👨‍👩‍👧",
      "🇩🇪",
      "🏴󠁧󠁢󠁳󠁣󠁴󠁿",
      "1️⃣",
      "🏳️‍🌈",
      "🧑🏿‍🤝‍🧑🏻",
      "☕",
      "❤\u200d🔥",
      "🏳\u200d🌈",
      "👁\u200d🗨",
    ];
    for (const emoji of kinds) {
      expect([emoji, isLoneEmoji(emoji)]).toEqual([emoji, true]);
      expect([emoji, isLoneEmoji(`${emoji}${emoji} ${emoji}\n`)]).toEqual([emoji, true]);
      expect([emoji, isLoneEmoji(emoji.repeat(4))]).toEqual([emoji, false]);
      expect([emoji, isLoneEmoji(`${emoji}!`)]).toEqual([emoji, false]);
    }
  });

  test("is not a message of digits or signs, nor an empty one", () => {
    for (const text of ["", "123", "#", "©", "ok", "❤", "🇩", "12 😀"]) {
      expect([text, isLoneEmoji(text)]).toEqual([text, false]);
    }
  });
});
