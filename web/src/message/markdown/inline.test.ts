import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { safeHref, shownAddress } from "./address.ts";
import { type Inline, parseInline } from "./inline.ts";

/** The tree in a short notation: `em(…)`, `code‹…›`, `link<address>(…)`. */
function shown(nodes: readonly Inline[]): string {
  return nodes
    .map((node) => {
      switch (node.is) {
        case "text":
          return node.text;
        case "code":
          return `code‹${node.text}›`;
        case "link":
          return `link<${node.href}>(${shown(node.children)}${node.host === undefined ? "" : ` → ${node.host}`})`;
        default:
          return `${node.is}(${shown(node.children)})`;
      }
    })
    .join("");
}

/** What is left when nothing is markup. */
function plain(nodes: readonly Inline[]): string {
  return nodes.map((node) => ("text" in node ? node.text : plain(node.children))).join("");
}

describe("inline Markdown", () => {
  test.each([
    ["plain words", "plain words"],
    ["**bold** and *italic* and ~~gone~~", "strong(bold) and em(italic) and del(gone)"],
    ["__bold__ and _italic_", "strong(bold) and em(italic)"],
    ["***both***", "em(strong(both))"],
    ["**bold with *italic* inside**", "strong(bold with em(italic) inside)"],
    ["**a *b** c*", "strong(a *b) c*"],
    ["snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"],
    ["**never closed", "**never closed"],
    ["closed** never opened", "closed** never opened"],
    ["a ~tilde~ and ~~~three~~~", "a ~tilde~ and ~~~three~~~"],
    ["****", "****"],
    ["`code *not em*` and ``a ` tick``", "code‹code *not em*› and code‹a ` tick›"],
    ["`unclosed *em*", "`unclosed em(em)"],
    ["\\*not em\\* and \\n", "*not em* and \\n"],
    ["lines\nstay *over\nlines*", "lines\nstay em(over\nlines)"],
  ])("%p", (text, expected) => {
    expect(shown(parseInline(text))).toBe(expected);
  });

  test.each([
    ["see https://example.org/a?b=c#d.", "see link<https://example.org/a?b=c#d>(https://example.org/a?b=c#d)."],
    ["(https://example.org/x_(y))", "(link<https://example.org/x_(y)>(https://example.org/x_(y)))"],
    ["**https://example.org**", "strong(link<https://example.org/>(https://example.org))"],
    [
      "[here](https://example.org) or [mail](mailto:a@b.c)",
      "link<https://example.org/>(here) or link<mailto:a@b.c>(mail)",
    ],
    ["[a **b**](http://x.y/z_(1))", "link<http://x.y/z_(1)>(a strong(b))"],
    ["[x](javascript:alert(1)) and [y](data:text/html,1)", "[x](javascript:alert(1)) and [y](data:text/html,1)"],
    [
      "[x](/relative) [x]( https://a.b) []() [](https://a.b)",
      "[x](/relative) [x]( link<https://a.b/>(https://a.b)) []() [](link<https://a.b/>(https://a.b))",
    ],
    ["[https://evil.example](https://a.b)", "link<https://a.b/>(https://evil.example → a.b)"],
    ["xhttps://a.b and http:// and https://", "xhttps://a.b and http:// and https://"],
    ["HTTPS://EXAMPLE.org", "link<https://example.org/>(HTTPS://EXAMPLE.org)"],
  ])("links: %p", (text, expected) => {
    expect(shown(parseInline(text))).toBe(expected);
  });

  test.each([
    ["https://bank.example", "https://other.example/", "other.example"],
    ["bank.example", "https://other.example/", "other.example"],
    ["sign in at www.bank.example/login now", "https://other.example:8443/", "other.example:8443"],
    ["https://other.example@bank.example", "https://other.example/", "other.example"],
    ["HTTPS://BANK.EXAMPLE", "https://other.example/", "other.example"],
    ["ｂａｎｋ．ｅｘａｍｐｌｅ", "https://other.example/", "other.example"],
    ["bank。example", "https://other.example/", "other.example"],
    ["bank.\u200bexample", "https://other.example/", "other.example"],
    ["ba**nk**.example", "https://other.example/", "other.example"],
    ["bаnk.example", "https://bank.example/", "bank.example"],
    ["elpmaxe\u202e.knab", "https://other.example/", "other.example"],
    ["192.168.0.1", "https://other.example/", "other.example"],
    ["https://localhost/", "https://other.example/", "other.example"],
    ["ada@bank.example", "mailto:eve@bank.example", "eve@bank.example"],
    ["https://bank.example", "mailto:eve@other.example", "eve@other.example"],
    ["the bank", "https://bank.example@other.example/", "other.example"],
    ["例え.jp", "https://other.example/", "other.example"],
  ])("M5: %p that leads to %p shows %p", (text, address, host) => {
    const [link] = parseInline(`[${text}](${address})`);
    expect(link).toMatchObject({ is: "link", host });
  });

  test.each([
    ["here", "https://other.example/"],
    ["https://other.example/a.html", "https://other.example/a.html"],
    ["other.example", "https://www.other.example/path"],
    ["OTHER.example:", "https://other.example/"],
    ["例え.jp", "https://例え.jp/"],
    ["version 3.5, e.g. this…", "https://other.example/"],
    ["ada@bank.example", "mailto:ada@bank.example"],
    ["ここをクリック。次", "https://other.example/"],
  ])("M5: %p that leads to %p hides nothing", (text, address) => {
    const [link] = parseInline(`[${text}](${address})`);
    expect(link).not.toHaveProperty("host");
  });

  test("M5: a bare address shows the host after a user's name, and no control that turns it round", () => {
    expect(shown(parseInline("https://bank.example@other.example/"))).toBe(
      "link<https://bank.example@other.example/>(https://bank.example@other.example/ → other.example)",
    );
    expect(shownAddress("https://legit.example/a\u202egpj.exe")).toBe("https://legit.example/a%E2%80%AEgpj.exe");
    expect(shown(parseInline("\u2068https://legit.example/a\u2069 x"))).toBe(
      "\u2068link<https://legit.example/a>(https://legit.example/a)\u2069 x",
    );
  });

  test("only http, https and mailto become links, however they are written", () => {
    for (const address of [
      "javascript:1",
      "JaVaScRiPt:1",
      " https://a.b",
      "vbscript:x",
      "file:///etc",
      "https:",
      "//a.b",
    ]) {
      expect(safeHref(address)).toBeUndefined();
    }
    fc.assert(
      fc.property(fc.string(), (text) => {
        const links = (nodes: readonly Inline[]): string[] =>
          nodes.flatMap((node) =>
            "text" in node ? [] : [...(node.is === "link" ? [node.href] : []), ...links(node.children)],
          );
        for (const href of links(parseInline(`[x](${text}) ${text}`))) {
          expect(new URL(href).protocol).toMatch(/^(https?|mailto):$/);
        }
      }),
    );
  });

  test("text without marks stays the same, and only marks are ever removed", () => {
    const marks = /[*_~`\\[\]()]/g;
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."ab *_~`\\[]()\n:/.h") }), (text) => {
        const shown = plain(parseInline(text));
        expect(shown.replace(marks, "")).toBe(text.replace(marks, ""));
      }),
      { numRuns: 2000 },
    );
  });
});

