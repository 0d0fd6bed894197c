// What a character is to words: links and mentions end where words do, and not every script sets spaces between them.

/** A keycap and the selectors of emoji and of ideographs are marks to Unicode, but the sign they are on is what counts. */
const WORD = /(?!\p{Variation_Selector})[\p{L}\p{Mn}\p{Mc}\p{N}_]/u;
const UNSPACED =
  /[\p{scx=Hira}\p{scx=Kana}\p{scx=Hani}\p{scx=Bopo}\p{scx=Yiii}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}\p{scx=Tibt}\p{scx=Lana}\p{scx=Talu}\p{scx=Tale}\p{scx=Java}]/u;

/** Returns the code point that ends before `at`; NaN at the beginning. */
export function codeBefore(text: string, at: number): number {
  if (at <= 0) return Number.NaN;
  const last = text.charCodeAt(at - 1);
  if (at < 2 || (last & 0xfc00) !== 0xdc00) return last;
  const lead = text.charCodeAt(at - 2);
  return (lead & 0xfc00) === 0xd800 ? ((lead & 0x3ff) << 10) + (last & 0x3ff) + 0x10000 : last;
}

/** Returns the code point that begins at `at`; NaN at the end. */
export function codeAfter(text: string, at: number): number {
  const lead = text.charCodeAt(at);
  if ((lead & 0xfc00) !== 0xd800) return lead;
  const last = text.charCodeAt(at + 1);
  return (last & 0xfc00) === 0xdc00 ? ((lead & 0x3ff) << 10) + (last & 0x3ff) + 0x10000 : lead;
}

export function matchesCode(pattern: RegExp, code: number): boolean {
  return !Number.isNaN(code) && pattern.test(String.fromCodePoint(code));
}

export function isAsciiWord(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
}

/** Letters, digits, the marks on them, and the underscore. */
export function isWord(code: number): boolean {
  return code < 128 ? isAsciiWord(code) : matchesCode(WORD, code);
}

/** A letter of a script that sets no spaces between words; Korean sets some, but glues its particles on. */
export function isUnspaced(code: number): boolean {
  return code >= 0xe00 && matchesCode(UNSPACED, code) && matchesCode(WORD, code);
}

/** A letter or digit of a script whose words are set apart by spaces. */
export function isSpacedWord(code: number): boolean {
  return isWord(code) && !isUnspaced(code);
}
