import { describe, expect, test } from "bun:test";
import { hasOnlyFiles } from "./transferred-files.ts";

const transfer = (text: string, ...names: string[]) => ({
  types: [...(text === "" ? [] : ["text/plain"]), ...(names.length === 0 ? [] : ["Files"])],
  getData: (type: string) => (type === "text/plain" ? text : ""),
  files: names.map((name) => ({ name })),
});

describe("what was pasted", () => {
  const cases: [string, ReturnType<typeof transfer>, boolean][] = [
    ["a picture", transfer("", "image.png"), true],
    ["a copied file with its name", transfer("holiday.jpg", "holiday.jpg"), true],
    ["copied files with their names", transfer("a.txt\nb.txt", "a.txt", "b.txt"), true],
    ["text", transfer("hello"), false],
    ["cells of a spreadsheet with their picture", transfer("1\t2\n", "image.png"), false],
    ["nothing", transfer(""), false],
  ];
  for (const [what, pasted, expected] of cases) {
    test(`S13: ${what} is ${expected ? "" : "not "}files alone`, () => {
      expect(hasOnlyFiles(pasted)).toBe(expected);
    });
  }
});
