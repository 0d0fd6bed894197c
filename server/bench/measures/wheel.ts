// A million room ends on the timer wheel compared with setTimeout: bytes and ns per timer, and the longest single advance.
import { TimerWheel } from "../../chat/lib/timer-wheel.ts";
import { residentBytes } from "../harness/processes.ts";
import { compareSides, type Measure, runInRounds, singleFigure } from "./measure.ts";

const ENDS = 1_000_000;
const NOW = 1_700_000_000_000;
const TICK_MS = 50;
const SECOND = 1_000;
const DAY = 86_400_000;
/** setTimeout accepts at most 2³¹ ms, which is a little more. */
const MAX_TIMEOUT_MS = 24 * DAY;

type Figures = Record<string, number>;

/** Returns the same pseudo-random lives in ms for both, in random order. */
function randomLives(): Float64Array {
  let seed = 1;
  return Float64Array.from({ length: ENDS }, () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return SECOND + (seed / 2 ** 32) * (MAX_TIMEOUT_MS - SECOND);
  });
}
const shuffledIndex = (index: number) => (index * 7_919) % ENDS;

function heapBytes(): number {
  Bun.gc(true);
  const bytes = residentBytes(process.pid);
  return Number.isFinite(bytes) ? bytes : process.memoryUsage.rss();
}

function nsPerItem(each: (index: number) => void): number {
  const begun = Bun.nanoseconds();
  for (let index = 0; index < ENDS; index++) each(index);
  return (Bun.nanoseconds() - begun) / ENDS;
}

/** Advances step by step until all timers have fired. @returns the longest single advance in ms */
function longestAdvance(wheel: TimerWheel<() => void>, from: number, stepMs: number): number {
  let worst = 0;
  for (let now = from; wheel.size > 0; now += stepMs) {
    for (let isDone = false; !isDone; ) {
      const begun = Bun.nanoseconds();
      isDone = wheel.advance(now, (due) => due());
      worst = Math.max(worst, Bun.nanoseconds() - begun);
    }
  }
  return worst / 1e6;
}

function measureWheel(): Figures {
  const times = randomLives();
  const timers = new Float64Array(ENDS).fill(1);
  const end = () => {};
  const before = heapBytes();
  const wheel = new TimerWheel<() => void>(NOW, TICK_MS);
  let growth = 0;
  const schedule = nsPerItem((i) => {
    timers[i] = wheel.schedule(NOW + (times[i] as number), end);
  });
  const bytes = (heapBytes() - before) / ENDS;
  const refresh = nsPerItem((i) => {
    const one = shuffledIndex(i);
    wheel.refresh(timers[one] as number, NOW + (times[one] as number) + DAY);
  });
  const begun = Bun.nanoseconds();
  wheel.advance(NOW - 3_600_000, end);
  const setBack = (Bun.nanoseconds() - begun) / 1e6;
  const cancel = nsPerItem((i) => void wheel.cancel(timers[shuffledIndex(i)] as number));

  // All timers end within one second, 20 days ahead, so they cascade through all levels together and fire together.
  const room = new TimerWheel<() => void>(NOW, TICK_MS);
  for (let i = 0; i < ENDS; i++) {
    const from = Bun.nanoseconds();
    room.schedule(NOW + 20 * DAY + ((times[i] as number) % SECOND), end);
    growth = Math.max(growth, Bun.nanoseconds() - from);
  }
  const together = longestAdvance(room, NOW + 20 * DAY - 3 * SECOND, TICK_MS);
  // Lives of all lengths, in steps of a minute; then a clock that jumps over all of them at once.
  for (let i = 0; i < ENDS; i++) room.schedule(NOW + 21 * DAY + (times[i] as number), end);
  const spreadOut = longestAdvance(room, NOW + 21 * DAY, 60 * SECOND);
  for (let i = 0; i < ENDS; i++) room.schedule(NOW + 60 * DAY + (times[i] as number), end);
  const jump = longestAdvance(room, NOW + 90 * DAY, DAY);
  return { bytes, schedule, refresh, cancel, growth: growth / 1e6, setBack, together, spreadOut, jump };
}

function measureTimeouts(): Figures {
  const times = randomLives();
  const timers: Timer[] = [];
  const end = () => {};
  const before = heapBytes();
  const schedule = nsPerItem((i) => {
    timers.push(setTimeout(end, times[i]));
  });
  // The timer objects count; the array that holds them does not (8 bytes each).
  const bytes = (heapBytes() - before) / ENDS - 8;
  const refresh = nsPerItem((i) => void timers[shuffledIndex(i)]?.refresh());
  const cancel = nsPerItem((i) => clearTimeout(timers[shuffledIndex(i)]));
  return { bytes, schedule, refresh, cancel };
}

type Timer = ReturnType<typeof setTimeout>;

/** Runs a measurement in its own process, so that none inherits another's heap. */
async function inOwnProcess(which: string): Promise<Figures> {
  const child = Bun.spawn([process.execPath, import.meta.path, which], { stdout: "pipe", stderr: "inherit" });
  const text = await new Response(child.stdout).text();
  if ((await child.exited) !== 0) throw new Error(`${which} failed`);
  return JSON.parse(text) as Figures;
}

export const wheel: Measure = {
  name: "wheel",
  title: "A million room ends",
  explanation: `The timer wheel holds a million timers within 24 days, in ticks of ${TICK_MS} ms; the runtime's own timers hold as many. The rows
are: bytes per timer, including the reference that it holds; and the time to schedule a timer, to put it off (refresh) and to take it
away (cancel), the latter two in random order. The longest tick is the worst single advance of all trials of the wheel: all timers end
within one second, or spread over weeks; the clock jumps over all of them; the clock is set back by an hour.`,
  rounds: 3,
  async run(rounds) {
    const found = await runInRounds(rounds, ["wheel", "setTimeout"], inOwnProcess);
    const values = (name: string, figure: string) => (found.get(name) ?? []).map((one) => one[figure] ?? Number.NaN);
    const both = (label: string, unit: string, figure: string) =>
      compareSides(
        `wheel ${label}`,
        unit,
        { name: "wheel", values: values("wheel", figure) },
        { name: "setTimeout", values: values("setTimeout", figure) },
      );
    const ticks = (found.get("wheel") ?? []).map((one) =>
      Math.max(...["together", "spreadOut", "jump", "setBack"].map((name) => one[name] ?? Number.NaN)),
    );
    return [
      both("bytes an end", "bytes", "bytes"),
      both("schedule", "ns", "schedule"),
      both("put off", "ns", "refresh"),
      both("take away", "ns", "cancel"),
      singleFigure("wheel longest tick", "ms", ticks),
      singleFigure("wheel longest schedule, growing", "ms", values("wheel", "growth")),
    ];
  },
};

if (import.meta.main) {
  const figures = process.argv[2] === "wheel" ? measureWheel() : measureTimeouts();
  process.stdout.write(JSON.stringify(figures), () => process.exit(0));
}
