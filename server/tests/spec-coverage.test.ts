// Every rule of SPEC.md is proved by a test whose title cites it, every cited rule exists, and no test is left out.
import { describe, expect, test } from "bun:test";
import { isTestSource, readSource, readSources, type Source } from "./source-tree.ts";

const THIS_FILE = "server/tests/spec-coverage.test.ts";

const rulesOf = (spec: string) => [...spec.matchAll(/^- \*\*([A-Z]\d+)\*\*/gm)].map(([, id = ""]) => id);

/** Lists the rules cited at the beginning of titles: "H5: …", "T2, T3: …", "W2 to W4: …". */
function citationsOf(text: string): string[] {
  const titles = text.matchAll(/["'`]([A-Z]\d+(?:(?:, | and | to |[-–])[A-Z]\d+)*): /g);
  return [...titles].flatMap(([, ids = ""]) =>
    ids.split(/, | and /).flatMap((part) => {
      const [, letter = "", first, last] = /^([A-Z])(\d+)(?:(?: to |[-–])[A-Z](\d+))?$/.exec(part) ?? [];
      const count = Number(last ?? first) - Number(first) + 1;
      return Array.from({ length: count }, (_, step) => `${letter}${Number(first) + step}`);
    }),
  );
}

function ruleProblems(spec: string, tests: readonly Source[]): string[] {
  const rules = rulesOf(spec);
  const known = new Set(rules);
  const cited = tests.flatMap(({ path, text }) => citationsOf(text).map((id) => ({ path, id })));
  const proved = new Set(cited.map(({ id }) => id));
  return [
    ...rules
      .filter((id, at) => rules.indexOf(id) !== at)
      .map((id) => `server/SPEC.md has two rules ${id}: give one of them a number of its own`),
    ...rules
      .filter((id) => !proved.has(id))
      .map(
        (id) => `no test cites rule ${id} of server/SPEC.md: begin the title of the test that proves it with "${id}: "`,
      ),
    ...cited
      .filter(({ id }) => !known.has(id))
      .map(({ path, id }) => `${path} cites ${id}, which server/SPEC.md does not have`),
  ];
}

function omittedTestProblems(tests: readonly Source[]): string[] {
  const omission = /\b(?:test|it|describe)\.(?:skip|todo|only|failing)\b/;
  return tests
    .filter(({ text }) => omission.test(text))
    .map(({ path, text }) => `${path} has ${omission.exec(text)?.[0]}: every test must run`);
}

describe("the checks find planted faults", () => {
  test("rules and citations", () => {
    expect(rulesOf("- **A1** one\n- **A2** two, as **A3**\n")).toEqual(["A1", "A2"]);
    const titles = 'test("A1: x"); it(`B2, C3: y`); const t = "D4 to D6: z"; test("e1: none"); expect("F7")';
    expect(citationsOf(titles)).toEqual(["A1", "B2", "C3", "D4", "D5", "D6"]);
    const spec = "- **A1** one\n- **A2** two\n- **A2** again\n";
    const found = ruleProblems(spec, [{ path: "a.test.ts", text: 'test("A1, B7: x")' }]);
    expect(found).toEqual([
      expect.stringContaining("two rules A2"),
      expect.stringContaining("no test cites rule A2"),
      expect.stringContaining("no test cites rule A2"),
      expect.stringContaining("a.test.ts cites B7"),
    ]);
    expect(ruleProblems("- **A1** one\n", [{ path: "a.test.ts", text: 'test("A1: x")' }])).toEqual([]);
  });

  test("a test that is left out", () => {
    const left = ["test.skip(", "describe.only(", "it.todo("].map((text) => ({ path: `${text}.test.ts`, text }));
    expect(omittedTestProblems(left)).toHaveLength(3);
    expect(omittedTestProblems([{ path: "a.test.ts", text: 'test.each([1])("%s", () => {});' }])).toEqual([]);
  });
});

describe("the tree", () => {
  const tests = readSources().filter((source) => isTestSource(source) && source.path !== THIS_FILE);

  test("every rule is proved by a test that cites it, and every cited rule exists", () => {
    const { text: spec } = readSource("server/SPEC.md");
    expect(rulesOf(spec).length).toBeGreaterThan(50);
    expect(ruleProblems(spec, tests)).toEqual([]);
  });

  test("no test is left out", () => {
    expect(omittedTestProblems(tests)).toEqual([]);
  });
});
