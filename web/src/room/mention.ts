// Whom a text calls by `@name`: one rule for calling, showing and completing.
import { foldMention } from "#protocol/mentions";
import { codeAfter, codeBefore, codeMatcher, isSpacedWord, isUnspaced, isWord } from "#protocol/scripts";

export type MentionPiece<M> = { readonly text: string; readonly member: M | undefined };
type Named = { readonly name: string; readonly id?: string };

/** A fence, also one that is quoted, up to one of as many ticks or the end. */
const FENCE = "^(?: {0,3}>)* {0,3}(?<fence>`{3,})[^`\\n]*$[^]*?(?:^(?: {0,3}>)* {0,3}\\k<fence>`*|$(?![^]))";
/** Ticks, and as many in the same paragraph. */
const CODE = "(?<!`)(?<ticks>`+)(?!`)(?:[^\\n]|\\n(?!\\s*\\n))+?(?<!`)\\k<ticks>(?!`)";
/** Letters of other scripts than ours go on in an address, unless a sentence in a script without spaces does. */
const ADDRESS =
  "https?:\\/\\/(?:[!-~]|(?<![\\dA-Za-z)\\]])[\\p{L}\\p{M}\\p{N}]|[\\p{sc=Latin}\\p{sc=Cyrillic}\\p{sc=Greek}\\p{sc=Arabic}\\p{sc=Hebrew}])+";
/** Nobody is called from code or from within an address. */
const AT_SIGN_OR_SKIPPED = new RegExp(`${FENCE}|${CODE}|${ADDRESS}|[@＠]`, "gimu");
const UNDERSCORE = 95;
const SCRIPTS = [
  /\p{sc=Latin}/u,
  /\p{sc=Cyrillic}/u,
  /\p{sc=Greek}/u,
  /\p{sc=Arabic}/u,
  /\p{sc=Hebrew}/u,
  /\p{sc=Devanagari}/u,
  /\p{sc=Hiragana}/u,
  /\p{sc=Katakana}/u,
  /\p{sc=Han}/u,
  /\p{sc=Thai}/u,
  /\p{sc=Lao}/u,
  /\p{sc=Khmer}/u,
  /\p{sc=Myanmar}/u,
].map(codeMatcher);
/** What makes another emoji of the one before it. */
const goesOn = codeMatcher(/[\u200d\p{Emoji_Modifier}]/u);
const SELECTOR = 0xfe0f;
const isHangul = codeMatcher(/\p{sc=Hangul}/u);
const isOnLetter = codeMatcher(/\p{M}/u);
/** In UTF-16 units: as much of what follows a name as tells where its last word ends. */
const CONTEXT_LENGTH = 24;

/** Returns whether a mention may begin with the at sign here: in a mail address it doesn't. */
export function mayBeginMention(text: string, at: number): boolean {
  let from = at;
  while (text.charCodeAt(from - 1) === UNDERSCORE) from--;
  const before = codeBefore(text, from);
  // Underscores may be the mark of emphasis.
  if (from < at) return !isWord(before);
  return !isSpacedWord(before) && before !== 64 && before !== 0xff20;
}

/** Belongs to none of the scripts above: -1. */
const scriptOf = (code: number) => SCRIPTS.findIndex((matches) => matches(code));

let segmenter: Intl.Segmenter | undefined;

/** Returns whether a name that stands at `from` may end at `end`, and is not the beginning of a longer word. */
function mayEndName(text: string, from: number, end: number, isCertain: boolean): boolean {
  const last = codeBefore(text, end);
  const next = codeAfter(text, end);
  if (next === UNDERSCORE) {
    let after = end;
    while (text.charCodeAt(after) === UNDERSCORE) after++;
    return !isWord(codeAfter(text, after));
  }
  if (!isWord(last) && goesOn(next)) return false;
  if (!isWord(next) || !isWord(last)) return true;
  if (isOnLetter(next)) return false;
  if (isHangul(last) || isUnspaced(last) !== isUnspaced(next)) return true;
  const [script, nextScript] = [scriptOf(last), scriptOf(next)];
  if (script !== nextScript && script >= 0 && nextScript >= 0) return true;
  if (!isUnspaced(last)) return false;
  // Without a segmenter, of the names present the longest is meant.
  if (isCertain || !("Segmenter" in Intl)) return true;
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "word" });
  const segments = segmenter.segment(text.slice(from, end + CONTEXT_LENGTH));
  return segments.containing(end - from)?.index === end - from;
}

