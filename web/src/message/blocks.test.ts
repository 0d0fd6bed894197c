import { describe, expect, test } from "bun:test";
import { type Block, parseLines, parseMessage } from "./blocks.ts";

const text = (words: string) => [{ is: "text" as const, text: words }];
const paragraph = (words: string): Block => ({ is: "paragraph", children: text(words) });

describe("Markdown blocks", () => {
  test("a message is split into paragraphs and keeps its line breaks", () => {
    expect(parseMessage("one\ntwo\n\n\nthree  ")).toEqual([paragraph("one\ntwo"), paragraph("three  ")]);
    expect(parseMessage("\r\none\r\ntwo")).toEqual([paragraph("one\ntwo")]);
  });

  test("fenced code stays exactly as it is", () => {
    const code = "before\n```ts\nconst a = **1**;\n\n  > b\n```\nafter";
    const expected: Block[] = [
      paragraph("before"),
      { is: "code", text: "const a = **1**;\n\n  > b" },
      paragraph("after"),
    ];
    expect(parseMessage(code)).toEqual(expected);
    expect(parseMessage("```\n```")).toEqual([{ is: "code", text: "" }]);
  });

  test("a fence that never ends is text", () => {
    expect(parseMessage("```\ncode")).toEqual([paragraph("```\ncode")]);
  });

  test("quotes contain blocks, but no further quotes", () => {
    const quote: Block = {
      is: "quote",
      children: [paragraph("a\nb"), { is: "list", start: undefined, items: [text("c")] }],
    };
    expect(parseMessage("> a\n> b\n> - c\nd")).toEqual([quote, paragraph("d")]);
    expect(parseMessage(">> deep")).toEqual([{ is: "quote", children: [paragraph("> deep")] }]);
  });

  test("lists are bulleted, or numbered from their first number", () => {
    expect(parseMessage("- a\n* b")).toEqual([{ is: "list", start: undefined, items: [text("a"), text("b")] }]);
    expect(parseMessage("3. a\n4) b")).toEqual([{ is: "list", start: 3, items: [text("a"), text("b")] }]);
    expect(parseMessage("-5 degrees\n1.5 litres\n- ")).toEqual([paragraph("-5 degrees\n1.5 litres\n- ")]);
  });

  test("no line is read more than a few times, whatever the lines are", () => {
    for (const pattern of [["```"], ["```", "x"], ["> a", "- b"], ["> ```"], ["1. a", "b", ""], ["``` a", "``` b"]]) {
      const lines = Array.from({ length: 2000 }, (_, at) => pattern[at % pattern.length] ?? "");
      let reads = 0;
      const counted = new Proxy(lines, {
        get(target, key, self) {
          if (typeof key === "string" && /^\d+$/.test(key)) reads += 1;
          return Reflect.get(target, key, self);
        },
      });
      parseLines(counted);
      expect(reads).toBeLessThanOrEqual(6 * lines.length);
    }
  });
});
