// Every word the client shows, in the language of who reads it. What a language lacks is a type error.
import { createSignal } from "solid-js";
import { en, type Words } from "./en.ts";
import { LANGUAGES, type Language } from "./languages.ts";

const [spoken, setSpoken] = createSignal<{ language: Language; words: Words }>({ language: "en", words: en });

/** The words now; reading it in JSX follows a change of language. */
export const w = (): Words => spoken().words;

/** The language now, as `lang` has it. */
export const language = (): Language => spoken().language;

/** The language now as this reader's region writes it, for Intl: British and American clocks differ. */
export function locale(): string {
  const wished = typeof navigator === "undefined" ? [] : (navigator.languages ?? []);
  return wished.find((tag) => tag.split("-")[0] === language()) ?? language();
}

let wanted: Language = "en";

/** Changes the language of the page, its direction too; rejects where its words can't be fetched. */
export async function speak(next: Language): Promise<void> {
  wanted = next;
  const words: Words = { ...en, ...((await LANGUAGES[next].words?.()) as Partial<Words> | undefined) };
  // Who changes their mind while words are under way means the last choice.
  if (wanted !== next) return;
  setSpoken({ language: next, words });
  document.documentElement.lang = next;
  document.documentElement.dir = words.direction;
}
