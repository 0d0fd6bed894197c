import { foldForSearch } from "../i18n/fold-for-search.ts";
import type { Emoji } from "./emoji.ts";

const NOT_WORDS = /[^\p{L}\p{M}\p{N}+\n]+/gu;
const WITHOUT_SPACES = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
/** A query word of at least this many letters may be inside another word, as `gesicht` in `katzengesicht`. */
const MIN_INNER_LENGTH = 3;

type Entry = {
  readonly emoji: Emoji;
  /** The shortcodes and the name, each between line breaks, their words between spaces. */
  readonly names: string;
  readonly tags: string;
  /** Words in the name: of two equal matches, the shorter name comes first. */
  readonly length: number;
};

export type EmojiSearch = (query: string) => Emoji[];

/**
 * Returns a search by the beginnings of words: every word of the query must begin a word of the emoji's names or tags, or be
 * inside one if it is long enough or its script has no spaces. The best matches come first; no words find nothing.
 */
export function createEmojiSearch(all: readonly Emoji[]): EmojiSearch {
  const entries = entriesOf(all);
  return (query) => {
    const queryWords = wordsOf(query);
    if (queryWords === "") return [];
    const words = queryWords.split(" ");
    return entries
      .map((entry) => ({ entry, distance: distanceOf(entry, queryWords, words) }))
      .filter(({ distance }) => distance !== Number.POSITIVE_INFINITY)
      .sort((one, other) => one.distance - other.distance || one.entry.length - other.entry.length)
      .map(({ entry }) => entry.emoji);
  };
}

function wordsOf(text: string): string {
  return foldForSearch(text).replace(NOT_WORDS, " ").trim();
}

function entriesOf(all: readonly Emoji[]): Entry[] {
  // Folding one long text takes a tenth of the time of folding its lines one by one.
  const folded = wordsOf(all.map(({ name }) => name).join("\n")).split("\n");
  return all.map((emoji, index) => {
    const name = (folded[index] ?? "").trim();
    const codes = emoji.shortcodes.map((code) => code.replace(/[_-]/g, " ").trim());
    return {
      emoji,
      names: `\n ${[...codes, name].join(" \n ")} \n`,
      tags: ` ${emoji.tags} `,
      length: name.split(" ").length,
    };
  });
}

/** Returns 0 for one of the emoji's names, infinity for no match. */
function distanceOf(entry: Entry, query: string, words: readonly string[]): number {
  if (entry.names.includes(`\n ${query} \n`)) return 0;
  return words.reduce((sum, word) => sum + wordDistance(entry, word), 0);
}

function wordDistance({ names, tags }: Entry, word: string): number {
  if (names.includes(` ${word} `)) return 1;
  if (names.includes(` ${word}`)) return 2;
  if (tags.includes(` ${word} `)) return 3;
  if (tags.includes(` ${word}`)) return 4;
  const mayBeWithin = word.length >= MIN_INNER_LENGTH || WITHOUT_SPACES.test(word);
  return mayBeWithin && (names.includes(word) || tags.includes(word)) ? 5 : Number.POSITIVE_INFINITY;
}
