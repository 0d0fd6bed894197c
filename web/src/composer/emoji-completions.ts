import { EMOJI_GROUPS, type Emoji } from "../emoji/emoji.ts";
import type { EmojiSearch } from "../emoji/emoji-search.ts";

// The colon must begin a word: within a word or a time of day it doesn't start a shortcode.
const SHORTCODE_BEFORE_CARET = /(?:^|[\s\p{Ps}\p{Pi}])(:[\p{L}\p{M}\p{N}_+-]{2,40}:?)$/u;

export type ShortcodeAtCaret = {
  /** The offset of its first colon. */
  readonly from: number;
  readonly query: string;
  /** The closing colon is there too, so that only this exact shortcode is meant. */
  readonly isClosed: boolean;
};

/** Returns the shortcode being typed at the caret. */
export function shortcodeAt(text: string, caret: number): ShortcodeAtCaret | undefined {
  const written = SHORTCODE_BEFORE_CARET.exec(text.slice(Math.max(0, caret - 64), caret))?.[1];
  if (written === undefined) return undefined;
  return { from: caret - written.length, query: written.replaceAll(":", ""), isClosed: written.endsWith(":") };
}

export type EmojiCompletion = { readonly emoji: Emoji; readonly shortcode: string };

export type EmojiCompletionOptions = {
  /** Emoji without tones that rank before others. */
  recent?: readonly string[];
  limit?: number;
  /** Finds more by words of the reader's language when too few shortcodes match. */
  search?: EmojiSearch;
};

/**
 * Returns the emoji with a shortcode that begins like the query, then those where a later word of one does, then those that
 * `search` finds.
 */
export function completeEmoji(
  all: readonly Emoji[],
  query: string,
  { recent = [], limit = 8, search }: EmojiCompletionOptions = {},
): EmojiCompletion[] {
  const prefix = query.replaceAll(":", "").toLowerCase();
  if (prefix === "") return [];
  const found = all
    .flatMap((emoji) => bestShortcode(emoji, prefix, recent) ?? [])
    .sort((one, other) => one.distance - other.distance || tieBreaker(one) - tieBreaker(other))
    .slice(0, limit);
  if (found.length === limit || search === undefined) return found;
  const already = new Set(found.map(({ emoji }) => emoji));
  const more = search(prefix)
    .filter((emoji) => !already.has(emoji))
    .map((emoji) => ({ emoji, shortcode: emoji.shortcodes[0] ?? "" }));
  return [...found, ...more].slice(0, limit);
}

/** Returns the emoji with exactly this shortcode. */
export function emojiByShortcode(all: readonly Emoji[], shortcode: string): Emoji | undefined {
  return all.find((emoji) => emoji.shortcodes.includes(shortcode.toLowerCase()));
}

type RankedCompletion = EmojiCompletion & { readonly distance: number };

function bestShortcode(emoji: Emoji, prefix: string, recent: readonly string[]): RankedCompletion | undefined {
  const isRecent = recent.includes(emoji.text);
  let best: RankedCompletion | undefined;
  for (const shortcode of emoji.shortcodes) {
    const distance = shortcode === prefix ? 0 : shortcodeDistance(shortcode, prefix) - (isRecent ? 1.5 : 0);
    if (distance < (best?.distance ?? Number.POSITIVE_INFINITY)) best = { emoji, shortcode, distance };
  }
  return best;
}

/** Ranks equal distances: short shortcodes first, faces and people before things, things before signs. */
function tieBreaker({ emoji, shortcode }: RankedCompletion): number {
  const group = EMOJI_GROUPS.indexOf(emoji.group);
  return shortcode.length + (group < 2 ? 0 : group < 7 ? 3 : 8);
}

function shortcodeDistance(shortcode: string, prefix: string): number {
  if (shortcode.startsWith(prefix)) return 2;
  return shortcode.includes(`_${prefix}`) ? 3 : Number.POSITIVE_INFINITY;
}
