import { describe, expect, test } from "bun:test";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "#protocol/limits";
import { formatTimeLeft } from "./time-texts.ts";

describe("time left", () => {
  test("L1: is shown in the units that matter", () => {
    expect(formatTimeLeft(3 * DAY_MS + 4 * HOUR_MS + 59 * MINUTE_MS)).toBe("3 d 4 h");
    expect(formatTimeLeft(DAY_MS)).toBe("1 d 0 h");
    expect(formatTimeLeft(DAY_MS - 1)).toBe("23 h 59 min");
    expect(formatTimeLeft(HOUR_MS)).toBe("1 h 0 min");
    expect(formatTimeLeft(HOUR_MS - 1)).toBe("59:59");
    expect(formatTimeLeft(61_000)).toBe("1:01");
    expect(formatTimeLeft(999)).toBe("0:00");
    expect(formatTimeLeft(-5)).toBe("0:00");
  });
});
