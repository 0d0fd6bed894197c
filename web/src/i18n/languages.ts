// A new language is a file of texts and a line here.
import type { KeyValueStore } from "../browser/storage.ts";
import type { Texts } from "./en.ts";

/** The languages by their own names. English comes with the page; the others are loaded. */
export const LANGUAGES = {
  en: { name: "English", loadTexts: undefined },
  de: { name: "Deutsch", loadTexts: () => import("./de.ts").then(({ de }) => de) },
  es: { name: "Español", loadTexts: () => import("./es.ts").then(({ es }) => es) },
  ar: { name: "العربية", loadTexts: () => import("./ar.ts").then(({ ar }) => ar) },
  ja: { name: "日本語", loadTexts: () => import("./ja.ts").then(({ ja }) => ja) },
} satisfies Record<string, { name: string; loadTexts: (() => Promise<Texts>) | undefined }>;

export type Language = keyof typeof LANGUAGES;

const STORAGE_KEY = "language";

const toLanguage = (tag: string | undefined): Language | undefined =>
  tag !== undefined && Object.hasOwn(LANGUAGES, tag) ? (tag as Language) : undefined;

/** Returns the language chosen before, or the first of the browser's that we have, or English. */
export function preferredLanguage(browserStore: KeyValueStore, browserLanguages: readonly string[] = []): Language {
  const tags = browserLanguages.map((tag) => tag.toLowerCase().split("-")[0]);
  return toLanguage(browserStore.get(STORAGE_KEY)) ?? tags.map(toLanguage).find((tag) => tag !== undefined) ?? "en";
}

/** Stores a choice: from now on the browser's own languages don't matter. */
export function storeLanguage(language: Language, browserStore: KeyValueStore): void {
  browserStore.set(STORAGE_KEY, language);
}

/** Calls back when a language was chosen in another tab. */
export function watchLanguage(browserStore: KeyValueStore, changed: () => void): void {
  browserStore.watch((key) => key === STORAGE_KEY && changed());
}
