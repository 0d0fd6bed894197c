// SECURITY.md promises only what is a rule.
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dir, "../..");
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");

/** Returns the ids in brackets: "(G1)", "(R8, G5)". */
const rulesIn = (text: string) =>
  [...text.matchAll(/\(([A-Z]\d+(?:, [A-Z]\d+)*)\)/g)].flatMap(([, ids = ""]) => ids.split(", "));

describe("SECURITY.md", () => {
  const text = read("SECURITY.md");

  test("N39: has a table for each adversary, each with what they can and what they cannot", () => {
    const sections = text.split("\n### ").slice(1);
    expect(sections.length).toBeGreaterThanOrEqual(10);
    for (const section of sections) {
      const [title] = section.split("\n");
      const rows = section.match(/^\|.*\|$/gm) ?? [];
      expect([title, rows[0], rows.length > 3]).toEqual([title, "| Can | Cannot |", true]);
      expect([title, rulesIn(section).length > 0]).toEqual([title, true]);
    }
  });

  test("N39: every rule it cites is one", () => {
    const known = new Set([...read("server/SPEC.md").matchAll(/^- \*\*([A-Z]\d+)\*\*/gm)].map(([, id]) => id));
    expect(rulesIn("a (G1), b (R8, G5), (not this)")).toEqual(["G1", "R8", "G5"]);
    expect(rulesIn(text).filter((id) => !known.has(id))).toEqual([]);
  });
});
