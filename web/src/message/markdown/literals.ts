// What is never markup, though it has its signs: paths, the shrug, and names of code between underscores.
import { codeAfter, codeBefore, isAsciiWord, isWord } from "#protocol/scripts";

const UNDERSCORE = 95;
const SHRUG = "_(ツ)_/";
/** The name and its underscores. */
const MAX_DUNDER_LENGTH = 44;

/** Returns whether the backslashes from `from` to `to` are part of a path: `C:\dir` or `\\server\share`. */
export function isPathAt(text: string, from: number, to: number): boolean {
  const before = codeBefore(text, from);
  const next = codeAfter(text, to);
  const isShare = to - from === 2 && isWord(next) && next !== UNDERSCORE && !isWord(before);
  return isShare || (before === 58 && isDrive(text, from - 2));
}

function isDrive(text: string, at: number): boolean {
  const letter = text.charCodeAt(at) | 32;
  return letter >= 97 && letter <= 122 && !isWord(codeBefore(text, at));
}

/** Returns the length of the arms and face that begin with an underscore at `at`; else 0. */
export function shrugLength(text: string, at: number): number {
  return text.slice(at, Math.min(at + SHRUG.length, text.length)) === SHRUG ? SHRUG.length : 0;
}

/** Returns a name such as `__init__` of which something is called or asked: where it ends, or how far there is none. */
export function dunderAt(text: string, at: number): { readonly isName: boolean; readonly end: number } {
  const from = at + 2;
  const most = Math.min(at + MAX_DUNDER_LENGTH, text.length);
  let end = from;
  while (end < most && isAsciiWord(text.charCodeAt(end))) end++;
  const isClosed = text.charCodeAt(end - 1) === UNDERSCORE && text.charCodeAt(end - 2) === UNDERSCORE;
  if (end < from + 3 || !isClosed) return { isName: false, end };
  const after = codeAfter(text, end);
  const isOwner = after === 40 || (after === 46 && isAsciiWord(text.charCodeAt(end + 1)));
  return { isName: isOwner || codeBefore(text, at) === 46, end };
}
