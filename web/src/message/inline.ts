// Parses emphasis, code and links into plain values, in one pass. The work is linear in any text: every scan either
// consumes what it read or is bounded by a mark that was looked up beforehand.

export type Inline =
  | { readonly is: "text" | "code"; readonly text: string }
  | { readonly is: "strong" | "em" | "del"; readonly children: readonly Inline[] }
  | { readonly is: "link"; readonly href: string; readonly children: readonly Inline[] };

/** A mark whose end may follow: `at` is its index in the output, `from` where its content begins in the text. */
type Open = { readonly is: "strong" | "em" | "del"; readonly mark: string; readonly at: number; readonly from: number };

const LINK_SCHEME = /^(https?:|mailto:)/i;

/** Returns the address if it is one we link to, else undefined. */
export function safeHref(address: string): string | undefined {
  if (!LINK_SCHEME.test(address) || !URL.canParse(address)) return undefined;
  const { href, protocol, hostname } = new URL(address);
  return protocol === "mailto:" || hostname !== "" ? href : undefined;
}

function isSpace(code: number): boolean {
  // NaN is beyond either end of the text.
  return Number.isNaN(code) || code === 32 || (code >= 9 && code <= 13) || code === 0xa0;
}

/** Letters and digits as far as words with underscores go. */
function isWord(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code > 0xbf;
}

const MARKS: ReadonlyMap<number, string> = new Map([
  [42, "*"],
  [95, "_"],
  [126, "~"],
]);

const TRAILING: ReadonlySet<number> = new Set([..."].,;:!?'*_~"].map((sign) => sign.charCodeAt(0)));

class Parser {
  readonly #text: string;
  readonly #end: number;
  #at: number;
  #plainFrom: number;
  readonly #out: Inline[] = [];
  readonly #open: Open[] = [];
  /** Where the last run of backticks of each length begins. */
  readonly #lastTicks = new Map<number, number>();
  #lastParenthesis = -1;
  #lastBracket = -1;

  constructor(text: string, from: number, end: number) {
    this.#text = text;
    this.#at = from;
    this.#plainFrom = from;
    this.#end = end;
    for (let at = from; at < end; at++) {
      const code = text.charCodeAt(at);
      if (code === 41) this.#lastParenthesis = at;
      if (code === 93) this.#lastBracket = at;
      if (code !== 96) continue;
      const length = this.#run(at, 96);
      this.#lastTicks.set(length, at);
      at += length - 1;
    }
  }

  parse(linksAllowed: boolean): Inline[] {
    while (this.#at < this.#end) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === 96) this.#ticks();
      else if (MARKS.has(code)) this.#mark(code);
      else if (code === 92) this.#escape();
      else if (linksAllowed && code === 91) this.#link();
      else if (linksAllowed && (code | 32) === 104) this.#address();
      else this.#at += 1;
    }
    this.#plain(this.#end);
    while (this.#open.length > 0) this.#giveUp();
    return this.#out;
  }

  /** Returns how many of `code` follow each other at `from`. */
  #run(from: number, code: number): number {
    let at = from;
    while (at < this.#end && this.#text.charCodeAt(at) === code) at++;
    return at - from;
  }

  /** Ends the plain text before `to` and continues at `next`. */
  #plain(to: number, next = to): void {
    if (to > this.#plainFrom) this.#out.push({ is: "text", text: this.#text.slice(this.#plainFrom, to) });
    this.#plainFrom = next;
    this.#at = next;
  }

  #ticks(): void {
    const length = this.#run(this.#at, 96);
    const from = this.#at + length;
    if ((this.#lastTicks.get(length) ?? -1) < from) {
      this.#at = from;
      return;
    }
    let at = from;
    while (at < this.#end) {
      const run = this.#run(at, 96);
      if (run === length) break;
      at += Math.max(run, 1);
    }
    this.#plain(this.#at, at + length);
    this.#out.push({ is: "code", text: this.#text.slice(from, at) });
  }

  #escape(): void {
    const next = this.#text.charCodeAt(this.#at + 1);
    // ASCII punctuation only; a backslash before anything else is a backslash.
    const isPunctuation =
      (next > 32 && next < 48) || (next > 57 && next < 65) || (next > 90 && next < 97) || next > 122;
    if (this.#at + 1 < this.#end && isPunctuation && next < 127) {
      this.#plain(this.#at, this.#at + 1);
      this.#at += 1;
    } else this.#at += 1;
  }

