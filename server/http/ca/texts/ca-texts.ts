// The texts of `/ca`, a file for each language. What stands between backticks is shown as code.
import { ar } from "./ar.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { ja } from "./ja.ts";
import type { CaTexts } from "./text-shape.ts";

const LANGUAGES = { en, de, es, ar, ja };

/** Returns the texts in the first language of the list that there is. @param wanted such as `de` or `de-AT` */
export function caTexts(wanted: readonly string[]): { language: string; texts: CaTexts } {
  const tags = wanted.map((tag) => tag.toLowerCase().replace(/-.*/, ""));
  const language = tags.find((tag): tag is keyof typeof LANGUAGES => Object.hasOwn(LANGUAGES, tag)) ?? "en";
  return { language, texts: LANGUAGES[language] };
}
