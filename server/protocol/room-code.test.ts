import { describe, expect, test } from "bun:test";
import { foldCode, groupCode, isCustomCode, parseCode } from "./room-code.ts";

describe("codes", () => {
  const same: [typed: string, key: string][] = [
    ["K7PQ-2MFX", "k7pq2mfx"],
    ["k7pq 2mfx", "k7pq2mfx"],
    [" k7-pq-2m-fx ", "k7pq2mfx"],
    ["OIL", "011"],
    ["party-room", "partyr00m"],
  ];
  test.each(same)("R3: %p is found as %p", (typed, key) => {
    expect(foldCode(typed)).toBe(key);
    expect(foldCode(foldCode(typed))).toBe(key);
  });

  test("R3: a chosen code has 3 to 32 of a-z, 0-9 and dashes, and more than dashes", () => {
    for (const code of ["abc", "a-b", "x".repeat(32), "k7pq-2mfx"]) expect(isCustomCode(code)).toBe(true);
    for (const code of ["ab", "x".repeat(33), "Abc", "a_b", "a b", "äöü", "---", "abc\n"]) {
      expect(isCustomCode(code)).toBe(false);
    }
  });

  test("R2: a drawn code is shown in groups of four", () => {
    expect(groupCode("k7pq2mfx")).toBe("k7pq-2mfx");
    expect(groupCode("k7pq2m")).toBe("k7pq-2m");
    expect(groupCode("0123456789abcdef")).toBe("0123-4567-89ab-cdef");
  });

  test("R3: a typed code goes into an address in lower case, with its dashes and without spaces", () => {
    const parsed = [" K7PQ-2MFX ", "K7PQ 2MFX", "k7pq%2D2mfx", "party\u2014room"].map(parseCode);
    expect(parsed).toEqual(["k7pq-2mfx", "k7pq2mfx", "k7pq-2mfx", "party-room"]);
    for (const text of ["", "%", "ab", "---", "a/b", "a_b_c", "äöü", "x".repeat(65)]) {
      expect(parseCode(text)).toBeUndefined();
    }
  });
});
