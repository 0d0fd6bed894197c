// Every word the client shows, in the language of who reads it. What a language lacks is a type error.
import { createSignal } from "solid-js";
import { en, type Words } from "./en.ts";
import { LANGUAGES, type Language } from "./languages.ts";

/** English is whole once `laterWords` has come: what is on the page before has no use for the rest. */
const english = en as Words;

const [spoken, setSpoken] = createSignal<{ language: Language; words: Words }>({ language: "en", words: english });

/** The words now; reading it in JSX follows a change of language. */
export const w = (): Words => spoken().words;

/** The language now, as `lang` has it. */
export const language = (): Language => spoken().language;

/** The language now as this reader's region writes it, for Intl: British and American clocks differ. */
export function locale(): string {
  const wished = typeof navigator === "undefined" ? [] : (navigator.languages ?? []);
  return wished.find((tag) => tag.split("-")[0] === language()) ?? language();
}

let later: Promise<unknown> | undefined;

function laterEnglish(): Promise<unknown> {
  later ??= import("./en-lazy.ts").then(
    ({ enLater }) => Object.assign(english, enLater),
    (failure) => {
      later = undefined;
      throw failure;
    },
  );
  return later;
}

/** Whatever is fetched when it is wanted waits for its words as well; other languages bring all of theirs at once. */
export const laterWords = (): Promise<unknown> => (language() === "en" ? laterEnglish() : Promise.resolve());

async function wordsOf(next: Language): Promise<Words> {
  const fetched = LANGUAGES[next].words?.();
  if (fetched !== undefined) return fetched;
  // What is on a page that spoke another language may need all of them.
  if (language() !== "en") await laterEnglish();
  return english;
}

let wanted: Language = "en";

/** Changes the language of the page, its direction too; rejects where its words can't be fetched. */
export async function speak(next: Language): Promise<void> {
  wanted = next;
  const words = next === language() ? w() : await wordsOf(next);
  // Who changes their mind while words are under way means the last choice.
  if (wanted !== next) return;
  setSpoken({ language: next, words });
  document.documentElement.lang = next;
  document.documentElement.dir = words.direction;
}
