// The wheel by example: instants, handles, budgets and a clock that jumps. timer-wheel.laws.test.ts runs it at random.
import { describe, expect, test } from "bun:test";
import { type Timer, TimerWheel } from "./timer-wheel.ts";

const START = 1_700_000_000_000;
const SECOND = 1000;
const DAY = 86_400_000;
const YEAR = 365 * DAY;

type Fired = { what: string; at: number };

/** Runs one advance to its end, and says what fired. */
function run(wheel: TimerWheel<string>, now: number, budget?: number): Fired[] {
  const fired: Fired[] = [];
  while (!wheel.advance(now, (what, at) => fired.push({ what, at }), budget));
  return fired;
}

const names = (fired: Fired[]) => fired.map(({ what }) => what);

describe("instants", () => {
  test("T2: a timer fires in the first advance at or after its instant, rounded up to the tick", () => {
    const wheel = new TimerWheel<string>(START);
    wheel.schedule(START + 1, "early");
    wheel.schedule(START + 50, "on the tick");
    wheel.schedule(START + 51, "late");
    expect(run(wheel, START + 49)).toEqual([]);
    expect(run(wheel, START + 99)).toEqual([
      { what: "early", at: START + 50 },
      { what: "on the tick", at: START + 50 },
    ]);
    expect(run(wheel, START + 100)).toEqual([{ what: "late", at: START + 100 }]);
    expect(run(wheel, START + YEAR)).toEqual([]);
  });

  test("T2: what is past when scheduled is due at once, in the order scheduled", () => {
    const wheel = new TimerWheel<string>(START);
    run(wheel, START + DAY);
    wheel.schedule(START + DAY, "now");
    wheel.schedule(START + 5, "past");
    wheel.schedule(Number.NEGATIVE_INFINITY, "long past");
    expect(names(run(wheel, START + DAY))).toEqual(["past", "long past", "now"]);
  });

  test("T3: lives of up to years end on their tick, stepping tick by tick around it", () => {
    const lives = [50, 1_600, 51_200, DAY, 30 * DAY, YEAR, 40 * YEAR];
    for (const life of lives) {
      const wheel = new TimerWheel<string>(START);
      wheel.schedule(START + life, "end");
      for (let now = START; now < START + life; now += life / 7) expect(run(wheel, Math.floor(now))).toEqual([]);
      expect(run(wheel, START + life - 1)).toEqual([]);
      expect(run(wheel, START + life)).toEqual([{ what: "end", at: START + life }]);
    }
  });

  test("T3: a late advance fires all that is due, in order of tick and of scheduling within it", () => {
    const wheel = new TimerWheel<string>(START);
    for (const days of [29, 3, 17, 3]) wheel.schedule(START + days * DAY, `${days} days, number ${wheel.size}`);
    wheel.schedule(START + 31 * DAY, "later");
    expect(names(run(wheel, START + 30 * DAY))).toEqual([
      "3 days, number 1",
      "3 days, number 3",
      "17 days, number 2",
      "29 days, number 0",
    ]);
    expect(wheel.size).toBe(1);
  });

  test("T3: a timer at Infinity never fires, and what is no instant throws before anything changes", () => {
    const wheel = new TimerWheel<string>(START);
    const never = wheel.schedule(Number.POSITIVE_INFINITY, "never");
    expect(run(wheel, START + 1000 * YEAR)).toEqual([]);
    expect(() => wheel.schedule(Number.NaN, "what")).toThrow(RangeError);
    expect(() => wheel.refresh(never, Number.NaN)).toThrow(RangeError);
    for (const now of [Number.NaN, Number.POSITIVE_INFINITY]) expect(() => wheel.advance(now, () => {})).toThrow();
    expect(() => new TimerWheel(Number.NaN)).toThrow(RangeError);
    expect(() => new TimerWheel(START, 0)).toThrow(RangeError);
    expect(wheel.size).toBe(1);
    expect(wheel.cancel(never)).toBe(true);
  });
});

describe("handles", () => {
  test("T2: a cancelled timer never fires, and a stale handle touches no other timer", () => {
    const wheel = new TimerWheel<string>(START);
    const first = wheel.schedule(START + SECOND, "first");
    expect(wheel.cancel(first)).toBe(true);
    const second = wheel.schedule(START + SECOND, "second");
    expect(wheel.cancel(first)).toBe(false);
    expect(wheel.refresh(first, START)).toBe(false);
    expect(names(run(wheel, START + SECOND))).toEqual(["second"]);
    expect(wheel.cancel(second)).toBe(false);
    for (const nonsense of [0, 1, -1, 0.5, Number.NaN, 2 ** 53]) expect(wheel.cancel(nonsense)).toBe(false);
    expect(wheel.size).toBe(0);
  });

  test("T2: within its own call a timer has fired already; others may be moved, cancelled and scheduled", () => {
    const wheel = new TimerWheel<string>(START);
    const timers = new Map(["a", "b", "c", "d"].map((name) => [name, wheel.schedule(START + SECOND, name)]));
    const timer = (name: string) => timers.get(name) as Timer;
    const fired: string[] = [];
    wheel.advance(START + 5 * SECOND, (what) => {
      fired.push(what);
      if (what !== "a") return;
      expect(wheel.refresh(timer("a"), START + DAY)).toBe(false);
      expect(wheel.cancel(timer("b"))).toBe(true);
      expect(wheel.refresh(timer("c"), START + 4 * SECOND)).toBe(true);
      wheel.schedule(START + 3 * SECOND, "new");
    });
    expect(fired).toEqual(["a", "d", "new", "c"]);
  });

  test("T1: among 200,000 timers of one instant each is found, moved and removed without a walk", () => {
    // Walking a list of them for each would take 10¹⁰ steps, minutes beyond the time a test has.
    const wheel = new TimerWheel<string>(START);
    const timers = Array.from({ length: 200_000 }, (_, n) => wheel.schedule(START + DAY, `${n}`));
    const inside = timers.map((_, n) => timers[(n * 7919) % timers.length] as Timer);
    for (const timer of inside) wheel.refresh(timer, START + 2 * DAY);
    for (const timer of inside.slice(1)) wheel.cancel(timer);
    expect(run(wheel, START + 2 * DAY)).toEqual([{ what: "0", at: START + 2 * DAY }]);
  });
});

