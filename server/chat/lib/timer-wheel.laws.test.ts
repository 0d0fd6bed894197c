// Random runs of the wheel beside a model of it: a plain list, searched from end to end for what is next.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { type Timer, TimerWheel } from "./timer-wheel.ts";

const START = 1_700_000_000_000;
const DAY = 86_400_000;

type Entry = {
  tick: number;
  order: number;
  /** The least of the ticks that were now while it was scheduled. */
  seenTick: number;
  /** It was too far away, or late until the clock was set back: it may have lost its place among others of its tick. */
  mayHaveLostPlace: boolean;
  /** Scheduled for a tick the wheel had left behind. */
  isLate: boolean;
};

/** What the wheel promises, in the plainest way: a list. */
class Model {
  readonly entries = new Map<number, Entry>();
  /** The wheel's own tick, as far as it can be told from outside: not less than this, not more than `nowTick`. */
  tick = 0;
  /** The tick of the newest `now`. */
  nowTick = 0;
  #orders = 0;

  constructor(readonly tickMs: number) {}

  place(id: number, at: number): void {
    const tick = Math.ceil((at - START) / this.tickMs);
    const mayHaveLostPlace = tick - this.tick > 2 ** 30;
    const isLate = tick < this.tick;
    this.entries.set(id, { tick, order: this.#orders++, seenTick: this.nowTick, mayHaveLostPlace, isLate });
  }

  goTo(tick: number): void {
    this.nowTick = tick;
    this.tick = Math.min(this.tick, tick);
    for (const entry of this.entries.values()) {
      entry.seenTick = Math.min(entry.seenTick, tick);
      entry.mayHaveLostPlace ||= entry.tick - this.tick > 2 ** 30 || (entry.isLate && entry.tick > tick);
      entry.isLate &&= entry.tick <= tick;
    }
  }

  expectNothingDue(): void {
    for (const { tick } of this.entries.values()) expect(tick).toBeGreaterThan(this.nowTick);
    this.tick = this.nowTick;
  }

  /** Within one tick, the order is that of scheduling. */
  expectInTurn(fired: Entry, other: Entry): void {
    if (fired.mayHaveLostPlace || other.mayHaveLostPlace) return;
    expect(fired.order).toBeLessThanOrEqual(other.order);
  }
}

/** What a timer does when it fires. */
type Act = { schedule?: number; refresh?: number; cancel?: number } | undefined;
type Step =
  | { do: "schedule"; in: number; act: Act }
  | { do: "refresh"; which: number; in: number }
  | { do: "cancel"; which: number }
  | { do: "advance"; by: number; budget: number };

const delays = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: -100, max: 4_000 }) },
  { weight: 3, arbitrary: fc.integer({ min: -DAY, max: 30 * DAY }) },
  { weight: 1, arbitrary: fc.integer({ min: -4e11, max: 4e11 }) },
  { weight: 1, arbitrary: fc.constantFrom(Infinity, -Infinity, 2 ** 30, 2 ** 30 + 1, 2 ** 31, 2 ** 32, 50 * 2 ** 30) },
);
const jumps = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 3_000 }) },
  { weight: 2, arbitrary: fc.integer({ min: -3_000, max: 40 * DAY }) },
  { weight: 1, arbitrary: fc.integer({ min: -4e11, max: 4e11 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(-1, -50, -(2 ** 31), 2 ** 32, 50 * 2 ** 32, -50 * 2 ** 30, 32 * 50, -1024 * 50),
  },
);
const which = fc.nat({ max: 60 });
const acts: fc.Arbitrary<Act> = fc.option(
  fc.record({ schedule: delays, refresh: which, cancel: which }, { requiredKeys: [] }),
  { nil: undefined, freq: 3 },
);
const stepsWith = (budgets: fc.Arbitrary<number>): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.oneof(
      { weight: 4, arbitrary: fc.record({ do: fc.constant("schedule" as const), in: delays, act: acts }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant("refresh" as const), which, in: delays }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant("cancel" as const), which }) },
      { weight: 4, arbitrary: fc.record({ do: fc.constant("advance" as const), by: jumps, budget: budgets }) },
    ),
    { maxLength: 120, size: "max" },
  );
