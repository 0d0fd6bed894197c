import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import skeleton from "unhomoglyph";
import { latinSkeleton } from "./latin-lookalikes.ts";
import { LookalikeNames } from "./lookalike-names.ts";

const names = () => new LookalikeNames(skeleton);

describe("who has a name", () => {
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
      kept.assign("me", [String(mine)]);
      expect(kept.isKeptFrom(String(yours), "you")).toBe(true);
      expect(kept.isOwn(String(mine), "me")).toBe(true);
      expect(kept.isOwn(String(mine), "you")).toBe(false);
    }
  });

  test("U9: a number makes it another name, and so does a real difference", () => {
    const kept = names();
    kept.assign("me", ["Paul", "Anna"]);
    for (const name of ["Paul 2", "Paula", "Pal", "Hanna", "anna.b", "***", "Pa\u00fcl"])
      expect([name, kept.isKeptFrom(name, "you")]).toEqual([name, false]);
  });

  const dressedUp = ["Alice.", "Al ice", "-Alice-", "A.l.i.c.e", "Alice ✔️", "«alice»", "A\u0332lice", "Аl\u00a0iсe_"];
  test.each(dressedUp)("U2, U9: %j has the letters of Alice, and is nobody else's", (name) => {
    const kept = names();
    kept.assign("me", ["Alice"]);
    expect(kept.isKeptFrom(name, "you")).toBe(true);
    expect(kept.isKeptFrom(name, "me")).toBe(false);
    expect(kept.isKeptFrom(`${name} 2`, "you")).toBe(false);
    kept.assign("me", [], ["Alice"]);
    expect(kept.isKeptFrom(name, "you")).toBe(false);
  });

  test("U9: vowel signs are letters: names of a script that writes them so are different names", () => {
    const kept = names();
    kept.assign("me", ["किरण"]);
    expect(kept.isKeptFrom("करण", "you")).toBe(false);
    expect(kept.isKeptFrom("किरण.", "you")).toBe(true);
  });

  test("U9: two accounts from before that share their letters keep their own names, and nobody else gets either", () => {
    for (const order of [
      ["al.ice", "alice"],
      ["alice", "al.ice"],
    ]) {
      const kept = names();
      for (const name of order) kept.assign(name, [name]);
      for (const name of order) expect(kept.isOwn(name, name)).toBe(true);
      for (const name of ["alice", "al.ice", "al-ice"]) expect(kept.isKeptFrom(name, "you")).toBe(true);
    }
  });

  test("U9: a former name is free again, but not a key that another name shares", () => {
    const kept = names();
    kept.assign("me", ["paul", "Paula"]);
    kept.assign("me", ["paul", "PAUL"], ["paul", "Paula"]);
    expect(kept.isKeptFrom("Paula", "you")).toBe(false);
    expect(kept.isKeptFrom("paul", "you")).toBe(true);
    kept.assign("me", [], ["paul", "PAUL"]);
    expect(kept.isKeptFrom("paul", "you")).toBe(false);
  });

  test("U9: nobody may have the server's words as a name, however they are written", () => {
    const withoutAccounts = new LookalikeNames(latinSkeleton);
    for (const kept of [names(), withoutAccounts]) {
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
    for (const name of [
      "Ѕуѕtеm",
      "Mаyfly",
      "Ⅿayfly",
      "Ѕеrvеr",
      "rnayfly",
      "adrnin",
      "aII",
      "Ann jоіnеd",
      "Ann rnuted Bob",
    ]) {
      for (const kept of [names(), withoutAccounts]) expect([name, kept.isKeptFrom(name, "me")]).toEqual([name, true]);
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
        const isServersWord = names().isServerName(`${name} ${n}`);
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
