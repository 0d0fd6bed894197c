import { describe, expect, test } from "bun:test";
import { readable, shownBlocks } from "../../testing/shown-markdown.ts";
import { type Block, parseLines, parseMessage } from "./blocks.ts";

const text = (words: string) => [{ is: "text" as const, text: words }];
const item = (words: string) => ({ text: text(words), children: [] });
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
      { is: "code", text: "const a = **1**;\n\n  > b", language: "ts" },
      paragraph("after"),
    ];
    expect(parseMessage(code)).toEqual(expected);
    expect(parseMessage("```\n```")).toEqual([{ is: "code", text: "" }]);
  });

  test("M3: a fence that never ends goes to the end, and names its language", () => {
    expect(parseMessage("```ts\ncode")).toEqual([{ is: "code", text: "code", language: "ts" }]);
    expect(parseMessage("```ts")).toEqual([paragraph("```ts")]);
  });

  test("M3: quotes contain blocks, and further quotes up to a depth", () => {
    const quote: Block = {
      is: "quote",
      children: [paragraph("a\nb"), { is: "list", isNumbered: false, items: [item("c")] }],
    };
    expect(parseMessage("> a\n> b\n> - c\nd")).toEqual([quote, paragraph("d")]);
    expect(shownBlocks(parseMessage(`${">".repeat(8)} deep`))).toBe(
      `${"<q>".repeat(6)}<p>>> deep</p>${"</q>".repeat(6)}`,
    );
  });

  test("M3: lists are bulleted, or each item has its number and what follows it", () => {
    const numbered = [
      { number: 3, mark: "." as const, ...item("a") },
      { number: 4, mark: ")" as const, ...item("b") },
    ];
    expect(parseMessage("- a\n* b")).toEqual([{ is: "list", isNumbered: false, items: [item("a"), item("b")] }]);
    expect(parseMessage("3. a\n4) b")).toEqual([{ is: "list", isNumbered: true, items: numbered }]);
    expect(parseMessage("-5 degrees\n1.5 litres\n- ")).toEqual([paragraph("-5 degrees\n1.5 litres\n- ")]);
  });

  test("M4: no line is read more than a few times, whatever the lines are", () => {
    for (const pattern of [
      ["```"],
      ["```", "x"],
      ["> a", "- b"],
      ["> ```"],
      ["1. a", "b", ""],
      ["``` a", "``` b"],
      ["- a", "  - b"],
      ["1. a", "", " 2. b"],
    ]) {
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

describe("a message of more marks than anybody reads", () => {
  const LONG = 100_000;
  const nodesIn = (value: unknown): number =>
    Array.isArray(value)
      ? value.reduce((sum: number, one) => sum + nodesIn(one), 0)
      : typeof value === "object" && value !== null
        ? 1 + Object.values(value).reduce((sum: number, one) => sum + nodesIn(one), 0)
        : 0;

  test.each([
    "*a* ",
    "**a** `b` ",
    "[a](https://b.c) ",
    "https://a.b ",
    "https://例え.テスト/日本 ",
    "- a\n",
    "- a\n  - b\n",
    "> a\n\n",
    "1. a\n",
    "a\n\n",
    "```\na\n```\n",
    "\\*",
  ])("M4: of %j it becomes a bounded number of elements, and the rest stays as it is", (seed) => {
    const text = seed.repeat(LONG / seed.length);
    const blocks = parseMessage(text);
    expect(nodesIn(blocks)).toBeLessThan(5000);
    expect(readable(blocks).trimEnd().slice(-1000)).toBe(text.trimEnd().slice(-1000));
  });

  test("M4: of four thousand characters, whatever people write is shown in full", () => {
    const words = "**bold** and `code`, see https://example.org/a and [here](https://example.org).\n- an *item*\n";
    const shown = JSON.stringify(parseMessage(words.repeat(43)));
    for (const [kind, times] of [
      ["link", 86],
      ["strong", 43],
      ["code", 43],
      ["em", 43],
    ] as const) {
      expect(shown.split(`"is":"${kind}"`)).toHaveLength(times + 1);
    }
  });
});