const ticks = fc.constantFrom(50, 50, 1, 7, 1_000);

/** A failure names its seed and path. To shrink such a life as well may take longer than all tests together. */
const RUNS = { numRuns: 1_500, endOnFailure: true } as const;

/** One life of the wheel beside its model. `check` is told of each timer that fires, before the model forgets it. */
function live(
  tickMs: number,
  life: readonly Step[],
  check: (model: Model, fired: Entry) => void,
  settle: (model: Model, isDone: boolean) => void,
): void {
  const wheel = new TimerWheel<number>(START, tickMs);
  const model = new Model(tickMs);
  const timers: Timer[] = [];
  const acts: Act[] = [];
  let now = START;
  let children = 0;

  const schedule = (delay: number, act: Act) => {
    const id = timers.length;
    timers.push(wheel.schedule(now + delay, id));
    acts.push(act);
    model.place(id, now + delay);
  };
  const refresh = (id: number, delay: number) => {
    const moved = wheel.refresh(timers[id] ?? 0, now + delay);
    expect(moved).toBe(model.entries.has(id));
    if (moved) model.place(id, now + delay);
  };
  const cancel = (id: number) => expect(wheel.cancel(timers[id] ?? 0)).toBe(model.entries.delete(id));
  const fire = (id: number, at: number) => {
    const entry = model.entries.get(id) as Entry;
    expect(entry).toBeDefined();
    expect(at).toBe(START + entry.tick * tickMs);
    expect(entry.tick).toBeLessThanOrEqual(model.nowTick);
    check(model, entry);
    model.tick = Math.max(model.tick, entry.tick);
    model.entries.delete(id);
    const act = acts[id];
    // A child does as its parent did, so there must be an end to them.
    if (act?.schedule !== undefined && children++ < 200) schedule(act.schedule, act);
    if (act?.refresh !== undefined) refresh(act.refresh, act.schedule ?? 1_000);
    if (act?.cancel !== undefined) cancel(act.cancel);
  };

  for (const step of life) {
    if (step.do === "schedule") schedule(step.in, step.act);
    else if (step.do === "refresh") refresh(step.which, step.in);
    else if (step.do === "cancel") cancel(step.which);
    else {
      now += step.by;
      model.goTo(Math.floor((now - START) / tickMs));
      settle(model, wheel.advance(now, fire, step.budget));
    }
    expect(wheel.size).toBe(model.entries.size);
  }
}

test("T2, T3, T5: fires what the list fires, in its order, over jumps both ways, years and wrapped ticks", () => {
  fc.assert(
    fc.property(ticks, stepsWith(fc.constant(Number.POSITIVE_INFINITY)), (tickMs, life) => {
      live(
        tickMs,
        life,
        (model, fired) => {
          // Late ones first, in order of scheduling; all others by their tick.
          const rank = ({ tick, isLate }: Entry) => (isLate ? Number.NEGATIVE_INFINITY : tick);
          for (const other of model.entries.values()) {
            expect(rank(fired)).toBeLessThanOrEqual(rank(other));
            if (rank(fired) === rank(other)) model.expectInTurn(fired, other);
          }
        },
        (model, isDone) => {
          expect(isDone).toBe(true);
          model.expectNothingDue();
        },
      );
    }),
    RUNS,
  );
});

test("T2, T4, T5: stopped anywhere by its budget, it still fires all that is due, once, and in order of tick", () => {
  fc.assert(
    fc.property(ticks, stepsWith(fc.integer({ min: 0, max: 30 })), (tickMs, life) => {
      live(
        tickMs,
        life,
        (model, fired) => {
          for (const other of model.entries.values()) {
            // How far an unfinished advance went is the wheel's own affair, and what was scheduled for behind that is
            // late: it goes before all that lies beyond the newest `now` it has seen.
            expect(fired.tick).toBeLessThanOrEqual(Math.max(other.tick, other.seenTick));
            const wasAhead = other.tick > other.seenTick;
            if (wasAhead && other.tick === fired.tick) model.expectInTurn(fired, other);
          }
        },
        (model, isDone) => {
          if (isDone) model.expectNothingDue();
        },
      );
    }),
    RUNS,
  );
});
