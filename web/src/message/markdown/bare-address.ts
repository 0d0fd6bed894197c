// How far the addresses, paths and links in a text go, given the marks that are open where they stand.
import { codeAfter, codeBefore, isAsciiWord } from "#protocol/scripts";
import { bracketStep, endsAddress, isSpace, isTrailing } from "./address.ts";

/** A mark whose end may follow. */
export type OpenMark = { readonly code: number; readonly length: number };

export type Extent = {
  /** Where the address begins that follows the scheme. */
  readonly host: number;
  readonly end: number;
  /** As far as it was read; what is between is punctuation, brackets and marks around it. */
  readonly scanned: number;
};

/** Returns where the marks begin that stand before `end`, of those that are open. */
function beforeOpenMarks(text: string, from: number, end: number, open: readonly OpenMark[]): number {
  let at = end;
  for (const { code, length } of open) {
    for (let left = length; left > 0 && at > from && text.charCodeAt(at - 1) === code; left--) at--;
  }
  return at;
}

/** Returns whether an open mark ends within what could be an address: text of a script without spaces follows it. */
function endsMark(text: string, at: number, code: number, open: readonly OpenMark[]): boolean {
  const mark = open.find((one) => one.code === code);
  if (mark === undefined) return false;
  for (let sign = 1; sign < mark.length; sign++) if (text.charCodeAt(at + sign) !== code) return false;
  return text.charCodeAt(at + mark.length) > 127;
}

/** Returns the extent of the `https://…` that begins at `from`, if one does. */
export function bareAddressAt(text: string, from: number, to: number, open: readonly OpenMark[]): Extent | undefined {
  // Most words that begin with an h are none.
  if ((text.charCodeAt(from + 1) | 32) !== 116) return undefined;
  const head = text.slice(from, Math.min(from + 8, to)).toLowerCase();
  const scheme = head.startsWith("https://") ? 8 : head.startsWith("http://") ? 7 : 0;
  if (scheme === 0 || isAsciiWord(text.charCodeAt(from - 1))) return undefined;
  const host = from + scheme;
  let depth = 0;
  let before = 47;
  let scanned = host;
  while (scanned < to) {
    const code = codeAfter(text, scanned);
    if (endsAddress(before, code) || endsMark(text, scanned, code, open)) break;
    depth += bracketStep(code);
    // What a closing bracket ends that was opened before the address is not part of it.
    if (depth < 0) break;
    before = code;
    scanned += code > 0xffff ? 2 : 1;
  }
  let end = beforeOpenMarks(text, host, scanned, open);
  while (end > host) {
    const last = codeBefore(text, end);
    if (!isTrailing(last)) break;
    end -= last > 0xffff ? 2 : 1;
  }
  return { host, end: beforeOpenMarks(text, host, end, open), scanned };
}

/** What goes on after a space in a path, as in `C:\\Program Files\\*`: of the next words, one with a backslash in it. */
const REST_OF_PATH = /^ (?:[^\s\\]{1,32} ){0,2}[^\s*_~`\\]{1,64}\\/;
const MAX_REST_LENGTH = 140;

/** Returns where a path ends: at the last space, and before marks that were opened before it. */
export function pathEnd(text: string, from: number, to: number, open: readonly OpenMark[]): number {
  let end = from;
  for (;;) {
    while (end < to && !isSpace(text.charCodeAt(end))) end++;
    const before = beforeOpenMarks(text, from, end, open);
    const rest = before === end ? REST_OF_PATH.exec(text.slice(end, Math.min(end + MAX_REST_LENGTH, to))) : null;
    if (rest === null) return before;
    end += rest[0].length;
  }
}

/** Returns where the parenthesis opened before `from` closes; one pair inside it is part of the address. */
export function closingParenthesis(text: string, from: number, to: number): number | undefined {
  let depth = 1;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (isSpace(code)) return undefined;
    if (code === 40 && ++depth > 2) return undefined;
    if (code === 41 && --depth === 0) return at;
  }
  return undefined;
}
