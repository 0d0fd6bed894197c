import { describe, expect, test } from "bun:test";
import { type CodeKind, EndedCodes } from "./ended-codes.ts";

const DAY_MS = 86_400_000;
const digest = (text: string) => new Bun.CryptoHasher("sha256").update(text).digest("base64url");

function create() {
  const clock = { now: 1e12 };
  return { clock, codes: new EndedCodes(digest, () => clock.now) };
}

const kindOf = (n: number): CodeKind => (n % 2 === 0 ? "chosen" : "drawn");

describe("ended codes", () => {
  test("R6: are remembered to the millisecond, however many ended, drawn and chosen apart", () => {
    const { clock, codes } = create();
    for (let n = 0; n < 50_000; n++) codes.add(`code${n}`, kindOf(n), clock.now + DAY_MS + n);
    clock.now += DAY_MS - 1;
    for (const n of [0, 1, 20_000, 49_999]) {
      expect([codes.has(`code${n}`, kindOf(n)), codes.has(`code${n}`, kindOf(n + 1))]).toEqual([true, false]);
    }
    clock.now = 1e12 + DAY_MS + 20_000;
    expect([codes.has("code20000", "chosen"), codes.has("code20001", "drawn")]).toEqual([false, true]);
    clock.now = 1e12 + DAY_MS + 50_000;
    expect(codes.count).toBe(0);
  });

  test("R6: the 250,000 that ended last are remembered, and hardly more", () => {
    const { clock, codes } = create();
    for (let n = 0; n < 400_000; n++) codes.restore({ digest: `${n}`, until: clock.now + DAY_MS });
    expect(codes.count).toBeGreaterThanOrEqual(250_000);
    expect(codes.count).toBeLessThan(300_000);
    codes.add("last", "drawn", clock.now + DAY_MS);
    expect(codes.has("last", "drawn")).toBe(true);
  });

  test("R4: a chosen code that is taken again is forgotten, a drawn one isn't; a later end counts", () => {
    const { clock, codes } = create();
    codes.add("garden", "chosen", clock.now + 1);
    codes.add("garden", "chosen", clock.now + DAY_MS);
    clock.now += 10;
    expect([codes.count, codes.has("gar-den", "chosen")]).toEqual([1, true]);
    codes.add("garden", "drawn", clock.now + DAY_MS);
    codes.release("garden");
    expect([codes.has("garden", "chosen"), codes.has("garden", "drawn")]).toEqual([false, true]);
  });

  test("G5: a hidden code is told as ended to its owner alone, for the same day, and takes no other code's place", () => {
    const { clock, codes } = create();
    codes.add("den", "hidden", clock.now + DAY_MS);
    codes.addOwner("den", "ann", clock.now + DAY_MS);
    expect([codes.wasOwner("d-en", "ann"), codes.wasOwner("den", "bob"), codes.wasOwner("other", "ann")]).toEqual([
      true,
      false,
      false,
    ]);
    expect([codes.has("den", "hidden"), codes.has("den", "chosen"), codes.has("den", "drawn")]).toEqual([
      true,
      false,
      false,
    ]);
    codes.release("den");
    expect([codes.count, codes.has("den", "hidden")]).toEqual([1, true]);
    clock.now += DAY_MS;
    expect([codes.count, codes.has("den", "hidden"), codes.wasOwner("den", "ann")]).toEqual([0, false, false]);
  });
});
