import { expect, test } from "bun:test";
import fc from "fast-check";
import { readable } from "../../testing/shown-markdown.ts";
import { parseMessage } from "./blocks.ts";

/** Signs that may be marks, and what has no picture of its own. */
const MARKS_AND_BLANKS = /[*_~`\\[\]()>-]|[\s\p{Cc}\p{Zs}]|\p{Default_Ignorable_Code_Point}/gu;
const visible = (text: string) => text.replace(MARKS_AND_BLANKS, "");

const SCRIPTS = [
  [0x20, 0x7e],
  [0xa1, 0x24f],
  [0x370, 0x52f],
  [0x590, 0x6ff],
  [0x900, 0xdff],
  [0xe00, 0x109f],
  [0x1100, 0x13ff],
  [0x1780, 0x17ff],
  [0x2000, 0x2bff],
  [0x3000, 0x30ff],
  [0x4e00, 0x9fff],
  [0xac00, 0xd7a3],
  [0xff00, 0xffef],
  [0x1f300, 0x1faff],
  [0x20000, 0x2a6df],
] as const;
const letter = fc.oneof(
  ...SCRIPTS.map(([min, max]) => fc.integer({ min, max }).map((code) => String.fromCodePoint(code))),
);
const mark = fc.constantFrom(
  ..."*_~`\\[]()>-.:/@#|\n\n ",
  ...[
    "**",
    "__",
    "~~",
    "```",
    "````\n",
    "\n```\n",
    "\n> ",
    "\n- ",
    "\n  - ",
    "\n1. ",
    "\n12) ",
    "\n\n",
    "https://a.b/",
  ],
  ...["C:\\", "\\\\", "__a__", "*_*", "¯\\_(ツ)_/¯", "。", "「", "」", "、", "\u3000", "\u202e", "```js\n"],
);

test("M4: every visible character of 10,000 random texts, of all scripts, is shown in its place", () => {
  const texts = fc.array(fc.oneof(letter, mark, mark), { maxLength: 60 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(texts, (text) => {
      // The address of a link is not shown but where it leads.
      fc.pre(!/\]\((https?|mailto):/i.test(text));
      expect(visible(readable(parseMessage(text)))).toBe(visible(text));
    }),
    { numRuns: 10_000 },
  );
});

test("M4: text without a mark stays as it is, to the last blank within its lines", () => {
  const texts = fc.array(letter, { minLength: 1, maxLength: 80 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(texts, (text) => {
      fc.pre(!/[*_~`\\[\]>]|^\s*([-\d]|$)|https?:/.test(text));
      expect(parseMessage(text)).toEqual([{ is: "paragraph", children: [{ is: "text", text }] }]);
    }),
    { numRuns: 2000 },
  );
});