  #mark(code: number): void {
    const run = this.#run(this.#at, code);
    const length = code === 126 ? 2 : Math.min(run, 2);
    const sign = MARKS.get(code) ?? "";
    const before = this.#at === 0 ? Number.NaN : this.#text.charCodeAt(this.#at - 1);
    const after = this.#at + run < this.#end ? this.#text.charCodeAt(this.#at + run) : Number.NaN;
    if ((code === 126 && run !== 2) || run > 3) {
      this.#at += run;
      return;
    }
    const isInWord = code === 95 && isWord(before) && isWord(after);
    const mark = this.#closable(sign, run);
    if (mark !== undefined && !isSpace(before) && !isInWord) {
      this.#close(mark);
      return;
    }
    const next = run === 3 ? 1 : length;
    const isOpen = this.#open.some((one) => one.mark === sign.repeat(next));
    if (isSpace(after) || isInWord || isOpen) {
      this.#at += run;
      return;
    }
    this.#plain(this.#at, this.#at + next);
    const is = code === 126 ? "del" : next === 2 ? "strong" : "em";
    this.#open.push({ is, mark: sign.repeat(next), at: this.#out.length, from: this.#at });
  }

  /** Returns the open mark that a run of this sign closes: the one of its length, else the innermost shorter one. */
  #closable(sign: string, run: number): string | undefined {
    const ends = ({ mark, from }: Open) => mark.startsWith(sign) && mark.length <= run && this.#at > from;
    const candidates = this.#open.filter(ends);
    return (candidates.find(({ mark }) => mark.length === run) ?? candidates.at(-1))?.mark;
  }

  #close(mark: string): void {
    this.#plain(this.#at, this.#at + mark.length);
    while (this.#open.at(-1)?.mark !== mark) this.#giveUp();
    const opened = this.#open.pop();
    if (opened === undefined) return;
    this.#out.push({ is: opened.is, children: this.#out.splice(opened.at) });
  }

  /** The innermost mark has no end: it is text. At most five are ever open. */
  #giveUp(): void {
    const opened = this.#open.pop();
    if (opened !== undefined) this.#out.splice(opened.at, 0, { is: "text", text: opened.mark });
  }

  /** `[text](address)` */
  #link(): void {
    const from = this.#at + 1;
    this.#at = from;
    if (this.#lastBracket < from) return;
    let close = from;
    while (close < this.#end) {
      const code = this.#text.charCodeAt(close);
      if (code === 93 || code === 91) break;
      close++;
    }
    if (this.#text.charCodeAt(close) !== 93 || this.#text.charCodeAt(close + 1) !== 40 || close === from) return;
    if (this.#lastParenthesis < close) return;
    const end = this.#addressEnd(close + 2);
    const href = end === undefined ? undefined : safeHref(this.#text.slice(close + 2, end));
    if (end === undefined || href === undefined) return;
    this.#plain(from - 1, end + 1);
    this.#out.push({ is: "link", href, children: new Parser(this.#text, from, close).parse(false) });
  }

  /** Returns where the parenthesis opened before `from` closes; one pair inside it is part of the address. */
  #addressEnd(from: number): number | undefined {
    let depth = 1;
    for (let at = from; at < this.#end; at++) {
      const code = this.#text.charCodeAt(at);
      if (isSpace(code)) return undefined;
      if (code === 40 && ++depth > 2) return undefined;
      if (code === 41 && --depth === 0) return at;
    }
    return undefined;
  }

  /** A bare `https://…`. */
  #address(): void {
    const head = this.#text.slice(this.#at, Math.min(this.#at + 8, this.#end)).toLowerCase();
    const scheme = head.startsWith("https://") ? 8 : head.startsWith("http://") ? 7 : 0;
    if (scheme === 0 || (this.#at > 0 && isWord(this.#text.charCodeAt(this.#at - 1)))) {
      this.#at += 1;
      return;
    }
    let end = this.#at + scheme;
    let surplus = 0;
    for (; end < this.#end; end++) {
      const code = this.#text.charCodeAt(end);
      if (isSpace(code) || code === 60 || code === 62 || code === 34 || code === 96) break;
      if (code === 41) surplus++;
      if (code === 40) surplus--;
    }
    const scanned = end;
    // Punctuation at the end is seldom part of the address, nor is a parenthesis around it.
    for (; end > this.#at; end--) {
      const last = this.#text.charCodeAt(end - 1);
      if (last === 41 && surplus > 0) surplus--;
      else if (!TRAILING.has(last)) break;
    }
    const address = this.#text.slice(this.#at, end);
    const href = end - this.#at > scheme ? safeHref(address) : undefined;
    if (href === undefined) {
      this.#at = scanned;
      return;
    }
    this.#plain(this.#at, end);
    this.#out.push({ is: "link", href, children: [{ is: "text", text: address }] });
  }
}

export function parseInline(text: string): Inline[] {
  return new Parser(text, 0, text.length).parse(true);
}
