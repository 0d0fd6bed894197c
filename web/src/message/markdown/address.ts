// Where a bare address in a text ends, which addresses become links, and which links must say where they lead.

import { isAsciiWord, isUnspaced, matchesCode } from "#protocol/scripts";
import { parseUrl } from "../../browser/parse-url.ts";

const LINK_SCHEME = /^(https?:|mailto:)/i;

/** Returns the address if it is one we link to, else undefined. */
export function safeUrl(address: string): URL | undefined {
  const url = LINK_SCHEME.test(address) ? parseUrl(address) : undefined;
  return url === undefined || url.protocol === "mailto:" || url.hostname !== "" ? url : undefined;
}

export function safeHref(address: string): string | undefined {
  return safeUrl(address)?.href;
}

const SPACE = /\s|\u0085/;
/** NaN is beyond either end of the text. */
export function isSpace(code: number): boolean {
  return Number.isNaN(code) || code === 32 || (code >= 9 && code <= 13) || (code > 126 && matchesCode(SPACE, code));
}

const signs = (text: string): ReadonlySet<number> => new Set([...text].map((sign) => sign.charCodeAt(0)));

const ENDS = signs('<>"\\`|');
/**
 * Brackets and opening quotes beyond ASCII, closing ones but the apostrophe, and the stops and commas of other scripts,
 * which stand where no space need follow.
 */
const ENDS_BEYOND_ASCII =
  /[\p{Ps}\p{Pe}\p{Pi}\u201d\u203a\u00bb\u2026\u060c\u061b\u061f\u06d4\u0964\u0965\u104a\u104b\u17d4\u1362\u0589\u3001-\u3003\u301c\u3030\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff64]/u;
/** Emoji that Unicode counts among punctuation, as the double exclamation mark, are seen as emoji. */
const SYMBOL = /[\p{S}\p{Extended_Pictographic}]/u;

/** Returns whether an address ends before this character. @param before the one before it */
export function endsAddress(before: number, code: number): boolean {
  if (code < 127) return code <= 32 || ENDS.has(code);
  if (isSpace(code) || matchesCode(ENDS_BEYOND_ASCII, code)) return true;
  // `…/aへ` goes on in Japanese, `…/wiki/日本` in the address.
  return isAsciiWord(before) && before !== 95 && (isUnspaced(code) || matchesCode(SYMBOL, code));
}

const TRAILING = signs(".,;:!?'");
const TRAILING_BEYOND_ASCII = /[\p{P}\p{Cf}]/u;

/** Punctuation at the end of an address is seldom part of it, nor is what can't be seen. */
export function isTrailing(code: number): boolean {
  return code < 127 ? TRAILING.has(code) : matchesCode(TRAILING_BEYOND_ASCII, code);
}

const OPENING = signs("([{");
const CLOSING = signs(")]}");

/** Returns +1 for an opening bracket, -1 for a closing one. */
export function bracketStep(code: number): number {
  return OPENING.has(code) ? 1 : CLOSING.has(code) ? -1 : 0;
}

const BIDI_CONTROL = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
const HOST = /^(?:[\p{L}\p{M}\p{N}_-]+[.。])+\p{L}[\p{L}\p{M}\p{N}-]+$|^(?:\d+\.){3}\d+$/u;

function sameHost(named: string, hostname: string): boolean {
  const bare = (host: string | undefined) => host?.replace(/^www\./, "");
  return bare(parseUrl(`http://${named}`)?.hostname) === bare(hostname);
}

/** Returns the hosts and mail addresses that a text names, each as it is compared. */
function namedIn(text: string): { readonly word: string; readonly host: string }[] {
  const visible = text
    .normalize("NFKC")
    .replace(/\p{Cf}/gu, "")
    .toLowerCase();
  return visible.split(/[\s()[\]{}<>"'“”‘’«»「」,;]+/u).flatMap((word) => {
    const [, scheme, rest = word] = /^([a-z][a-z0-9+.-]*:\/\/)(.*)$/u.exec(word) ?? [];
    const authority = rest.split(/[/?#\\]/, 1)[0] ?? "";
    const host = authority
      .replace(/^.*@/u, "")
      .replace(/:\d*$/, "")
      .replace(/[.。!?…:]+$/u, "");
    return scheme !== undefined || HOST.test(host) ? { word, host } : [];
  });
}

/** Words of ASCII, without a sign that an address has. */
const WORDS = /^[^.:@\u0080-\uffff]*$/;

/** Returns where a link leads, if its text names another place, or may hide one. */
export function hostToShow(url: URL, text: string): string | undefined {
  const { protocol, hostname, host, pathname, username } = url;
  if (username === "" && WORDS.test(text)) return undefined;
  const isMail = protocol === "mailto:";
  const isSame = (named: { word: string; host: string }) =>
    isMail ? named.word === pathname.toLowerCase() : sameHost(named.host, hostname);
  const isOpen = username === "" && !BIDI_CONTROL.test(text) && namedIn(text).every(isSame);
  return isOpen ? undefined : isMail ? pathname : host;
}

/** Returns a bare address as it is shown: a control that would turn its letters round is shown as it is sent. */
export function shownAddress(address: string): string {
  return address.replace(new RegExp(BIDI_CONTROL, "g"), encodeURIComponent);
}
