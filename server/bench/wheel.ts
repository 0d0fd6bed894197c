// A million room ends on the timer wheel against setTimeout: bytes and ns each, and the longest advance at the worst.
import { Wheel } from "../chat/wheel.ts";
import { residentBytes } from "./processes.ts";
import { short, spread, table } from "./table.ts";

const ENDS = 1_000_000;
const PAIRS = Number(process.argv.find((word) => word.startsWith("--pairs="))?.slice("--pairs=".length) ?? 5);
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
async function alone(which: "wheel" | "timeouts"): Promise<Figures> {
  const child = Bun.spawn([process.execPath, import.meta.path, which], { stdout: "pipe", stderr: "inherit" });
  const text = await new Response(child.stdout).text();
  if ((await child.exited) !== 0) throw new Error(`${which} failed`);
  return JSON.parse(text) as Figures;
}

async function compare(): Promise<void> {
  const wheels: Figures[] = [];
  const timeouts: Figures[] = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    wheels.push(await alone("wheel"));
    timeouts.push(await alone("timeouts"));
  }
  const of = (figures: readonly Figures[], name: string) => figures.map((one) => one[name] ?? Number.NaN);
  const both = (label: string, name: string) => [
    label,
    spread(of(wheels, name)),
    spread(of(timeouts, name)),
    spread(of(timeouts, name).map((value, pair) => value / (wheels[pair]?.[name] ?? Number.NaN))),
  ];
  const only = (label: string, name: string) => [label, spread(of(wheels, name)), "", ""];
  process.stdout.write(
    `Timer wheel: ${short(ENDS)} ends within 24 days, tick ${TICK_MS} ms; ${PAIRS} pairs\n` +
      `${table(
        ["", "wheel", "setTimeout", "setTimeout / wheel"],
        [
          both("bytes each, with the reference it holds", "bytes"),
          both("ns to schedule", "schedule"),
          both("ns to refresh, in random order", "refresh"),
          both("ns to cancel, in random order", "cancel"),
          only("longest schedule, growing, ms", "growth"),
          only("longest advance: all end in one second, ms", "together"),
          only("longest advance: ends spread out, minute by minute, ms", "spreadOut"),
          only("longest advance: a jump over all of them, ms", "jump"),
          only("clock set back by an hour, ms", "setBack"),
        ],
      )}\n`,
  );
}

const part = process.argv[2];
if (part === "wheel") process.stdout.write(JSON.stringify(onWheel()));
else if (part === "timeouts") process.stdout.write(JSON.stringify(onTimeouts()), () => process.exit(0));
else await compare();
