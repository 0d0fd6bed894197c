import { expect, test } from "bun:test";
import { Roster } from "./roster.ts";

const named = (id: string, name: string) => ({ id, name, avatar: null });

test("I4: what somebody who isn't present is called follows who is here", () => {
  const roster = new Roster({ version: 0, isKeptFrom: () => false, isOwn: () => false });
  const absent = named("a", "Ann");
  expect(roster.nameOf(absent)).toBe("Ann");
  const other = roster.add(named("b", "ANN"));
  expect(roster.nameOf(absent)).toBe("Ann 2");
  roster.rename(other, "Bob");
  expect(roster.nameOf(absent)).toBe("Ann");
  expect(roster.nameOf(named("a", "bob"))).toBe("bob 2");
  roster.remove(other);
  expect(roster.nameOf(named("a", "bob"))).toBe("bob");
  expect(roster.nameOf(named("c", "bob"))).toBe("bob");
});

test("U9: and follows which names are reserved", () => {
  const names = { version: 0, kept: "", isKeptFrom: (name: string) => name === names.kept, isOwn: () => false };
  const roster = new Roster(names);
  const absent = named("a", "Ann");
  expect(roster.nameOf(absent)).toBe("Ann");
  names.kept = "Ann";
  names.version++;
  expect(roster.nameOf(absent)).toBe("Ann 2");
});
