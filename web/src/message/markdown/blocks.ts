// Parses a message's Markdown blocks into plain values: fenced code, quotes, lists and paragraphs. Nothing is refused: what
// is not markup is text. Every line is read a bounded number of times, on each of a bounded number of levels.
import { type Inline, parseInline } from "./inline.ts";

export type Block =
  | { readonly is: "paragraph"; readonly children: readonly Inline[] }
  | { readonly is: "code"; readonly text: string; readonly language?: string }
  | { readonly is: "quote"; readonly children: readonly Block[] }
  | { readonly is: "list"; readonly isNumbered: boolean; readonly items: readonly Item[] };

export type Item = {
  /** As it was written: lists may begin anywhere, count down, and leave numbers out. */
  readonly number?: number;
  /** What follows the number. */
  readonly mark?: "." | ")";
  readonly text: readonly Inline[];
  readonly children: readonly Block[];
};

/** How deep the lines stand in quotes and lists; what stands deeper is text. */
type Level = { readonly quotes: number; readonly lists: number };
const MAX_QUOTES = 6;
const MAX_LISTS = 4;

const MAY_BEGIN_BLOCK = /^ {0,3}[`>*\-\d]/;
const FENCE = /^ {0,3}(`{3,})([^`]*)$/;
const FENCE_END = /^ {0,3}(`{3,}) *$/;
const LANGUAGE = /^[\w+#.-]{0,20}$/;
/** Faces and comparisons begin with the same sign. */
const QUOTE = /^ {0,3}>(?!(?:[^\s\p{L}<>]{0,4}|\p{L})<(?!\p{L})|[_.]+>|[:;]['-]?(?:[()DPOo3/\\|]|\S(?!\S))|=) ?/u;
const RULE = /^ *([-*])(?: +\1)+ *$/;
const BULLET = /^ {0,3}[-*] +(?=\S)/;
/** No zero in front: it would be lost. */
const NUMBER = /^ {0,3}(0|[1-9]\d{0,8})([.)]) +(?=\S)/;
const INDENT = /^(?: {2,}|\t)(?=.*\S)/;

const isArrows = (line: string) => /^[\s>]*$/.test(line);
const isBlank = (line: string | undefined) => line !== undefined && line.trim() === "";

type Mark = { readonly width: number; readonly numbering?: Pick<Item, "number" | "mark"> };

/** Returns the mark of a list's item that the line begins with. */
function itemMark(line: string): Mark | undefined {
  const numbered = NUMBER.exec(line);
  if (numbered !== null) {
    const mark = numbered[2] === ")" ? ")" : ".";
    return { width: numbered[0].length, numbering: { number: Number(numbered[1]), mark } };
  }
  const bullet = RULE.test(line) ? null : BULLET.exec(line);
  return bullet === null ? undefined : { width: bullet[0].length };
}

const isSameList = (one: Mark, other: Mark | undefined) =>
  other !== undefined && (one.numbering === undefined) === (other.numbering === undefined);

class BlockParser {
  readonly #lines: readonly string[];
  readonly #level: Level;
  readonly #blocks: Block[] = [];
  /** The last line that isn't blank. */
  readonly #lastVisible: number;
  #paragraph: string[] = [];
  #at = 0;

  constructor(lines: readonly string[], level: Level) {
    this.#lines = lines;
    this.#level = level;
    this.#lastVisible = lines.findLastIndex((line) => !isBlank(line));
  }

  parse(): Block[] {
    while (this.#at < this.#lines.length) {
      const line = this.#lines[this.#at] ?? "";
      if (MAY_BEGIN_BLOCK.test(line) && (this.#fence(line) || this.#quote(line) || this.#list(line))) continue;
      if (isBlank(line)) this.#endParagraph();
      else this.#paragraph.push(line);
      this.#at += 1;
    }
    this.#endParagraph();
    return this.#blocks;
  }

  #push(block: Block): void {
    this.#endParagraph();
    this.#blocks.push(block);
  }

  #endParagraph(): void {
    if (this.#paragraph.length === 0) return;
    this.#blocks.push({ is: "paragraph", children: parseInline(this.#paragraph.join("\n")) });
    this.#paragraph = [];
  }

  #fence(line: string): boolean {
    const [, ticks, after = ""] = FENCE.exec(line) ?? [];
    // A fence with nothing after it is all that was said.
    if (ticks === undefined || this.#at >= this.#lastVisible) return false;
    const language = after.trim();
    const code = LANGUAGE.test(language) ? [] : [after];
    this.#at += 1;
    for (; this.#at < this.#lines.length; this.#at++) {
      const next = this.#lines[this.#at] ?? "";
      const end = FENCE_END.exec(next)?.[1];
      if (end !== undefined && end.length >= ticks.length) break;
      code.push(next);
    }
    const last = code.at(-1);
    if (this.#at === this.#lines.length && last?.endsWith(ticks)) code[code.length - 1] = last.slice(0, -ticks.length);
    this.#at += 1;
    const isLanguage = language !== "" && LANGUAGE.test(language);
    this.#push({ is: "code", text: code.join("\n"), ...(isLanguage && { language }) });
    return true;
  }

  #quote(line: string): boolean {
    if (this.#level.quotes === MAX_QUOTES || !QUOTE.test(line)) return false;
    const quoted: string[] = [];
    let end = this.#at;
    for (; end < this.#lines.length; end++) {
      const next = this.#lines[end] ?? "";
      const mark = QUOTE.exec(next);
      if (mark === null) break;
      quoted.push(next.slice(mark[0].length));
    }
    const lines = this.#lines.slice(this.#at, end);
    this.#at = end;
    // Arrows alone quote nothing: they are all that was said.
    if (lines.every(isArrows)) {
      for (const one of lines) this.#paragraph.push(one);
      return true;
    }
    const children = parseLines(quoted, { ...this.#level, quotes: this.#level.quotes + 1 });
    this.#push({ is: "quote", children });
    return true;
  }

  #list(line: string): boolean {
    if (this.#level.lists === MAX_LISTS) return false;
    const first = itemMark(line);
    if (first === undefined || (first.numbering !== undefined && !this.#isInList(first))) return false;
    const items: Item[] = [];
    for (let mark: Mark | undefined = first; mark !== undefined; mark = this.#nextItem(first)) {
      const text = parseInline((this.#lines[this.#at] ?? "").slice(mark.width));
      this.#at += 1;
      items.push({ ...mark.numbering, text, children: this.#itemBlocks() });
    }
    this.#push({ is: "list", isNumbered: first.numbering !== undefined, items });
    return true;
  }

  /** Returns whether a numbered line is part of a list, not the end of a sentence: "Born in⏎1986. Moved." */
  #isInList(mark: Mark): boolean {
    const next = this.#lines[this.#at + 1];
    const beside = (isBlank(next) ? this.#lines[this.#at + 2] : next) ?? "";
    return INDENT.test(beside) || isSameList(mark, itemMark(beside));
  }

  /** Moves to the next item of a list, past one empty line. */
  #nextItem(first: Mark): Mark | undefined {
    const skipped = isBlank(this.#lines[this.#at]) ? 1 : 0;
    const mark = itemMark(this.#lines[this.#at + skipped] ?? "");
    if (!isSameList(first, mark)) return undefined;
    this.#at += skipped;
    return mark;
  }

  /** Returns what is indented below an item. */
  #itemBlocks(): Block[] {
    const skipped = isBlank(this.#lines[this.#at]) ? 1 : 0;
    const first = INDENT.exec(this.#lines[this.#at + skipped] ?? "")?.[0];
    if (first === undefined) return [];
    this.#at += skipped;
    const width = first === "\t" ? 1 : Math.min(first.length, 4);
    const lines: string[] = [];
    for (; this.#at < this.#lines.length; this.#at++) {
      const line = this.#lines[this.#at] ?? "";
      const isWithin = INDENT.test(line) || (isBlank(line) && INDENT.test(this.#lines[this.#at + 1] ?? ""));
      if (!isWithin) break;
      lines.push(line.slice(Math.min(width, line.length - line.trimStart().length)));
    }
    return parseLines(lines, { ...this.#level, lists: this.#level.lists + 1 });
  }
}

export function parseLines(lines: readonly string[], level: Level = { quotes: 0, lists: 0 }): Block[] {
  return new BlockParser(lines, level).parse();
}

export function parseMessage(text: string): Block[] {
  return parseLines(text.replaceAll("\r\n", "\n").split("\n"));
}
