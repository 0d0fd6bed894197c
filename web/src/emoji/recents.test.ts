import { expect, test } from "bun:test";
import fc from "fast-check";
import { makeStorage } from "../browser/storage.ts";
import { keepTone, keptTone, quickEmoji, recentEmoji, rememberEmoji } from "./recents.ts";

const fresh = () => makeStorage(() => undefined, "");

test("the last used comes first, each once, 24 at most", () => {
  const kept = fresh();
  for (const text of ["😀", "👍", "😀", "❤️"]) rememberEmoji(kept, text);
  expect(recentEmoji(kept)).toEqual(["❤️", "😀", "👍"]);
  for (let at = 0; at < 40; at++) rememberEmoji(kept, String.fromCodePoint(0x1f400 + at));
  expect(recentEmoji(kept)).toHaveLength(24);
});

test("quick ones are the last used, then what most people use", () => {
  const kept = fresh();
  expect(quickEmoji(kept, 4)).toEqual(["👍", "❤️", "😂", "🎉"]);
  rememberEmoji(kept, "🦦");
  rememberEmoji(kept, "😂");
  expect(quickEmoji(kept, 4)).toEqual(["😂", "🦦", "👍", "❤️"]);
});

test("a tone is kept", () => {
  const kept = fresh();
  expect(keptTone(kept)).toBe(0);
  keepTone(kept, 4);
  expect(keptTone(kept)).toBe(4);
});

test("whatever was kept is survived, and remembering mends it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (rubbish) => {
      const kept = fresh();
      kept.set("emoji", rubbish);
      kept.set("emoji-tone", rubbish);
      expect(recentEmoji(kept).length).toBeLessThanOrEqual(24);
      expect(keptTone(kept)).toBeWithin(0, 6);
      rememberEmoji(kept, "😀");
      expect(recentEmoji(kept)[0]).toBe("😀");
    }),
  );
});
