// Parses emphasis, code and links into plain values, in one pass. The work is linear in any text: every scan either
// consumes what it read or is bounded by a mark that was looked up beforehand.
import { codeAfter, codeBefore } from "#protocol/scripts";
import { hostToShow, safeUrl } from "./address.ts";
import { bareAddressAt, closingParenthesis, type OpenMark, pathEnd } from "./bare-address.ts";
import { isFace, isLiteralRun, mayClose, mayOpen, type Run, STAR, TILDE, UNDERSCORE } from "./emphasis.ts";
import { dunderAt, isPathAt, shrugLength } from "./literals.ts";

export type Inline =
  | { readonly is: "text" | "code"; readonly text: string }
  | { readonly is: "strong" | "em" | "del"; readonly children: readonly Inline[] }
  | {
      readonly is: "link";
      readonly href: string;
      /** Where it leads, if its text names another place. */
      readonly host?: string;
      /** An address that stands in the text by itself. */
      readonly isBare?: true;
      readonly children: readonly Inline[];
    };

/** An open mark's index in the output, and where its content begins in the text. */
type Open = OpenMark & { readonly at: number; readonly from: number };

const TICK = 96;
const BACKSLASH = 92;

const ESCAPABLE: ReadonlySet<number> = new Set([..."*_~`[]"].map((sign) => sign.charCodeAt(0)));
const isMark = (code: number) => code === STAR || code === UNDERSCORE || code === TILDE;

export function textOf(nodes: readonly Inline[]): string {
  return nodes.map((node) => ("text" in node ? node.text : textOf(node.children))).join("");
}

