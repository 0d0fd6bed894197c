// What counts as a name, a title, a message and a room code: one set of rules for server and client.
import { AVATAR, CUSTOM_CODE, MESSAGE_LENGTH, NAME_LENGTH, TITLE_LENGTH } from "./limits.ts";

// Controls, line and paragraph separators, and what is not drawn: bidirectional marks, embeddings, overrides and isolates
// (UAX #9), fillers, tags. Each lets a name pass for another or spill over its neighbours. Only joiners and the emoji
// selector are part of honest names, and foldName looks through them.
const UNSAFE_IN_NAMES = /[\p{Cc}\p{Zl}\p{Zp}\ufff9-\ufffb]|(?!\u200c|\u200d|\ufe0f)\p{Default_Ignorable_Code_Point}/u;
// The blanks among letters and symbols: fillers, the empty Braille pattern, the object's placeholder, the null notehead.
const VISIBLE = /(?![\u2800\ufffc\u{1d159}]|\p{Default_Ignorable_Code_Point})[\p{L}\p{N}\p{P}\p{S}]/u;

/** Length in characters (Unicode code points), counted no further than `enough`. */
export function characters(text: string, enough = Number.POSITIVE_INFINITY): number {
  let count = 0;
  for (const _ of text) if (++count > enough) break;
  return count;
}

/** Whether the text has at most `max` characters; counts no further than it must. */
export function isWithin(text: string, max: number): boolean {
  return text.length <= max || (text.length <= 2 * max && characters(text, max) <= max);
}

/** What is wrong with a one-line label after cleaning, as half a sentence; undefined when nothing is. */
function labelProblem(text: string, max: number): string | undefined {
  if (!text.isWellFormed()) return "is not valid Unicode";
  if (UNSAFE_IN_NAMES.test(text)) return "has control or invisible characters";
  if (!isWithin(text, max)) return `is longer than ${max} characters`;
  return undefined;
}

/** White space at the ends dropped, inner runs folded to one space, composed (NFC). */
export function cleanLabel(text: string): string {
  return text.trim().replace(/ +/g, " ").normalize("NFC");
}

export function nameProblem(name: string): string | undefined {
  if (name.isWellFormed() && !VISIBLE.test(name)) return "has nothing to see in it";
  return labelProblem(name, NAME_LENGTH);
}

export function titleProblem(title: string): string | undefined {
  return labelProblem(title, TITLE_LENGTH);
}

export function messageProblem(message: string, max = MESSAGE_LENGTH): string | undefined {
  if (!message.isWellFormed()) return "is not valid Unicode";
  if (!isWithin(message, max)) return `is longer than ${max} characters`;
  if (!VISIBLE.test(message)) return "is empty";
  return undefined;
}

/** Whether it is one emoji, however many code points that takes. */
export function isEmoji(text: string): boolean {
  return /^\p{RGI_Emoji}$/v.test(text) || /^\p{Emoji_Presentation}$/u.test(text);
}

/** Two names that fold to the same text can't be present in one room at once. */
export function foldName(name: string): string {
  return name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\u200d|\u200c|\ufe0f/g, "");
}

/**
 * The key of a room code: however it was typed or read aloud, it is the same room.
 * Lower case, `o`→`0`, `i` and `l`→`1`, dashes and spaces dropped (Crockford's base32 decoding rules).
 */
export function foldCode(code: string): string {
  return code.toLowerCase().replace(/[-\s]/g, "").replace(/o/g, "0").replace(/[il]/g, "1");
}

/** How a generated code is shown: in groups of four, `k7pq-2mfx`. */
export function groupCode(code: string): string {
  return code.replace(/.{4}(?=.)/g, "$&-");
}

export function isCustomCode(code: string): boolean {
  return new RegExp(CUSTOM_CODE).test(code) && foldCode(code) !== "";
}

export function isAvatar(avatar: string): boolean {
  return new RegExp(AVATAR).test(avatar);
}
