// Every text the client shows, in the reader's language. A text that a language lacks is a type error.
import { createSignal } from "solid-js";
import { en, type Texts } from "./en.ts";
import { LANGUAGES, type Language } from "./languages.ts";

/** English is complete once loadLazyTexts has resolved; until then the page needs only the texts of en.ts. */
const english = en as Texts;

const [current, setCurrent] = createSignal<{ language: Language; texts: Texts }>({ language: "en", texts: english });

/** Returns the texts of the current language; read in JSX, it follows a change of language. */
export const t = (): Texts => current().texts;

/** Returns the current language, as the `lang` attribute has it. */
export const language = (): Language => current().language;

/** Returns the current language with the reader's region, for Intl: British and American clocks differ. */
export function locale(): string {
  const wished = typeof navigator === "undefined" ? [] : (navigator.languages ?? []);
  // Some browsers name a locale that Intl throws at, such as "en-US@posix".
  return wished.find((tag) => tag.split("-")[0] === language() && !tag.includes("@")) ?? language();
}

let lazyEnglish: Promise<unknown> | undefined;

function loadLazyEnglish(): Promise<unknown> {
  lazyEnglish ??= import("./en-lazy.ts").then(
    ({ enLazy }) => Object.assign(english, enLazy),
    (failure) => {
      lazyEnglish = undefined;
      throw failure;
    },
  );
  return lazyEnglish;
}

/** Loads the texts of lazily loaded components. Only English has some apart; other languages come with all of theirs. */
export const loadLazyTexts = (): Promise<unknown> => (language() === "en" ? loadLazyEnglish() : Promise.resolve());

async function loadTexts(next: Language): Promise<Texts> {
  const loaded = LANGUAGES[next].loadTexts?.();
  if (loaded !== undefined) return loaded;
  // A page that was in another language may show components that need all texts.
  if (language() !== "en") await loadLazyEnglish();
  return english;
}

let requested: Language = "en";

/** Changes the page's language and direction. Rejects when the texts can't be fetched. */
export async function setLanguage(next: Language): Promise<void> {
  requested = next;
  const texts = next === language() ? t() : await loadTexts(next);
  // Of several choices made while texts are loading, the last one counts.
  if (requested !== next) return;
  setCurrent({ language: next, texts });
  document.documentElement.lang = next;
  document.documentElement.dir = texts.direction;
}
