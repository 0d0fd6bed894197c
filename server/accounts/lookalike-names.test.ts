import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import skeleton from "unhomoglyph";
import { Names, usernameProblem } from "./lookalike-names.ts";

const names = () => new Names(skeleton);

describe("usernames", () => {
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
      ["_ann", /letters, digits/],
      ["ann.", /letters, digits/],
      ["an n", /letters, digits/],
      ["ann\u200b", /letters, digits/],
      ["ann\u202e", /letters, digits/],
      ["ann@home", /letters, digits/],
      ["<b>", /letters, digits/],
      ["ann🦊", /letters, digits/],
      ["\ud800ann", /letters, digits/],
      ["ａｎｎ", /another form/],
      ["ﬁona", /another form/],
      ["аnn", /mixes/],
      ["pаypal", /mixes/],
      ["αlpha", /mixes/],
      ["Иvan", /mixes/],
    ];
    for (const [username, problem] of bad)
      expect([username, usernameProblem(username)]).toEqual([username, expect.stringMatching(problem)]);
  });

  test("U2: no text makes the check throw, and what it takes is what people see", () => {
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

describe("whose a name is", () => {
  const alike = [
    ["paul", "PAUL"],
    ["paul", "pauI"],
    ["paul", "pau1"],
    ["coco", "\u0441\u043e\u0441\u043e"],
    ["coco", "c0c0"],
    ["Ida", "lda"],
    ["moron", "rnoron"],
    ["Anna", "Ａｎｎａ"],
    ["Anna", "An\u200dna"],
    ["José", "Jose\u0301"],
    ["scope", "\u0455\u0441\u043e\u0440\u0435"],
  ] as const;
  test.each(alike)("U2, U9: %s and %s may be taken for each other, whoever was there first", (one, other) => {
    for (const [mine, yours] of [
      [one, other],
      [other, one],
    ]) {
      const kept = names();
      kept.give("me", [String(mine)]);
      expect(kept.isKeptFrom(String(yours), "you")).toBe(true);
      expect(kept.isOwn(String(mine), "me")).toBe(true);
      expect(kept.isOwn(String(mine), "you")).toBe(false);
    }
  });

  test("U9: a number makes it another, and so does an honest difference", () => {
    const kept = names();
    kept.give("me", ["Paul", "Anna"]);
    for (const name of ["Paul 2", "Paula", "Pal", "Hanna", "anna.b"])
      expect([name, kept.isKeptFrom(name, "you")]).toEqual([name, false]);
  });

  test("U9: what is given up is free again, what two names share is not", () => {
    const kept = names();
    kept.give("me", ["paul", "Paula"]);
    kept.give("me", ["paul", "PAUL"], ["paul", "Paula"]);
    expect(kept.isKeptFrom("Paula", "you")).toBe(false);
    expect(kept.isKeptFrom("paul", "you")).toBe(true);
    kept.give("me", [], ["paul", "PAUL"]);
    expect(kept.isKeptFrom("paul", "you")).toBe(false);
  });

  test("U9: words the server speaks with are nobody's, however they are written", () => {
    const plain = new Names((text) => text);
    for (const kept of [names(), plain]) {
      for (const name of [
        "System",
        "SERVER",
        "[Mayfly]",
        "*** admin ***",
        "Everyone",
        "ｓｙｓｔｅｍ",
        "sys\u200dtem",
        "A d m i n",
      ]) {
        expect([name, kept.isKeptFrom(name, "me")]).toEqual([name, true]);
      }
      for (const name of [
        "Ann joined",
        "Bob left.",
        "Eve was kicked",
        "The room has ended",
        "Ann banned Bob",
        "Ann made Bob an admin",
        "Ann has  joined…",
        "[Ann joined]",
        "ANN JOINED",
        "Ａnn ｊｏｉｎｅｄ",
        "Ann jo\u200dined",
        "Ann left the room",
        "Ann let Bob in",
        "removed Ann",
      ]) {
        expect([name, kept.isKeptFrom(name, "me")]).toEqual([name, true]);
      }
      for (const name of [
        "System 2",
        "Ann",
        "Systema",
        "Badminton",
        "Lefty",
        "Ann joined 2",
        "Allan",
        "Guest",
        "Southpaw Left-Hand",
        "Self made man",
        "Outlet",
        "Unremoved",
        "Rejoined",
        "Ann banned Bob 2",
        "let me in 2",
      ]) {
        expect([name, kept.isKeptFrom(name, "me")]).toEqual([name, false]);
      }
    }
    for (const name of ["Ѕуѕtеm", "mаyfly", "rnayfly", "adrnin", "aII", "Ann jоіnеd", "Ann rnuted Bob"]) {
      expect([name, names().isKeptFrom(name, "me")]).toEqual([name, true]);
    }
  });

  test("U9: a number is always enough to make a name free", () => {
    const words = [
      "let",
      "in",
      "made",
      "admin",
      "banned",
      "Ann",
      "joined",
      "left",
      "the",
      "room",
      "removed",
      "again",
      ".",
    ];
    const line = fc.array(fc.constantFrom(...words), { maxLength: 6 }).map((some) => some.join(" "));
    fc.assert(
      fc.property(line, fc.nat(), (name, n) => {
        const isServersWord = names().isServers(`${name} ${n}`);
        expect([name, n, isServersWord]).toEqual([name, n, false]);
      }),
    );
  });

  test("U2: no username is one of them, or means somebody else", () => {
    for (const name of ["admin", "m.o.d", "Guest", "null", "everyone", "sy-stem"]) {
      expect([name, names().isReserved(name)]).toEqual([name, true]);
    }
    expect(names().isReserved("annabel")).toBe(false);
  });
});
