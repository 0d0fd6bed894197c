import { describe, expect, test } from "bun:test";
import type { Kept } from "../browser/storage.ts";
import { ar } from "./ar.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { enLater } from "./en-lazy.ts";
import { es } from "./es.ts";
import { ja } from "./ja.ts";
import { keepLanguage, wantedLanguage } from "./languages.ts";
import { phrase } from "./phrase.ts";
import { fenced } from "./plural.ts";
import { laterWords, speak, w } from "./t.ts";

const ENGLISH = { ...en, ...enLater };
const LANGUAGES = { en: ENGLISH, de, es, ar, ja };

/** Every sentence of a catalogue, with its path; functions of numbers are asked about those that matter to a plural. */
function sentences(words: object, path = ""): [path: string, sentence: string][] {
  return Object.entries(words).flatMap(([key, entry]): [string, string][] => {
    const here = `${path}${key}`;
    if (typeof entry === "string") return [[here, entry]];
    if (typeof entry !== "function") return sentences(entry, `${here}.`);
    return [0, 1, 2, 3, 11, 100, 1_000_000].flatMap((count): [string, string][] => {
      try {
        return [[here, String(entry(count, count, count))]];
      } catch {
        // It wants names, not numbers.
        return [];
      }
    });
  });
}

describe.each(Object.entries(LANGUAGES))("%s", (name, words) => {
  test("says something for everything, and leaves no gap in a sentence", () => {
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

test("Arabic counts in its six forms", () => {
  const forms = [0, 1, 2, 3, 10, 11, 99, 100, 103].map((count) => ar.here(count));
  expect(forms).toEqual([
    "لا أحد هنا",
    "شخص هنا",
    "شخصان هنا",
    "3 أشخاص هنا",
    "10 أشخاص هنا",
    "11 شخصًا هنا",
    "99 شخصًا هنا",
    "100 شخص هنا",
    "103 أشخاص هنا",
  ]);
});

test("I3: a name that runs the other way can't turn its sentence over", () => {
  expect(fenced("Ada")).toBe("Ada");
  expect(fenced("עדה")).toBe("\u2068עדה\u2069");
  expect(fenced("Ada", "rtl")).toBe("\u2068Ada\u2069");
  expect(ENGLISH.joined(["Ada", "علي"])).toBe("Ada and \u2068علي\u2069 joined");
});

test("a sentence takes elements where its language puts them", () => {
  expect(phrase(ENGLISH.left, "5 h")).toEqual(["", "5 h", " left"]);
  expect(phrase(de.left, "5 h")).toEqual(["noch ", "5 h", ""]);
});

function fakeKept(): Kept {
  const values = new Map<string, string>();
  return {
    get: (key) => values.get(key),
    set: (key, value) => void values.set(key, value),
    remove: (key) => void values.delete(key),
    keys: () => [...values.keys()],
    watch: () => () => {},
  };
}

test("the language is the one chosen, else the first of the browser's that is spoken here, else English", () => {
  const kept = fakeKept();
  expect(wantedLanguage(kept, ["fi-FI", "es-419", "de"])).toBe("es");
  expect(wantedLanguage(kept, ["AR-eg"])).toBe("ar");
  expect(wantedLanguage(kept, ["constructor", "fi"])).toBe("en");
  expect(wantedLanguage(kept, [])).toBe("en");
  keepLanguage("ja", kept);
  expect(wantedLanguage(kept, ["de"])).toBe("ja");
  kept.set("language", "toString");
  expect(wantedLanguage(kept, ["de"])).toBe("de");
});

test("the last of several languages asked for is spoken, and English comes back whole", async () => {
  const page = { documentElement: { lang: "", dir: "" } };
  Object.assign(globalThis, { document: page });
  try {
    await Promise.all([speak("de"), speak("ar")]);
    expect(w().close).toBe("إغلاق");
    expect(page.documentElement).toEqual({ lang: "ar", dir: "rtl" });
    await speak("en");
    expect(w().newRoom).toBe("New room");
    expect(page.documentElement).toEqual({ lang: "en", dir: "ltr" });
    await laterWords();
  } finally {
    Reflect.deleteProperty(globalThis, "document");
  }
});
