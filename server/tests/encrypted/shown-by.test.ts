// The tables of docs/e2ee.md about malicious servers and bad input name tests that exist.
import { expect, test } from "bun:test";
import { isTestSource, readSources } from "../source-tree.ts";

const document = await Bun.file(new URL("../../../docs/e2ee.md", import.meta.url)).text();
const part = document.slice(document.indexOf("\n## A malicious server"), document.indexOf("\n## Attacks that"));
const rows = [...part.matchAll(/^\| (?!It|What comes|---)(.*) \|$/gm)].map(([, row = ""]) => row.split(" | "));
const titles = readSources()
  .filter(isTestSource)
  .flatMap(({ text }) =>
    [...text.matchAll(/["`]([A-Z]\d+(?:, [A-Z]\d+)*: [^"`]*)["`]/g)].map(([, title = ""]) => title),
  );

const isTitle = (beginning: string) => titles.some((title) => title.startsWith(beginning));

test("E63: each row names tests that exist, or says why there is none", () => {
  expect(isTitle("E63: each row")).toBe(true);
  expect(isTitle(["E63", "each table"].join(": "))).toBe(false);
  expect(rows.length).toBeGreaterThan(35);
  for (const [what = "", answer = "", shown = ""] of rows) {
    const cited = shown.split("; ");
    expect([what, answer.length > 3, cited.length > 0]).toEqual([what, true, true]);
    const unknown = cited.filter((one) => !/^(with help, )?no test\b.*: ./.test(one) && !isTitle(one));
    expect([what, unknown]).toEqual([what, []]);
  }
});