/** Counts every character that is looked at. */
class Counted extends String {
  steps = 0;
  override charCodeAt(at: number): number {
    this.steps += 1;
    return super.charCodeAt(at);
  }
  override slice(from: number, to: number): string {
    this.steps += to - from;
    return super.slice(from, to);
  }
}

function steps(text: string): number {
  const counted = new Counted(text);
  parseInline(counted as unknown as string);
  return counted.steps;
}

/** Four times what plain text takes. */
const STEPS_PER_CHARACTER = (4 * steps("The quick brown fox. ".repeat(200))) / 4200;
const most = (length: number) => STEPS_PER_CHARACTER * length;

const SEEDS = [
  "*",
  "**",
  "_",
  "~~",
  "`",
  "[",
  "]",
  "](",
  "[](",
  "[x](",
  "[](h",
  "(",
  ")",
  "\\",
  "* ",
  " *",
  "**a ",
  "*a _b ",
  "*a **b _c __d ~~e ",
  "`` ` ",
  "` `` ``` ",
  "[a](b",
  "[a](http://b ",
  "![",
  "http://",
  "http://(",
  "http://)",
  "https://a.b)",
  "h",
  "<http://",
  "_a",
  "a_",
  "**a*b**",
  "***a",
  "*a**b",
  "[*a](http://b) ",
  "~~a**b_c",
  "__a",
  "__a__.",
  "*_",
  "_(ツ)",
  "\\_(ツ)_/",
  "C:\\",
  "\\\\a",
  "\\*",
  "**https://a.b**",
  "https://例え*",
  "*https://a.b*. ",
  "https://a。",
]; // prettier-ignore

describe("the time to parse inline Markdown", () => {
  test.each(SEEDS)("M4: is at most four times that of plain text for 100,000 characters of %p", (seed) => {
    const text = seed.repeat(Math.ceil(100_000 / seed.length)).slice(0, 100_000);
    expect(steps(text)).toBeLessThanOrEqual(most(text.length));
  });

  test("M4: is linear where each run of ticks is longer than the one before", () => {
    const growingTicks = Array.from({ length: 88 }, (_, length) => "`".repeat(length + 1)).join(" ");
    expect(steps(growingTicks)).toBeLessThan(most(growingTicks.length));
  });

  test("M4: is linear for random mixtures of these patterns", () => {
    const nasty = fc.array(fc.constantFrom(...SEEDS), { minLength: 200, maxLength: 1500 });
    fc.assert(
      fc.property(nasty, (parts) => {
        const text = parts.join("").slice(0, 4000);
        expect(steps(text)).toBeLessThanOrEqual(most(text.length));
      }),
    );
  });
});
