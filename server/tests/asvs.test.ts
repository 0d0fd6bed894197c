// The table about the ASVS answers each requirement by rules that exist, or by a reason.
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dir, "../..");
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");

const text = read("docs/asvs.md");
const rules = new Set([...read("server/SPEC.md").matchAll(/^- \*\*([A-Z]\d+)\*\*/gm)].map(([, id]) => id));
const rows = [...text.matchAll(/^\| (V.*) \|$/gm)].map(([, row = ""]) => {
  const [id = "", level = "", , status = "", by = ""] = row.split(" | ");
  return { id, level, status, by };
});
const STATUSES = ["holds", "in part", "does not hold", "does not apply"];

/** Returns the rules in an answer: "U7", but not the "V14" of "V14.2.2" nor the "P-800" of a standard's name. */
const rulesIn = (by: string) => [...by.matchAll(/(?<![\w-])[A-Z]\d+(?![\w.-]*\w)/g)].map(([id]) => id);

describe("docs/asvs.md", () => {
  test("N40: each row has a requirement of its own, a level, and how far it holds", () => {
    expect(rows.length).toBeGreaterThan(200);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    for (const { id, level, status } of rows) {
      expect(id).toMatch(/^V\d+\.\d+\.\d+( to V\d+\.\d+\.\d+)?$/);
      expect([id, /^(1|2|1, 2)$/.test(level), STATUSES.includes(status)]).toEqual([id, true, true]);
    }
  });

  test("N40: what holds names rules or a file, all of which exist, and what doesn't says why", () => {
    expect(rulesIn("U7: as V14.2.2, SP 800-57, SHA-256, `sha1`; F15 takes it (I1)")).toEqual(["U7", "F15", "I1"]);
    for (const { id, status, by } of rows) {
      const cited = rulesIn(by);
      expect([id, cited.filter((rule) => !rules.has(rule))]).toEqual([id, []]);
      if (status === "holds") expect([id, cited.length > 0 || by.includes("`")]).toEqual([id, true]);
      else expect([id, by.replace(/\b[A-Z]\d+\b|[,: ]/g, "").length > 3]).toEqual([id, true]);
    }
  });

  test("N40: the sums are those of the rows", () => {
    const [holds, inPart, doNot, notApply] = STATUSES.map((one) => rows.filter(({ status }) => status === one).length);
    expect(text).toContain(`${holds} rows hold, ${inPart} in part, ${doNot} do not, ${notApply} do not apply.`);
  });
});
