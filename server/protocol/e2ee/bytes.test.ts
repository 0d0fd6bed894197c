import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  decodeBase64url,
  encodeBase64url,
  fromBase64url,
  numberBytes,
  readNumber,
  textBytes,
  toBase64url,
} from "./bytes.ts";

test("E1: bytes have one spelling in base64url", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      const text = toBase64url(bytes);
      expect(text).toBe(
        btoa(String.fromCharCode(...bytes))
          .replace(/\+/g, "-")
          .replace(/\//g, "_")
          .replace(/=/g, ""),
      );
      expect(encodeBase64url(bytes)).toBe(text);
      expect(fromBase64url(text)).toEqual(bytes);
    }),
  );
  for (const text of ["A", "AB", "AAB", "AA=", "AA==", "A A", "AA\n", "A+", "A/", "Ä", "AAAAA"])
    expect([text, fromBase64url(text)]).toEqual([text, undefined]);
});

test("E1: what engines decode and what a script does is the same, for every text", () => {
  const characters = fc.constantFrom(..."AZaz09-_AZaz09-_+/= \n\tÄ\u{1f33b}\0");
  const texts = fc.array(characters, { maxLength: 12 }).map((all) => all.join(""));
  const { setFromBase64 } = Uint8Array.prototype as { setFromBase64?: unknown };
  expect(setFromBase64).toBeFunction();
  try {
    fc.assert(
      fc.property(texts, (text) => {
        const native = fromBase64url(text);
        Object.assign(Uint8Array.prototype, { setFromBase64: undefined });
        const scripted = fromBase64url(text);
        Object.assign(Uint8Array.prototype, { setFromBase64 });
        expect([text, native]).toEqual([text, scripted]);
      }),
      { numRuns: 2_000 },
    );
  } finally {
    Object.assign(Uint8Array.prototype, { setFromBase64 });
  }
  const bytes = new Uint8Array(3);
  expect([decodeBase64url("AA-_", bytes), bytes]).toEqual([true, Uint8Array.of(0, 15, 191)]);
});

test("E11: numbers are big-endian and never cut", () => {
  expect([...numberBytes(0x010203, 4)]).toEqual([0, 1, 2, 3]);
  expect(readNumber(numberBytes(2 ** 48 - 1, 6))).toBe(2 ** 48 - 1);
  for (const [value, length] of [
    [-1, 4],
    [1.5, 4],
    [2 ** 32, 4],
    [256, 1],
    [Number.NaN, 4],
  ] as const)
    expect(() => numberBytes(value, length)).toThrow(RangeError);
  expect([...textBytes("é")]).toEqual([0, 2, 0xc3, 0xa9]);
});
