import { expect, test } from "bun:test";
import fc from "fast-check";
import { createStorage } from "../browser/storage.ts";
import { storedTone, storeTone } from "./skin-tone.ts";

const fresh = () => createStorage(() => undefined, "");

test("a stored tone is read back", () => {
  const browserStore = fresh();
  expect(storedTone(browserStore)).toBe(0);
  storeTone(browserStore, 4);
  expect(storedTone(browserStore)).toBe(4);
});

test("any stored text gives a tone", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (rubbish) => {
      const browserStore = fresh();
      browserStore.set("emoji-tone", rubbish);
      expect(storedTone(browserStore)).toBeWithin(0, 6);
    }),
  );
});
