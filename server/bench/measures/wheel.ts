// A million room ends on the timer wheel against setTimeout: bytes and ns each, and the longest advance at the worst.
import { Wheel } from "../../chat/lib/timer-wheel.ts";
import { alone, compared, inRounds, type Measure } from "../measure.ts";
import { residentBytes } from "../processes.ts";

const ENDS = 1_000_000;
const NOW = 1_700_000_000_000;
const TICK_MS = 50;
const SECOND = 1_000;
const DAY = 86_400_000;
/** setTimeout takes no more than 2³¹ ms. */
const LONGEST = 24 * DAY;

type Figures = Record<string, number>;

/** The same numbers for both, in any order but a sorted one. */
function lives(): Float64Array {
  let seed = 1;
  return Float64Array.from({ length: ENDS }, () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return SECOND + (seed / 2 ** 32) * (LONGEST - SECOND);
  });
}
const shuffled = (index: number) => (index * 7_919) % ENDS;

function weigh(): number {
  Bun.gc(true);
  const bytes = residentBytes(process.pid);
  return Number.isFinite(bytes) ? bytes : process.memoryUsage.rss();
}

function nsEach(each: (index: number) => void): number {
  const begun = Bun.nanoseconds();
  for (let index = 0; index < ENDS; index++) each(index);
  return (Bun.nanoseconds() - begun) / ENDS;
}

/** Advances tick by tick until all have fired. Says how long the longest advance took. */
function longest(wheel: Wheel<() => void>, from: number, stepMs: number): number {
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

function onWheel(): Figures {
  const times = lives();
  const timers = new Float64Array(ENDS).fill(1);
  const end = () => {};
  const before = weigh();
  const wheel = new Wheel<() => void>(NOW, TICK_MS);
  let growth = 0;
  const schedule = nsEach((i) => {
    timers[i] = wheel.schedule(NOW + (times[i] as number), end);
  });
  const bytes = (weigh() - before) / ENDS;
  const refresh = nsEach((i) => {
    const one = shuffled(i);
    wheel.refresh(timers[one] as number, NOW + (times[one] as number) + DAY);
  });
  const begun = Bun.nanoseconds();
  wheel.advance(NOW - 3_600_000, end);
  const setBack = (Bun.nanoseconds() - begun) / 1e6;
  const cancel = nsEach((i) => void wheel.cancel(timers[shuffled(i)] as number));

  // All in one second, seen from 20 days before: they come down all levels together, and then fire together.
  const room = new Wheel<() => void>(NOW, TICK_MS);
  for (let i = 0; i < ENDS; i++) {
    const from = Bun.nanoseconds();
    room.schedule(NOW + 20 * DAY + ((times[i] as number) % SECOND), end);
    growth = Math.max(growth, Bun.nanoseconds() - from);
  }
  const together = longest(room, NOW + 20 * DAY - 3 * SECOND, TICK_MS);
  // Lives of all lengths, in steps of a minute; then a clock that jumps over all of them.
  for (let i = 0; i < ENDS; i++) room.schedule(NOW + 21 * DAY + (times[i] as number), end);
  const spreadOut = longest(room, NOW + 21 * DAY, 60 * SECOND);
  for (let i = 0; i < ENDS; i++) room.schedule(NOW + 60 * DAY + (times[i] as number), end);
  const jump = longest(room, NOW + 90 * DAY, DAY);
  return { bytes, schedule, refresh, cancel, growth: growth / 1e6, setBack, together, spreadOut, jump };
}

function onTimeouts(): Figures {
  const times = lives();
  const timers: Timer[] = [];
  const end = () => {};
  const before = weigh();
  const schedule = nsEach((i) => {
    timers.push(setTimeout(end, times[i]));
  });
  // The handles are its own objects; the array that holds them is not counted.
  const bytes = (weigh() - before) / ENDS - 8;
  const refresh = nsEach((i) => void timers[shuffled(i)]?.refresh());
  const cancel = nsEach((i) => clearTimeout(timers[shuffled(i)]));
  return { bytes, schedule, refresh, cancel };
}

type Timer = ReturnType<typeof setTimeout>;

/** Each measurement in a process of its own, so that none inherits another's heap. */
async function apart(which: string): Promise<Figures> {
  const child = Bun.spawn([process.execPath, import.meta.path, which], { stdout: "pipe", stderr: "inherit" });
  const text = await new Response(child.stdout).text();
  if ((await child.exited) !== 0) throw new Error(`${which} failed`);
  return JSON.parse(text) as Figures;
}

export const wheel: Measure = {
  name: "wheel",
  title: "A million room ends",
  words: `On the timer wheel, within 24 days by ticks of ${TICK_MS} ms, and as many of the runtime's own timers: bytes with
the reference each holds, and time to schedule, and to put off and to take away in random order. The longest tick is the
worst single advance of all the wheel's trials: all of them ending in one second, spread over weeks, a clock that jumps over
all of them, and one set back by an hour.`,
  rounds: 3,
  async run(rounds) {
    const found = await inRounds(rounds, ["wheel", "setTimeout"], apart);
    const values = (name: string, figure: string) => (found.get(name) ?? []).map((one) => one[figure] ?? Number.NaN);
    const both = (label: string, unit: string, figure: string) =>
      compared(
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
      alone("wheel longest tick", "ms", ticks),
      alone("wheel longest schedule, growing", "ms", values("wheel", "growth")),
    ];
  },
};

if (import.meta.main) {
  const figures = process.argv[2] === "wheel" ? onWheel() : onTimeouts();
  process.stdout.write(JSON.stringify(figures), () => process.exit(0));
}
