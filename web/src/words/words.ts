// Every word the client shows, in the language of who reads it. English comes with the page, others when they are wanted.
// A language is one file: what it lacks is a type error.
import { createSignal } from "solid-js";
import { en, type Words } from "./en.ts";

const LANGUAGES = {
  en: async () => en,
} satisfies Record<string, () => Promise<Words>>;

export type Language = keyof typeof LANGUAGES;

const [spoken, setSpoken] = createSignal<{ language: Language; words: Words }>({ language: "en", words: en });

/** The words now; reading it in JSX follows a change of language. */
export const w = (): Words => spoken().words;

/** The language now, as a tag for Intl and `lang`. */
export const language = (): Language => spoken().language;

/** Changes the language of the page, its direction too. */
export async function speak(next: Language): Promise<void> {
  const words = await LANGUAGES[next]();
  setSpoken({ language: next, words });
  document.documentElement.lang = next;
  document.documentElement.dir = words.direction;
}
