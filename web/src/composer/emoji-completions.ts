// `:shortcode:` completion: what is being written after a colon, and the emoji it may become.
import { type Emoji, GROUPS } from "../emoji/emoji.ts";
import type { EmojiSearch } from "../emoji/search.ts";

// A colon within a word or a time of day begins nothing.
const WRITING = /(?:^|[\s\p{Ps}\p{Pi}])(:[\p{L}\p{M}\p{N}_+-]{2,40}:?)$/u;

export type Written = {
  /** Where the colon is. */
  readonly from: number;
  readonly query: string;
  /** The second colon is there too: only exactly this shortcode is meant. */
  readonly isClosed: boolean;
};

/** The shortcode that is being written at the caret. */
export function shortcodeAt(text: string, caret: number): Written | undefined {
  const written = WRITING.exec(text.slice(Math.max(0, caret - 64), caret))?.[1];
  if (written === undefined) return undefined;
  return { from: caret - written.length, query: written.replaceAll(":", ""), isClosed: written.endsWith(":") };
}

export type Completion = { readonly emoji: Emoji; readonly shortcode: string };

export type CompletionOptions = {
  /** Texts of emoji, without tones, that go before others. */
  recent?: readonly string[];
  limit?: number;
  /** Finds more by words of the reader's language when shortcodes are not enough. */
  search?: EmojiSearch;
};

/** The emoji whose shortcodes begin so, then those with a later word that does, then those found by other words. */
export function completions(
  all: readonly Emoji[],
  query: string,
  { recent = [], limit = 8, search }: CompletionOptions = {},
): Completion[] {
  const wanted = query.replaceAll(":", "").toLowerCase();
  if (wanted === "") return [];
  const found = all
    .flatMap((emoji) => closest(emoji, wanted, recent) ?? [])
    .sort((one, other) => one.distance - other.distance || weightOf(one) - weightOf(other))
    .slice(0, limit);
  if (found.length === limit || search === undefined) return found;
  const there = new Set(found.map(({ emoji }) => emoji));
  const more = search(wanted)
    .filter((emoji) => !there.has(emoji))
    .map((emoji) => ({ emoji, shortcode: emoji.shortcodes[0] ?? "" }));
  return [...found, ...more].slice(0, limit);
}

/** The emoji with exactly this shortcode. */
export function emojiOf(all: readonly Emoji[], shortcode: string): Emoji | undefined {
  return all.find((emoji) => emoji.shortcodes.includes(shortcode.toLowerCase()));
}

type Found = Completion & { readonly distance: number };

function closest(emoji: Emoji, wanted: string, recent: readonly string[]): Found | undefined {
  const isRecent = recent.includes(emoji.text);
  let best: Found | undefined;
  for (const shortcode of emoji.shortcodes) {
    const distance = shortcode === wanted ? 0 : shortcodeDistance(shortcode, wanted) - (isRecent ? 1.5 : 0);
    if (distance < (best?.distance ?? Number.POSITIVE_INFINITY)) best = { emoji, shortcode, distance };
  }
  return best;
}

/** Short ones first; faces and hands are meant more often than things, and things more often than signs. */
function weightOf({ emoji, shortcode }: Found): number {
  const group = GROUPS.indexOf(emoji.group);
  return shortcode.length + (group < 2 ? 0 : group < 7 ? 3 : 8);
}

function shortcodeDistance(shortcode: string, wanted: string): number {
  if (shortcode.startsWith(wanted)) return 2;
  return shortcode.includes(`_${wanted}`) ? 3 : Number.POSITIVE_INFINITY;
}