describe("bounded work", () => {
  test("T4: an advance fires at most its budget, and the next goes on where it stopped", () => {
    const wheel = new TimerWheel<string>(START);
    for (let n = 0; n < 1000; n++) wheel.schedule(START + SECOND, `${n}`);
    const fired: string[] = [];
    let advances = 1;
    for (; !wheel.advance(START + SECOND, (what) => fired.push(what), 100); advances++) {
      expect(fired.length).toBeLessThanOrEqual(advances * 100);
    }
    expect(fired).toEqual(Array.from({ length: 1000 }, (_, n) => `${n}`));
    expect(wheel.advance(START + SECOND, () => {}, 0)).toBe(true);
  });

  test("T4: moving timers closer counts too, and stops in the middle without harm", () => {
    const wheel = new TimerWheel<string>(START);
    const until = START + 40 * DAY;
    const timers = Array.from({ length: 5000 }, (_, n) => wheel.schedule(until + n * 50, `${n}`));
    let advances = 0;
    // A life of 40 days begins on the sixth level; not one is due, but all come closer.
    while (!wheel.advance(until - SECOND, () => expect.unreachable(), 1000)) {
      const n = advances++;
      expect(wheel.cancel(timers[n * 2] as Timer)).toBe(true);
      wheel.schedule(until + n * 100, `${n * 2}`);
    }
    expect(advances).toBeGreaterThanOrEqual(5);
    const fired = run(wheel, until + 5000 * 50);
    expect(names(fired)).toEqual(Array.from({ length: 5000 }, (_, n) => `${n}`));
  });

  test("T4: a timer that throws loses no other timer", () => {
    const wheel = new TimerWheel<string>(START);
    for (const name of ["a", "bad", "b", "bad", "c"]) wheel.schedule(START + SECOND, name);
    const fired: string[] = [];
    const fire = (what: string) => {
      if (what === "bad") throw new Error(what);
      fired.push(what);
    };
    for (let faults = 0; faults < 2; faults++) expect(() => wheel.advance(START + SECOND, fire)).toThrow("bad");
    expect(wheel.advance(START + SECOND, fire)).toBe(true);
    expect(fired).toEqual(["a", "b", "c"]);
  });
});

describe("a clock that jumps", () => {
  test("T5: when the clock is set back, old instants stay where they are and new ones are kept", () => {
    for (const back of [50, 2 * SECOND, DAY, 20 * DAY, 3 * YEAR, 300 * YEAR]) {
      const wheel = new TimerWheel<string>(START);
      wheel.schedule(START + DAY, "before");
      wheel.schedule(START + 30 * DAY, "far");
      expect(names(run(wheel, START + DAY))).toEqual(["before"]);
      const now = START + DAY - back;
      wheel.schedule(now + 10, "said before the wheel knows");
      run(wheel, now);
      wheel.schedule(now + 60, "after");
      expect(run(wheel, now + 9)).toEqual([]);
      expect(names(run(wheel, now + 50))).toEqual(["said before the wheel knows"]);
      expect(run(wheel, now + 99)).toEqual([]);
      expect(names(run(wheel, now + 100))).toEqual(["after"]);
      expect(run(wheel, START + 30 * DAY - 1)).toEqual([]);
      expect(names(run(wheel, START + 30 * DAY))).toEqual(["far"]);
    }
  });

  test("T5: set back in the middle of an unfinished advance, what had not fired waits for its instant again", () => {
    const wheel = new TimerWheel<string>(START);
    for (let n = 0; n < 100; n++) wheel.schedule(START + DAY + n * 50, `${n}`);
    const fired: string[] = [];
    wheel.advance(START + 2 * DAY, (what) => fired.push(what), 120);
    const left = wheel.size;
    expect(run(wheel, START + DAY - 1)).toEqual([]);
    expect(wheel.size).toBe(left);
    for (let now = START + DAY; now <= START + DAY + 5000; now += 50) {
      for (const { what, at } of run(wheel, now)) {
        expect(at).toBeLessThanOrEqual(now);
        fired.push(what);
      }
    }
    expect(fired).toEqual(Array.from({ length: 100 }, (_, n) => `${n}`));
  });
});
