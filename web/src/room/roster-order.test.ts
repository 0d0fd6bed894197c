import { expect, test } from "bun:test";
import type { PresentMember } from "#protocol/frames";
import { matchesName, sortRoster } from "./roster-order.ts";

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

test("P6: people are found by any part of their name, regardless of case and accents", () => {
  expect(["José María", "Zoë", "اَدا", "Bo"].map((name) => matchesName(name, "jose"))).toEqual([
    true,
    false,
    false,
    false,
  ]);
  expect(matchesName("Zoë", " OE ")).toBe(true);
  expect(matchesName("اَدا", "ادا")).toBe(true);
  expect(matchesName("Bo", "")).toBe(true);
});
