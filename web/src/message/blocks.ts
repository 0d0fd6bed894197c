// Parses a message's Markdown blocks into plain values: fenced code, quotes, lists and paragraphs. Nothing is refused: what
// is not markup is text. Every line is read a bounded number of times.
import { type Inline, parseInline } from "./inline.ts";

export type Block =
  | { readonly is: "paragraph"; readonly children: readonly Inline[] }
  | { readonly is: "code"; readonly text: string }
  | { readonly is: "quote"; readonly children: readonly Block[] }
  | { readonly is: "list"; readonly start: number | undefined; readonly items: readonly (readonly Inline[])[] };

const FENCE = /^ {0,3}```[^`]*$/;
const FENCE_END = /^ {0,3}```+ *$/;
const QUOTE = /^ {0,3}> ?/;
const BULLET = /^ {0,3}[-*+] +(?=\S)/;
const NUMBER = /^ {0,3}(\d{1,9})[.)] +(?=\S)/;

/** Returns the lines from `from` on that begin with `pattern`, without that beginning. */
function stripPrefix(lines: readonly string[], from: number, pattern: RegExp): string[] {
  const found: string[] = [];
  for (let at = from; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (!pattern.test(line)) break;
    found.push(line.replace(pattern, ""));
  }
  return found;
}

export function parseLines(lines: readonly string[], inQuote = false): Block[] {
  const blocks: Block[] = [];
  const lastEnd = lines.findLastIndex((line) => FENCE_END.test(line));
  let paragraph: string[] = [];
  const endParagraph = () => {
    const text = paragraph.join("\n").replace(/^\n+|\n+$/g, "");
    if (text.trim() !== "") blocks.push({ is: "paragraph", children: parseInline(text) });
    paragraph = [];
  };
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? "";
    if (FENCE.test(line) && lastEnd > at) {
      endParagraph();
      const code: string[] = [];
      for (at += 1; !FENCE_END.test(lines[at] ?? "```"); at++) code.push(lines[at] ?? "");
      blocks.push({ is: "code", text: code.join("\n") });
      at += 1;
    } else if (!inQuote && QUOTE.test(line)) {
      endParagraph();
      const quoted = stripPrefix(lines, at, QUOTE);
      blocks.push({ is: "quote", children: parseLines(quoted, true) });
      at += quoted.length;
    } else if (BULLET.test(line) || NUMBER.test(line)) {
      endParagraph();
      const pattern = BULLET.test(line) ? BULLET : NUMBER;
      const items = stripPrefix(lines, at, pattern);
      const first = NUMBER.exec(line)?.[1];
      blocks.push({
        is: "list",
        start: first === undefined ? undefined : Number(first),
        items: items.map(parseInline),
      });
      at += items.length;
    } else {
      if (line.trim() === "") endParagraph();
      else paragraph.push(line);
      at += 1;
    }
  }
  endParagraph();
  return blocks;
}

export function parseMessage(text: string): Block[] {
  return parseLines(text.replaceAll("\r\n", "\n").split("\n"));
}
