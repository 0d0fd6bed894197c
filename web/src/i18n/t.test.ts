import { describe, expect, test } from "bun:test";
import { ar } from "./ar.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { enLazy } from "./en-lazy.ts";
import { es } from "./es.ts";
import { ja } from "./ja.ts";
import { loadLazyTexts, setLanguage, t } from "./t.ts";

const ENGLISH = { ...en, ...enLazy };
const LANGUAGES = { en: ENGLISH, de, es, ar, ja };

/** Returns every sentence of a catalogue with its path. Functions are called with numbers of every plural form. */
function sentences(words: object, path = ""): [path: string, sentence: string][] {
  return Object.entries(words).flatMap(([key, entry]): [string, string][] => {
    const here = `${path}${key}`;
    if (typeof entry === "string") return [[here, entry]];
    if (typeof entry !== "function") return sentences(entry, `${here}.`);
    return [0, 1, 2, 3, 11, 100, 1_000_000].flatMap((count): [string, string][] => {
      try {
        return [[here, String(entry(count, count, count))]];
      } catch {
        // This function takes names, not numbers.
        return [];
      }
    });
  });
}

describe.each(Object.entries(LANGUAGES))("%s", (name, words) => {
  test("has every text, and fills every gap in a sentence", () => {
    for (const [path, sentence] of sentences(words)) {
      expect(`${path}: ${sentence.trim()}`).not.toMatch(/: $|undefined|#/);
    }
  });

  test("is not English", () => {
    if (name === "en") return;
    const english = new Map(Object.entries(ENGLISH));
    const same = Object.entries(words).filter(
      ([key, entry]) => typeof entry === "string" && / /.test(entry) && english.get(key as never) === entry,
    );
    expect(same).toEqual([]);
  });
});

test("the last of several chosen languages is used, and English is complete when it is chosen again", async () => {
  const page = { documentElement: { lang: "", dir: "" } };
  Object.assign(globalThis, { document: page });
  try {
    await Promise.all([setLanguage("de"), setLanguage("ar")]);
    expect(t().close).toBe("إغلاق");
    expect(page.documentElement).toEqual({ lang: "ar", dir: "rtl" });
    await setLanguage("en");
    expect(t().newRoom).toBe("New room");
    expect(page.documentElement).toEqual({ lang: "en", dir: "ltr" });
    await loadLazyTexts();
  } finally {
    Reflect.deleteProperty(globalThis, "document");
  }
});
