import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { usernameProblem } from "./username-rules.ts";

describe("the form of a username", () => {
  test("U2: letters and digits of one script, with _ . - between them, 3 to 24", () => {
    for (const good of [
      "ann",
      "Ann_Lee",
      "a.b-c",
      "x".repeat(24),
      "007",
      "Łukasz",
      "Иван99",
      "Ελένη",
      "山田太郎",
      "やまだ花子",
    ]) {
      expect([good, usernameProblem(good)]).toEqual([good, undefined]);
    }
    for (const good of ["김철수", "محمد٣", "अनीता", "שרה123"])
      expect([good, usernameProblem(good)]).toEqual([good, undefined]);
    const bad: [username: string, problem: RegExp][] = [
      ["", /3 to 24/],
      ["ab", /3 to 24/],
      ["x".repeat(25), /3 to 24/],
      ["x".repeat(5000), /3 to 24/],
      ["_ann", /letters and digits/],
      ["ann.", /letters and digits/],
      ["an n", /letters and digits/],
      ["ann\u200b", /letters and digits/],
      ["ann\u202e", /letters and digits/],
      ["ann@home", /letters and digits/],
      ["<b>", /letters and digits/],
      ["ann🦊", /letters and digits/],
      ["\ud800ann", /letters and digits/],
      ["ａｎｎ", /unusual form/],
      ["ﬁona", /unusual form/],
      ["аnn", /mixes/],
      ["pаypal", /mixes/],
      ["αlpha", /mixes/],
      ["Иvan", /mixes/],
    ];
    for (const [username, problem] of bad)
      expect([username, usernameProblem(username)]).toEqual([username, expect.stringMatching(problem)]);
  });

  test("U2: the check throws for no text, and a username it accepts has no hidden characters", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 30 }), (text) => {
        if (usernameProblem(text) !== undefined) return true;
        return (
          text.isWellFormed() &&
          text === text.normalize("NFKC") &&
          !/[\s\p{C}\p{Default_Ignorable_Code_Point}]/u.test(text)
        );
      }),
      { numRuns: 3000 },
    );
  });
});
