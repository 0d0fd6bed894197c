import { expect, test } from "bun:test";
import { plainTextOf } from "./plain-text.ts";

test.each([
  ["**bold** and `code`, _it_ ~~gone~~", "bold and code, it gone"],
  ["> said\n\nmine", "said mine"],
  ["1. a\n2) b\n   - c", "1. a 2) b c"],
  ["```js\nlet a;\n```", "let a;"],
  ["[here](https://example.org) https://example.org/a", "here https://example.org/a"],
  ["2*3*4 C:\\dir\\*", "2*3*4 C:\\dir\\*"],
  ["a  b", "a  b"],
])("M1: without its marks %p reads %p", (text, plain) => {
  expect(plainTextOf(text)).toBe(plain);
});
