// Checks messages and counts characters. Server and client share these rules.
import { MAX_MESSAGE_LENGTH } from "./limits.ts";

// What paints nothing although Unicode counts it among letters, marks and symbols: the Syriac abbreviation mark, the empty
// Braille pattern, the object's placeholder, the Khitan filler, the null notehead, and the blanks and joiners of Egyptian
// hieroglyphs.
export const BLANKS = "\\u070f\\u2800\\ufffc\\u{16fe4}\\u{1d159}\\u{13430}-\\u{13442}";
export const VISIBLE_CHARACTER = new RegExp(
  `(?![${BLANKS}]|\\p{Default_Ignorable_Code_Point})[\\p{L}\\p{N}\\p{P}\\p{S}]`,
  "u",
);

/** Returns the length in characters (Unicode code points). Stops counting once there are more than `enough`. */
export function countCharacters(text: string, enough = Number.POSITIVE_INFINITY): number {
  let count = 0;
  for (const _ of text) if (++count > enough) break;
  return count;
}

/** Returns whether the text has at most `max` characters, counting no further than it must. */
export function isWithin(text: string, max: number): boolean {
  return text.length <= max || (text.length <= 2 * max && countCharacters(text, max) <= max);
}

export function messageProblem(message: string, max = MAX_MESSAGE_LENGTH): string | undefined {
  if (!message.isWellFormed()) return "is not valid Unicode";
  if (!isWithin(message, max)) return `is longer than ${max} characters`;
  if (!VISIBLE_CHARACTER.test(message)) return "is empty";
  return undefined;
}
