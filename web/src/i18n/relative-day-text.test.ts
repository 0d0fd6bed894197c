import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { formatComingTime } from "./relative-day-text.ts";
import { loadLazyTexts, setLanguage } from "./t.ts";
import { formatTime } from "./time-texts.ts";

const local = (day: number, hour: number, minute = 0) => new Date(2026, 10, day, hour, minute);

describe("S11: a time to come", () => {
  beforeAll(async () => {
    Object.assign(globalThis, { document: { documentElement: { lang: "", dir: "" } } });
    await loadLazyTexts();
  });
  afterAll(async () => {
    await setLanguage("en");
    Reflect.deleteProperty(globalThis, "document");
  });
  const said = (end: Date, now: Date) => formatComingTime(end.toISOString(), now.getTime());

  test("S11: is of today, of tomorrow or of a date, by the calendar of the device", async () => {
    await setLanguage("en");
    const time = (date: Date) => formatTime(date.toISOString());
    expect(said(local(28, 9, 4), local(28, 8))).toBe(`today at ${time(local(28, 9, 4))}`);
    expect(said(local(29, 0, 1), local(28, 23, 59))).toBe(`tomorrow at ${time(local(29, 0, 1))}`);
    expect(said(local(29, 23, 59), local(28, 0, 1))).toBe(`tomorrow at ${time(local(29, 23, 59))}`);
    expect(said(local(30, 8), local(28, 23))).toMatch(/^(30 Nov|Nov 30) at /);
  });

  test.each([
    ["de", "morgen um 8:04", "am 30. Nov. um 8:04"],
    ["es", "mañana a las 8:04", "el 30 nov a las 8:04"],
    ["ja", "明日 8:04", "11月30日 8:04"],
  ] as const)("S11: is said as people say it in %s", async (language, tomorrow, date) => {
    await setLanguage(language);
    expect(said(local(29, 8, 4), local(28, 8)).replace("08:", "8:")).toBe(tomorrow);
    expect(said(local(30, 8, 4), local(28, 8)).replace("08:", "8:")).toBe(date);
  });

  test("S11: is in the singular at one o'clock in Spanish", async () => {
    await setLanguage("es");
    expect(said(local(29, 1, 30), local(28, 8))).toBe("mañana a la 1:30");
    expect(said(local(29, 13, 30), local(28, 8))).toBe("mañana a las 13:30");
  });
});
