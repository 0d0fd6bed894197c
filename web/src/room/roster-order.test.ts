import { expect, test } from "bun:test";
import fc from "fast-check";
import type { PresentMember } from "#protocol/frames";
import { createNameMatcher, sortRoster } from "./roster-order.ts";

const member = (name: string, fields: Partial<PresentMember> = {}): PresentMember => ({
  id: name.toLowerCase(),
  name,
  avatar: null,
  role: "member",
  away: false,
  ...fields,
});
const names = (members: readonly PresentMember[], you?: string, locale = "en") =>
  sortRoster(members, you, locale).map(({ name }) => name);

test("P5: you come first, then the owner and admins, then everybody by name, then those away", () => {
  const members = [
    member("Zoe"),
    member("Ann", { away: true }),
    member("Omar", { role: "owner" }),
    member("Abe"),
    member("Ada", { role: "admin" }),
    member("Max"),
  ];
  expect(names(members, "max")).toEqual(["Max", "Omar", "Ada", "Abe", "Zoe", "Ann"]);
  expect(names(members)).toEqual(["Omar", "Ada", "Abe", "Max", "Zoe", "Ann"]);
});

test("P5: you stay first while away, and an owner who is away is sorted among those away", () => {
  const members = [member("Bo"), member("Cy", { away: true }), member("Omar", { role: "owner", away: true })];
  expect(names(members, "cy")).toEqual(["Cy", "Bo", "Omar"]);
});

test("I4: names are sorted as people sort them, numbers by their size", () => {
  const members = ["Wolf 10", "ägir", "Wolf 2", "Zed", "wolf"].map((name) => member(name));
  expect(names(members, undefined, "de")).toEqual(["ägir", "wolf", "Wolf 2", "Wolf 10", "Zed"]);
  expect(names(members, undefined, "sv")).toEqual(["wolf", "Wolf 2", "Wolf 10", "Zed", "ägir"]);
});

test("P6: the first of a long roster are those of the whole one", () => {
  const anyMember = fc.record({
    id: fc.constantFrom("a", "b", "c", "d"),
    name: fc.constantFrom("Ann", "ann", "Bo", "Wolf 2", "Wolf 10", "Zed"),
    avatar: fc.constant(null),
    role: fc.constantFrom("owner" as const, "admin" as const, "member" as const),
    away: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(anyMember, { maxLength: 40 }), fc.nat({ max: 40 }), (members, count) => {
      expect(sortRoster(members, "b", "en", count)).toEqual(sortRoster(members, "b", "en").slice(0, count));
    }),
  );
});

test("P6: people are found by any part of their name, regardless of case and accents", () => {
  const isFound = (name: string, search: string) => createNameMatcher(search)({ name });
  expect(["José María", "Zoë", "اَدا", "Bo"].map((name) => isFound(name, "jose"))).toEqual([true, false, false, false]);
  expect(isFound("Zoë", " OE ")).toBe(true);
  expect(isFound("اَدا", "ادا")).toBe(true);
  expect(isFound("Jürgen Groß", "gross")).toBe(true);
  expect(isFound("Søren", "soren")).toBe(true);
  expect(isFound("ネコ", "ねこ")).toBe(true);
  expect(isFound("שָׁלוֹם", "שלום")).toBe(true);
  expect(isFound("Bo", "")).toBe(true);
});
