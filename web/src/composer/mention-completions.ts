import { foldMention } from "#protocol/mentions";
import { foldForSearch } from "../i18n/fold-for-search.ts";
import { endsWithMention, mayBeginMention } from "../room/mention.ts";

const MENTION_BEFORE_CARET = /[@＠][\p{L}\p{M}\p{N}_.'’-]{0,32}$/u;
/** Splits a name into words: at anything but letters and digits, and before a capital, as in BraveWolf. */
const WORD_BREAKS = /[^\p{L}\p{M}\p{N}]+|(?<=\p{Ll})(?=\p{Lu})/u;

/** Returns the name being typed at the caret, without its at sign, and where that at sign is (`from`). */
export function mentionAt(
  text: string,
  caret: number,
  members: () => readonly { readonly name: string }[] = () => [],
): { readonly from: number; readonly query: string } | undefined {
  const written = MENTION_BEFORE_CARET.exec(text.slice(Math.max(0, caret - 64), caret))?.[0];
  if (written === undefined) return undefined;
  const from = caret - written.length;
  if (!mayBeginMention(text, from) && !endsWithMention(text.slice(0, from), members())) return undefined;
  return { from, query: written.slice(1) };
}

/**
 * Returns the members with a word in their name that begins like the query; those whose whole name does come first.
 * @param firstOf returns the first `limit` of those that are found, in the order in which to show them
 */
export function completeMention<M extends { readonly name: string }>(
  members: readonly M[],
  query: string,
  limit = members.length,
  firstOf = (found: readonly M[], count: number): readonly M[] => found.slice(0, count),
): M[] {
  const folded = foldForSearch(foldMention(query));
  const begins = (text: string) => foldForSearch(foldMention(text)).startsWith(folded);
  const byName: M[] = [];
  const byWord: M[] = [];
  for (const member of members) {
    if (begins(member.name)) byName.push(member);
    else if (member.name.split(WORD_BREAKS).some(begins)) byWord.push(member);
  }
  const first = firstOf(byName, limit);
  return [...first, ...firstOf(byWord, limit - first.length)];
}
