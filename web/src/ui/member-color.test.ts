import { describe, expect, test } from "bun:test";
import { memberHue, memberInitial } from "./member-color.ts";

describe("a member's look", () => {
  test("the same id has the same hue, and ids spread over the circle", () => {
    expect(memberHue("abc")).toBe(memberHue("abc"));
    const hues = new Set(Array.from({ length: 500 }, (_, at) => memberHue(`member${at}`)));
    expect(hues.size).toBe(24);
    for (const hue of hues) expect(hue % 15).toBe(0);
  });

  test("the initial is a whole letter", () => {
    expect(memberInitial("ada")).toBe("A");
    expect(memberInitial("👩‍🚀 Sally")).toBe("👩‍🚀");
    expect(memberInitial("éa")).toBe("É");
    expect(memberInitial("")).toBe("?");
  });
});

test("S7: without Intl.Segmenter the initial is a whole character", () => {
  const { Segmenter } = Intl;
  Object.assign(Intl, { Segmenter: undefined });
  try {
    expect(memberInitial("ada")).toBe("A");
    expect(memberInitial("😀 x")).toBe("😀");
    expect(memberInitial("")).toBe("?");
  } finally {
    Object.assign(Intl, { Segmenter });
  }
});
