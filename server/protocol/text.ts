// What counts as a name, a title, a message: one set of rules for server and client.
import { AVATAR_PATTERN, MAX_MESSAGE_LENGTH, MAX_NAME_LENGTH, MAX_TITLE_LENGTH } from "./limits.ts";

// Controls, line and paragraph separators, and what is not drawn: bidirectional marks, embeddings, overrides and isolates
// (UAX #9), fillers, tags. Each lets a name pass for another or spill over its neighbours. Only joiners and the emoji
// selector are part of honest names, and foldName looks through them.
const UNSAFE_IN_NAMES = /[\p{Cc}\p{Zl}\p{Zp}\ufff9-\ufffb]|(?!\u200c|\u200d|\ufe0f)\p{Default_Ignorable_Code_Point}/u;
// The blanks among letters and symbols: fillers, the empty Braille pattern, the object's placeholder, the null notehead.
const VISIBLE_CHARACTER = /(?![\u2800\ufffc\u{1d159}]|\p{Default_Ignorable_Code_Point})[\p{L}\p{N}\p{P}\p{S}]/u;

/** Returns the length in characters (Unicode code points), counted no further than one more than `enough`. */
export function countCharacters(text: string, enough = Number.POSITIVE_INFINITY): number {
  let count = 0;
  for (const _ of text) if (++count > enough) break;
  return count;
}

/** Returns whether the text has at most `max` characters, counting no further than it must. */
export function isWithin(text: string, max: number): boolean {
  return text.length <= max || (text.length <= 2 * max && countCharacters(text, max) <= max);
}

/** Returns what is wrong with a cleaned one-line label, as half a sentence; undefined when nothing is. */
function labelProblem(text: string, max: number): string | undefined {
  if (!text.isWellFormed()) return "is not valid Unicode";
  if (UNSAFE_IN_NAMES.test(text)) return "has control or invisible characters";
  if (!isWithin(text, max)) return `is longer than ${max} characters`;
  return undefined;
}

/** Returns the text without white space at its ends, with inner runs of spaces as one space, composed (NFC). */
export function cleanLabel(text: string): string {
  return text.trim().replace(/ +/g, " ").normalize("NFC");
}

export function nameProblem(name: string): string | undefined {
  if (name.isWellFormed() && !VISIBLE_CHARACTER.test(name)) return "has nothing to see in it";
  return labelProblem(name, MAX_NAME_LENGTH);
}

export function titleProblem(title: string): string | undefined {
  return labelProblem(title, MAX_TITLE_LENGTH);
}

export function messageProblem(message: string, max = MAX_MESSAGE_LENGTH): string | undefined {
  if (!message.isWellFormed()) return "is not valid Unicode";
  if (!isWithin(message, max)) return `is longer than ${max} characters`;
  if (!VISIBLE_CHARACTER.test(message)) return "is empty";
  return undefined;
}

/** Returns whether the text is exactly one emoji, of any number of code points. */
export function isEmoji(text: string): boolean {
  return /^\p{RGI_Emoji}$/v.test(text) || /^\p{Emoji_Presentation}$/u.test(text);
}

/** Returns the key by which names are compared: two names with the same key can't be in one room at once. */
export function foldName(name: string): string {
  return name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\u200d|\u200c|\ufe0f/g, "");
}

export function isAvatar(avatar: string): boolean {
  return new RegExp(AVATAR_PATTERN).test(avatar);
}
