import { describe, expect, test } from "bun:test";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "#protocol/limits";
import { formatTimeLeft } from "./time-texts.ts";

describe("time left", () => {
  test("L1: is shown in the units that matter", () => {
    expect(formatTimeLeft(3 * DAY_MS + 4 * HOUR_MS + 10 * MINUTE_MS)).toBe("3 d 4 h");
    expect(formatTimeLeft(7 * DAY_MS - 1)).toBe("7 d");
    expect(formatTimeLeft(48 * HOUR_MS)).toBe("2 d");
    expect(formatTimeLeft(DAY_MS)).toBe("24 h");
    expect(formatTimeLeft(DAY_MS - 2000)).toBe("24 h");
    expect(formatTimeLeft(23 * HOUR_MS)).toBe("23 h");
    expect(formatTimeLeft(10 * HOUR_MS)).toBe("10 h");
    expect(formatTimeLeft(5 * HOUR_MS + 12 * MINUTE_MS)).toBe("5 h 12 min");
    expect(formatTimeLeft(HOUR_MS)).toBe("1 h");
    expect(formatTimeLeft(HOUR_MS - 1)).toBe("1 h");
    expect(formatTimeLeft(53 * MINUTE_MS)).toBe("53 min");
    expect(formatTimeLeft(5 * MINUTE_MS + 1)).toBe("6 min");
    expect(formatTimeLeft(5 * MINUTE_MS)).toBe("5:00");
    expect(formatTimeLeft(61_000)).toBe("1:01");
    expect(formatTimeLeft(999)).toBe("0:00");
    expect(formatTimeLeft(-5)).toBe("0:00");
  });
});
