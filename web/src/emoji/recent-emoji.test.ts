import { expect, test } from "bun:test";
import fc from "fast-check";
import { createStorage } from "../browser/storage.ts";
import { quickEmoji, recentEmoji, rememberEmoji } from "./recent-emoji.ts";

const fresh = () => createStorage(() => undefined, "");

test("the last used emoji comes first, each is listed once, and there are at most 24", () => {
  const browserStore = fresh();
  for (const text of ["😀", "👍", "😀", "❤️"]) rememberEmoji(browserStore, text);
  expect(recentEmoji(browserStore)).toEqual(["❤️", "😀", "👍"]);
  for (let index = 0; index < 40; index++) rememberEmoji(browserStore, String.fromCodePoint(0x1f400 + index));
  expect(recentEmoji(browserStore)).toHaveLength(24);
});

test("quick reactions are the last used, then popular ones", () => {
  const browserStore = fresh();
  expect(quickEmoji(browserStore, 4)).toEqual(["👍", "❤️", "😂", "🎉"]);
  rememberEmoji(browserStore, "🦦");
  rememberEmoji(browserStore, "😂");
  expect(quickEmoji(browserStore, 4)).toEqual(["😂", "🦦", "👍", "❤️"]);
});

test("any stored text is tolerated, and using an emoji repairs it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (rubbish) => {
      const browserStore = fresh();
      browserStore.set("emoji", rubbish);
      expect(recentEmoji(browserStore).length).toBeLessThanOrEqual(24);
      rememberEmoji(browserStore, "😀");
      expect(recentEmoji(browserStore)[0]).toBe("😀");
    }),
  );
});
