import { expect, test } from "bun:test";
import { OpenPerVisitor } from "./open-per-visitor.ts";

test("N48, F45: each visitor has a number, and an eighth of it while it is crowded; what is open stays", () => {
  const open = new OpenPerVisitor(16, 20);
  const counted = Array.from({ length: 15 }, () => open.add("ann"));
  expect(open.isFull("ann")).toBe(false);
  open.add("ann");
  expect([open.isFull("ann"), open.isFull("bob"), open.isFull(undefined)]).toEqual([true, false, false]);
  for (const visitor of ["bob", "cyd", "dan", "eve"]) open.add(visitor);
  expect([open.isFull("bob"), open.isFull("fay")]).toEqual([false, false]);
  open.add("bob");
  expect([open.isFull("bob"), open.isFull("fay"), open.isFull("bob", 100)]).toEqual([true, false, false]);
  open.remove(counted[0]);
  open.remove(counted[1]);
  expect(open.isFull("bob")).toBe(false);
});