type Index<M> = { readonly byName: ReadonlyMap<string, M>; readonly lengths: readonly number[] };
const indexes = new WeakMap<readonly Named[], Index<Named>>();

/** Members stay the same objects while others come and go, and a crowd's names are folded once. */
const foldedNames = new WeakMap<Named, { readonly folded: string; readonly lengths: readonly number[] }>();

function foldName(member: Named): { readonly folded: string; readonly lengths: readonly number[] } {
  const known = foldedNames.get(member);
  if (known !== undefined) return known;
  const { name } = member;
  const lengths = [name.length, name.replaceAll("\ufe0f", "").length, name.normalize("NFD").length];
  const names = { folded: foldMention(name), lengths };
  foldedNames.set(member, names);
  return names;
}

/** Returns the members by folded name, and how long their names are, the longest first. */
function indexOf<M extends Named>(members: readonly M[]): Index<M> {
  const known = indexes.get(members);
  if (known !== undefined) return known as Index<M>;
  const lengths = new Set<number>();
  const byName = new Map<string, M>();
  for (const member of members) {
    const names = foldName(member);
    byName.set(names.folded, member);
    for (const length of names.lengths) lengths.add(length);
  }
  const index = { byName, lengths: [...lengths].sort((a, b) => b - a) };
  indexes.set(members, index);
  return index;
}

/**
 * Splits a text into mentions such as `@BraveWolf` and what is between them, in order.
 * @param meant the ids of those whom its author is known to mean
 */
export function splitMentions<M extends Named>(
  text: string,
  members: readonly M[],
  meant: readonly string[] = [],
): MentionPiece<M>[] {
  const { byName, lengths } = indexOf(members);
  const pieces: MentionPiece<M>[] = [];
  let done = 0;
  for (const { 0: found, index: at } of text.matchAll(AT_SIGN_OR_SKIPPED)) {
    // Where a mention ended, the next may begin: `@Ada@Bo`.
    if (found.length > 1 || at < done || (at !== done && !mayBeginMention(text, at))) continue;
    const from = at + 1;
    for (const length of lengths) {
      if (from + length > text.length) continue;
      const end = from + length + (text.charCodeAt(from + length) === SELECTOR ? 1 : 0);
      const member = byName.get(foldMention(text.slice(from, end)));
      if (member === undefined) continue;
      if (!mayEndName(text, from, end, member.id !== undefined && meant.includes(member.id))) continue;
      if (at > done) pieces.push({ text: text.slice(done, at), member: undefined });
      pieces.push({ text: text.slice(at, end), member });
      done = end;
      break;
    }
  }
  if (done < text.length || pieces.length === 0) pieces.push({ text: text.slice(done), member: undefined });
  return pieces;
}

export function endsWithMention(text: string, members: readonly Named[]): boolean {
  return splitMentions(text, members).at(-1)?.member !== undefined;
}

/** Returns the members whom a text mentions, each once. */
export function membersIn<M extends Named>(text: string, members: readonly M[], meant?: readonly string[]): M[] {
  return [...new Set(splitMentions(text, members, meant).flatMap(({ member }) => member ?? []))];
}

/** Returns whether a message calls this member: its author's client may have said whom it means. */
export function isCalled(
  { message, mentions }: { readonly message: string; readonly mentions?: readonly string[] },
  member: Named & { readonly id: string },
  members: readonly Named[],
): boolean {
  if (mentions !== undefined) return mentions.includes(member.id);
  return isAtSignIn(message) && membersIn(message, members).some(({ id }) => id === member.id);
}

/** Returns whether the text mentions this name. */
export function isMentioned(text: string, name: string): boolean {
  return isAtSignIn(text) && membersIn(text, [{ name }]).length > 0;
}

export const isAtSignIn = (text: string) => text.includes("@") || text.includes("＠");
