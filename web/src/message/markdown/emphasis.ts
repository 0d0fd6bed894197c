// Which runs of `*`, `_` and `~` may begin or end emphasis. People type these signs for themselves, too: in sums, paths,
// names of code and faces, where they must stay.
import { isAsciiWord, isSpacedWord, isWord, matchesCode } from "#protocol/scripts";
import { isSpace } from "./address.ts";

export const STAR = 42;
export const UNDERSCORE = 95;
export const TILDE = 126;

/** A run of one sign: how often it stands, and the code points around it. */
export type Run = {
  readonly code: number;
  readonly length: number;
  readonly before: number;
  readonly after: number;
};

const signs = (text: string): ReadonlySet<number> => new Set([...text].map((sign) => sign.charCodeAt(0)));

const SLASH = 47;
const NO_OPEN_BEFORE = signs(";:<>^)-=/|");
const NO_OPEN_IN_WORD_BEFORE = signs(",.!?([");
/** After these, a single star multiplies or repeats: `(a)*b`, `[a-z]*`, `.*`. After an at sign a mark is part of a name. */
const NO_STAR_OPENS_AFTER = signs(")].");
const AT_SIGN = 64;
/** What faces are made of: `(*´ω｀*)`, `(*・∀・*)`. */
const PART_OF_FACE = /[\p{Sk}\p{Sm}°゜ﾟ・･]/u;
const NO_CLOSE_AFTER = signs(".,;:/=<({[+&$#@-");

const isDigit = (code: number) => code >= 48 && code <= 57;

/** Returns whether the run is text, whatever else stands in the message. */
export function isLiteralRun({ code, length, before, after }: Run): boolean {
  if (code === TILDE ? length !== 2 : length > 3) return true;
  if (isDigit(after) && (isSpacedWord(before) || before === 41 || before === 93)) return true;
  if (code === UNDERSCORE) {
    // Before it stands an underscore only where three were taken apart. Two within a name are rarer than one.
    const isPart = length === 2 ? isSpacedWord : isWord;
    return before !== UNDERSCORE && isPart(before) && isPart(after);
  }
  if (code !== STAR || length > 1) return false;
  return before === SLASH || after === SLASH || (isSpacedWord(before) && isSpacedWord(after));
}

export function mayOpen({ code, length, before, after }: Run): boolean {
  if (isSpace(after) || before === AT_SIGN) return false;
  if (isSpace(before)) return true;
  if (after > 127) return !matchesCode(PART_OF_FACE, after);
  if (code === STAR && length === 1 && NO_STAR_OPENS_AFTER.has(before)) return false;
  return !NO_OPEN_BEFORE.has(after) && !(NO_OPEN_IN_WORD_BEFORE.has(after) && isSpacedWord(before));
}

export function mayClose({ code, before, after }: Run): boolean {
  if (isSpace(before)) return false;
  return !(isSpacedWord(after) && (code === UNDERSCORE || NO_CLOSE_AFTER.has(before)));
}

/** The longest face between two single marks, as in `*_*`. */
const MAX_FACE_LENGTH = 3;
/** In brackets, as in `(*'▽'*)`, a face may be longer, and its mouth a letter. */
const MAX_BRACKETED_FACE_LENGTH = 8;
const BRACKETED_FACE = /^(?![\p{Ps}\p{Pi}"])[^\p{L}\p{N}\s]+[\p{L}\p{N}]?[^\p{L}\p{N}\s]*$/u;
const isOpening = (code: number) => code === 40 || code === 0xff08;
const isClosing = (code: number) => code === 41 || code === 0xff09;

/**
 * Returns whether there is no word between two single marks, but signs alone: `*_*` is a face, `*.*` names files.
 * @param from where the first mark ends
 * @param to where the second mark begins
 */
export function isFace(text: string, from: number, to: number): boolean {
  if (to - from > MAX_BRACKETED_FACE_LENGTH) return false;
  const between = text.slice(from, to);
  if (isOpening(text.charCodeAt(from - 2)) && isClosing(text.charCodeAt(to + 1))) return BRACKETED_FACE.test(between);
  if (between.length > MAX_FACE_LENGTH) return false;
  for (let at = 0; at < between.length; at++) {
    const code = between.charCodeAt(at);
    if (code <= 32 || code > 126 || (isAsciiWord(code) && code !== UNDERSCORE)) return false;
  }
  return true;
}
