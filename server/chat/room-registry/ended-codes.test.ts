import { describe, expect, test } from "bun:test";
import { EndedCodes } from "./ended-codes.ts";

const DAY_MS = 86_400_000;
const digest = (text: string) => new Bun.CryptoHasher("sha256").update(text).digest("base64url");

function create() {
  const clock = { now: 1e12 };
  return { clock, codes: new EndedCodes(digest, () => clock.now) };
}

describe("ended codes", () => {
  test("R6: are remembered to the millisecond, however many ended, drawn and chosen apart", () => {
    const { clock, codes } = create();
    for (let n = 0; n < 50_000; n++) codes.add(`code${n}`, n % 2 === 0, clock.now + DAY_MS + n);
    clock.now += DAY_MS - 1;
    for (const n of [0, 1, 20_000, 49_999]) {
      expect([codes.has(`code${n}`, n % 2 === 0), codes.has(`code${n}`, n % 2 !== 0)]).toEqual([true, false]);
    }
    clock.now = 1e12 + DAY_MS + 20_000;
    expect([codes.has("code20000", true), codes.has("code20001", false)]).toEqual([false, true]);
    clock.now = 1e12 + DAY_MS + 50_000;
    expect(codes.count).toBe(0);
  });

  test("R6: the 250,000 that ended last are remembered, and hardly more", () => {
    const { clock, codes } = create();
    for (let n = 0; n < 400_000; n++) codes.restore({ digest: `${n}`, until: clock.now + DAY_MS });
    expect(codes.count).toBeGreaterThanOrEqual(250_000);
    expect(codes.count).toBeLessThan(300_000);
    codes.add("last", false, clock.now + DAY_MS);
    expect(codes.has("last", false)).toBe(true);
  });

  test("R4: a chosen code that is taken again is forgotten, a drawn one isn't; a later end counts", () => {
    const { clock, codes } = create();
    codes.add("garden", true, clock.now + 1);
    codes.add("garden", true, clock.now + DAY_MS);
    clock.now += 10;
    expect([codes.count, codes.has("gar-den", true)]).toEqual([1, true]);
    codes.add("garden", false, clock.now + DAY_MS);
    codes.release("garden");
    expect([codes.has("garden", true), codes.has("garden", false)]).toEqual([false, true]);
  });
});
