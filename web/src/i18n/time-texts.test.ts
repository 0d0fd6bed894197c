// Times, colours and initials as people read them.
import { describe, expect, test } from "bun:test";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "#protocol/limits";
import { hueOf, initialOf } from "../ui/member-color.ts";
import { lifeLeft, timeLeft } from "./time-texts.ts";

describe("time left", () => {
  test("L1: is told in the units that matter", () => {
    expect(timeLeft(3 * DAY_MS + 4 * HOUR_MS + 59 * MINUTE_MS)).toBe("3 d 4 h");
    expect(timeLeft(DAY_MS)).toBe("1 d 0 h");
    expect(timeLeft(DAY_MS - 1)).toBe("23 h 59 min");
    expect(timeLeft(HOUR_MS)).toBe("1 h 0 min");
    expect(timeLeft(HOUR_MS - 1)).toBe("59:59");
    expect(timeLeft(61_000)).toBe("1:01");
    expect(timeLeft(999)).toBe("0:00");
    expect(timeLeft(-5)).toBe("0:00");
  });

  test("L1: life goes from 1 to 0, and no further", () => {
    const [from, to] = ["2026-03-01T00:00:00.000Z", "2026-03-02T00:00:00.000Z"];
    const begin = Date.parse(from);
    expect(lifeLeft(from, to, begin)).toBe(1);
    expect(lifeLeft(from, to, begin + DAY_MS / 4)).toBe(0.75);
    expect(lifeLeft(from, to, begin + DAY_MS)).toBe(0);
    expect(lifeLeft(from, to, begin - 1)).toBe(1);
    expect(lifeLeft(from, to, begin + 2 * DAY_MS)).toBe(0);
    expect(lifeLeft(from, from, begin)).toBe(0);
  });
});

describe("a member's look", () => {
  test("the same id has the same hue, and ids spread over the circle", () => {
    expect(hueOf("abc")).toBe(hueOf("abc"));
    const hues = new Set(Array.from({ length: 500 }, (_, at) => hueOf(`member${at}`)));
    expect(hues.size).toBe(24);
    for (const hue of hues) expect(hue % 15).toBe(0);
  });

  test("the initial is a whole letter", () => {
    expect(initialOf("ada")).toBe("A");
    expect(initialOf("👩‍🚀 Sally")).toBe("👩‍🚀");
    expect(initialOf("éa")).toBe("É");
    expect(initialOf("")).toBe("?");
  });
});
