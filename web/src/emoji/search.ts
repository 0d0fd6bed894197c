// Looking for emoji by the beginnings of words: every word asked for begins one of the emoji's own, or, where a script
// has no spaces or a word is long enough, is within one. Those whose name says it best come first.
import type { Emoji } from "./emoji.ts";
import { fold } from "./fold.ts";

const NOT_WORDS = /[^\p{L}\p{M}\p{N}+\n]+/gu;
const WITHOUT_SPACES = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
/** From so many letters on, a word is looked for within others: `gesicht` in `katzengesicht`. */
const WITHIN_LENGTH = 3;

type Entry = {
  readonly emoji: Emoji;
  /** Whole names: the shortcodes and the name, each between line breaks, its words between spaces. */
  readonly names: string;
  readonly tags: string;
  /** Words in the name: of two that fit as well, the shorter is meant. */
  readonly length: number;
};

export type EmojiSearch = (query: string) => Emoji[];

/** A search without words finds nothing. */
export function makeSearch(all: readonly Emoji[]): EmojiSearch {
  const entries = entriesOf(all);
  return (query) => {
    const wanted = wordsOf(query);
    if (wanted === "") return [];
    const words = wanted.split(" ");
    return entries
      .map((entry) => ({ entry, distance: distanceOf(entry, wanted, words) }))
      .filter(({ distance }) => distance !== Number.POSITIVE_INFINITY)
      .sort((one, other) => one.distance - other.distance || one.entry.length - other.entry.length)
      .map(({ entry }) => entry.emoji);
  };
}

function wordsOf(text: string): string {
  return fold(text).replace(NOT_WORDS, " ").trim();
}

function entriesOf(all: readonly Emoji[]): Entry[] {
  // Folding one long text takes a tenth of the time that folding its lines would.
  const folded = wordsOf(all.map(({ name }) => name).join("\n")).split("\n");
  return all.map((emoji, at) => {
    const name = (folded[at] ?? "").trim();
    const codes = emoji.shortcodes.map((code) => code.replace(/[_-]/g, " ").trim());
    return {
      emoji,
      names: `\n ${[...codes, name].join(" \n ")} \n`,
      tags: ` ${emoji.tags} `,
      length: name.split(" ").length,
    };
  });
}

/** 0 is its name; infinite is not found. */
function distanceOf(entry: Entry, wanted: string, words: readonly string[]): number {
  if (entry.names.includes(`\n ${wanted} \n`)) return 0;
  return words.reduce((sum, word) => sum + wordDistance(entry, word), 0);
}

function wordDistance({ names, tags }: Entry, word: string): number {
  if (names.includes(` ${word} `)) return 1;
  if (names.includes(` ${word}`)) return 2;
  if (tags.includes(` ${word} `)) return 3;
  if (tags.includes(` ${word}`)) return 4;
  const mayBeWithin = word.length >= WITHIN_LENGTH || WITHOUT_SPACES.test(word);
  return mayBeWithin && (names.includes(word) || tags.includes(word)) ? 5 : Number.POSITIVE_INFINITY;
}
