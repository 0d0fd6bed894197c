// The languages there are, and which of them this reader wants. A language is one file and its line here.
import type { Kept } from "../browser/storage.ts";
import type { Words } from "./en.ts";

/** How each calls itself, and where its words are; English comes with the page. */
export const LANGUAGES = {
  en: { name: "English", words: undefined },
  de: { name: "Deutsch", words: () => import("./de.ts").then(({ de }) => de) },
  es: { name: "Español", words: () => import("./es.ts").then(({ es }) => es) },
  ar: { name: "العربية", words: () => import("./ar.ts").then(({ ar }) => ar) },
  ja: { name: "日本語", words: () => import("./ja.ts").then(({ ja }) => ja) },
} satisfies Record<string, { name: string; words: (() => Promise<Words>) | undefined }>;

export type Language = keyof typeof LANGUAGES;

const KEY = "language";

const known = (tag: string | undefined): Language | undefined =>
  tag !== undefined && Object.hasOwn(LANGUAGES, tag) ? (tag as Language) : undefined;

/** The one chosen before, or the first of the browser's that we speak, or English. */
export function wantedLanguage(kept: Kept, wished: readonly string[]): Language {
  const tags = wished.map((tag) => tag.toLowerCase().split("-")[0]);
  return known(kept.get(KEY)) ?? tags.map(known).find((tag) => tag !== undefined) ?? "en";
}

/** Remembers a choice: from now on the browser's own languages don't matter. */
export function keepLanguage(language: Language, kept: Kept): void {
  kept.set(KEY, language);
}

/** Calls back when another tab of this person has chosen. */
export function followLanguage(kept: Kept, changed: () => void): void {
  kept.watch((key) => key === KEY && changed());
}