class Parser {
  readonly #text: string;
  readonly #end: number;
  #at: number;
  #plainFrom: number;
  readonly #out: Inline[] = [];
  readonly #open: Open[] = [];
  /** Where the last run of backticks of each length begins. */
  #lastTicks: Map<number, number> | undefined;
  /** Letters that were looked through for a name of code. */
  #noNameBefore = 0;
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
      if (code !== TICK) continue;
      const length = this.#run(at, TICK);
      this.#lastTicks ??= new Map();
      this.#lastTicks.set(length, at);
      at += length - 1;
    }
  }

  parse(linksAllowed: boolean): Inline[] {
    while (this.#at < this.#end) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === TICK) this.#ticks();
      else if (isMark(code)) this.#mark(code);
      else if (code === BACKSLASH) this.#escape();
      else if (linksAllowed && code === 91) this.#link();
      else if (linksAllowed && (code | 32) === 104) this.#address();
      else this.#at += 1;
    }
    this.#plain(this.#end);
    return this.#out;
  }

  /** Returns how many of `code` follow each other at `from`. */
  #run(from: number, code: number): number {
    let at = from;
    while (at < this.#end && this.#text.charCodeAt(at) === code) at++;
    return at - from;
  }

  #codeAt(at: number): number {
    return at < this.#end ? codeAfter(this.#text, at) : Number.NaN;
  }

  /** Ends the plain text before `to` and continues at `next`. */
  #plain(to: number, next = to): void {
    if (to > this.#plainFrom) this.#out.push({ is: "text", text: this.#text.slice(this.#plainFrom, to) });
    this.#plainFrom = next;
    this.#at = next;
  }

  #ticks(): void {
    const length = this.#run(this.#at, TICK);
    const from = this.#at + length;
    if ((this.#lastTicks?.get(length) ?? -1) < from) {
      this.#at = from;
      return;
    }
    let at = from;
    while (at < this.#end) {
      const run = this.#run(at, TICK);
      if (run === length) break;
      at += Math.max(run, 1);
    }
    this.#plain(this.#at, at + length);
    this.#out.push({ is: "code", text: this.#text.slice(from, at) });
  }

  /** A path stays as it is; else a backslash hides from us one of the marks that we would take away. */
  #escape(): void {
    const from = this.#at;
    const length = this.#run(from, BACKSLASH);
    const to = from + length;
    const next = this.#codeAt(to);
    if (isPathAt(this.#text, from, to)) this.#at = pathEnd(this.#text, to, this.#end, this.#open);
    else if (next === UNDERSCORE && shrugLength(this.#text, to) > 0) this.#at = to + shrugLength(this.#text, to);
    else if (!ESCAPABLE.has(next)) this.#at = to;
    else {
      this.#plain(from + (length >> 1), to);
      // The mark itself is text if one backslash is left for it.
      if (length % 2 === 1) this.#at = to + 1;
    }
  }

  #mark(code: number): void {
    const length = this.#run(this.#at, code);
    const next = this.#at + length;
    const run: Run = { code, length, before: codeBefore(this.#text, this.#at), after: this.#codeAt(next) };
    const literal = code === UNDERSCORE ? this.#literalLength(length) : 0;
    if (literal > 0) {
      this.#at += literal;
      return;
    }
    if (isLiteralRun(run)) {
      this.#at = next;
      return;
    }
    const closed = mayClose(run) ? this.#closable(run) : undefined;
    if (closed !== undefined) {
      this.#close(this.#swapIfOuter(closed));
      return;
    }
    const opened = length === 3 ? 1 : length;
    if (!mayOpen(run)) {
      this.#at = next;
      return;
    }
    // One of its kind that found no end until here is text.
    const unended = this.#open.findIndex((one) => one.code === code && one.length === opened);
    if (unended >= 0) this.#open.splice(unended, 1);
    this.#plain(this.#at);
    this.#open.push({ code, length: opened, at: this.#out.length, from: this.#at + opened });
    // It stands for itself until its end is found.
    this.#at += opened;
    this.#plain(this.#at);
  }

  #literalLength(underscores: number): number {
    if (underscores === 1) return shrugLength(this.#text, this.#at);
    if (underscores !== 2 || this.#at < this.#noNameBefore) return 0;
    const { isName, end } = dunderAt(this.#text, this.#at);
    if (!isName) this.#noNameBefore = end;
    return isName ? end - this.#at : 0;
  }

  /** Returns the open mark that a run of this sign closes: the one of its length, else the innermost shorter one. */
  #closable({ code, length }: Run): Open | undefined {
    let found: Open | undefined;
    for (const one of this.#open) {
      if (one.code !== code || one.length > length || one.from >= this.#at) continue;
      if (found?.length !== length) found = one;
    }
    return found?.length === 1 && isFace(this.#text, found.from, this.#at) ? undefined : found;
  }

  /** Of three marks that were taken apart, `***a* b**`, the one that is closed first is the inner one. */
  #swapIfOuter(closed: Open): Open {
    const at = this.#open.indexOf(closed);
    const inner = this.#open[at + 1];
    if (inner === undefined || inner.code !== closed.code || inner.from !== closed.from + inner.length) return closed;
    const sign = String.fromCharCode(closed.code);
    const swapped = { ...inner, at: inner.at, length: closed.length };
    this.#open[at] = { ...closed, length: inner.length, from: closed.from - closed.length + inner.length };
    this.#open[at + 1] = swapped;
    this.#out[closed.at] = { is: "text", text: sign.repeat(inner.length) };
    this.#out[inner.at] = { is: "text", text: sign.repeat(closed.length) };
    return swapped;
  }

  #close(opened: Open): void {
    this.#plain(this.#at, this.#at + opened.length);
    // Marks within it that have no end stay the text that they are.
    while (this.#open.pop() !== opened);
    const children = this.#out.slice(opened.at + 1);
    this.#out.length = opened.at;
    this.#out.push({ is: opened.code === TILDE ? "del" : opened.length === 2 ? "strong" : "em", children });
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
    const end = closingParenthesis(this.#text, close + 2, this.#end);
    const url = end === undefined ? undefined : safeUrl(this.#text.slice(close + 2, end));
    if (end === undefined || url === undefined) return;
    this.#plain(from - 1, end + 1);
    const children = new Parser(this.#text, from, close).parse(false);
    const host = hostToShow(url, textOf(children));
    this.#out.push({ is: "link", href: url.href, ...(host !== undefined && { host }), children });
  }

  /** A bare `https://…`. */
  #address(): void {
    const from = this.#at;
    const found = bareAddressAt(this.#text, from, this.#end, this.#open);
    const address = found && found.end > found.host ? this.#text.slice(from, found.end) : "";
    const url = address === "" ? undefined : safeUrl(address);
    if (found === undefined || url === undefined) {
      this.#at = found?.scanned ?? from + 1;
      return;
    }
    this.#plain(from, found.end);
    // Whoever writes `https://bank.example@evil.example/` leads to the latter.
    const { href, username, host } = url;
    const children = [{ is: "text" as const, text: address }];
    this.#out.push({ is: "link", href, ...(username !== "" && { host }), isBare: true, children });
  }
}

export function parseInline(text: string): Inline[] {
  return new Parser(text, 0, text.length).parse(true);
}
