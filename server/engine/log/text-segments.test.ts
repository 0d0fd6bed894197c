// Segments against a plain list, and what of a text stays in memory.
import { beforeEach, describe, expect, spyOn, test } from "bun:test";
import fc from "fast-check";
import { TextSegments } from "./text-segments.ts";

/** Bytes: as in the source. */
const [SEGMENT_BYTES, MIN_SHRINK_BYTES] = [16 * 1024, 1024];

const push = (segments: TextSegments, text: string, mark = 0) => segments.push(text, Buffer.byteLength(text), mark);

const text = fc.oneof(
  { weight: 6, arbitrary: fc.string({ maxLength: 300, unit: "grapheme" }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 9_000 }).map((length) => "é".repeat(length)) },
  { weight: 1, arbitrary: fc.integer({ min: 16_000, max: 40_000 }).map((length) => "x".repeat(length)) },
);
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ does: fc.constant("push" as const), text, mark: fc.integer() }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant("drop" as const), count: fc.integer({ min: 1, max: 12 }) }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant("replace" as const), which: fc.nat(), text }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("clear" as const) }) },
);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Takes the steps on segments and on a plain list, and expects the same of both. `a` and `b` choose a run of texts to join. */
function expectSameAsList(dropped: number, steps: readonly Step[], a: number, b: number): void {
  const segments = new TextSegments();
  segments.startAfter(dropped);
  let oldest = dropped + 1;
  let list: { text: string; mark: number }[] = [];
  for (const one of steps) {
    if (one.does === "push") {
      push(segments, one.text, one.mark);
      list.push({ text: one.text, mark: one.mark });
    } else if (one.does === "drop") {
      for (let n = 0; n < one.count; n++) {
        const first = list.shift();
        expect(segments.dropOldest()).toBe(first && Buffer.byteLength(first.text));
        if (first !== undefined) oldest++;
      }
    } else if (one.does === "replace" && list.length > 0) {
      const at = one.which % list.length;
      segments.replace(oldest + at, one.text);
      (list[at] as { text: string }).text = one.text;
    } else if (one.does === "clear") {
      segments.clear();
      oldest += list.length;
      list = [];
    }
    const size = list.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
    expect(segments.size).toBe(size);
    expect(segments.capacity).toBeLessThanOrEqual(maxCapacity(size, list.length));
  }
  const newest = oldest + list.length - 1;
  expect([segments.oldest, segments.newest]).toEqual([oldest, newest]);
  const kept = list.map((_, at) => ({ text: segments.textOf(oldest + at), mark: segments.markOf(oldest + at) }));
  expect(kept).toEqual(list);
  for (const [at, { text }] of list.entries()) expect(segments.sizeOf(oldest + at)).toBe(Buffer.byteLength(text));
  const [from, to] = [a % (list.length + 1), b % (list.length + 1)].toSorted((x, y) => x - y) as [number, number];
  const run = list.slice(from, to).map(({ text }) => text);
  expect(segments.join(oldest + from, oldest + to - 1)).toBe(run.join(","));
  for (const none of [oldest - 1, newest + 1]) expect(() => segments.textOf(none)).toThrow("no such text");
}

/**
 * The bytes that so many texts may take at most: four times their own, a small segment for each, the last segment, and in a
 * long history the first and the spare one too.
 */
function maxCapacity(size: number, count: number): number {
  if (count === 0) return 0;
  return 4 * size + MIN_SHRINK_BYTES * (count + 1) + SEGMENT_BYTES * (size >= SEGMENT_BYTES ? 3 : 1);
}

test("H3, H11: whatever is pushed, dropped and replaced, each text and every run of them is as it was given", () => {
  const steps = fc.array(step, { maxLength: 120, size: "max" });
  fc.assert(fc.property(fc.nat(5_000), steps, fc.nat(), fc.nat(), expectSameAsList), { numRuns: 200 });
});

describe("memory beside what is kept", () => {
  const pushed = (...sizes: number[]): Step[] =>
    sizes.map((size) => ({ does: "push", text: "x".repeat(size), mark: 0 }));
  const replaced = (which: number, size: number): Step => ({ does: "replace", which, text: "x".repeat(size) });
  const dropped = (count: number): Step => ({ does: "drop", count });
  const histories: [what: string, steps: Step[]][] = [
    // fast-check found this with seed 1544019283.
    [
      "a dropped text before one that became empty",
      [...pushed(8_101, 0), replaced(1, 10_332), dropped(1), replaced(0, 0)],
    ],
    [
      "a long dropped text before a short one",
      [...pushed(0, 0), replaced(0, 900_000), replaced(1, 900_001), dropped(1), replaced(0, 0)],
    ],
    [
      "as much dropped as is left, after it shrank",
      [...pushed(0, 0), replaced(1, 800_000), replaced(0, 100_000), dropped(1), replaced(0, 101_000)],
    ],
    ["a first segment with little left", [...pushed(16_000, 300, 300), dropped(1)]],
    [
      "a first segment with little left after another shrank",
      [...pushed(9_000, 300, 12_000), dropped(1), replaced(1, 0)],
    ],
    [
      "a spare segment when all became short",
      [...pushed(16_000, 16_000, 16_000), dropped(1), replaced(0, 0), replaced(1, 0)],
    ],
  ];
  test.each(histories)("H4: %s", (_, steps) => expectSameAsList(0, steps, 0, 1));
});

const drops = (count: number) => (segments: TextSegments) => {
  for (let n = 0; n < count; n++) segments.dropOldest();
};

describe("memory", () => {
  const allocate = spyOn(Buffer, "alloc");
  beforeEach(() => void allocate.mockClear());
  const taken = () => allocate.mock.results.map(({ value }) => value as Buffer);
  const holds = (what: string) => taken().some((bytes) => bytes.includes(what));

  test("H3: a full history that goes on takes no more memory, and what is small takes little", () => {
    const segments = new TextSegments();
    for (let n = 1; n <= 50; n++) {
      push(segments, "x".repeat(250));
      expect(taken().at(-1)?.length).toBeLessThan(n * 251 * 1.6);
    }
    const talk = (count: number) => {
      for (let n = 0; n < count; n++) {
        push(segments, "x".repeat(250));
        if (segments.newest - segments.oldest >= 500) segments.dropOldest();
      }
    };
    talk(1_000);
    const full = taken().length;
    talk(10_000);
    expect(taken()).toHaveLength(full);
    expect(segments.size).toBe(500 * 250);
  });

  test("H3: where little is kept, or nothing, a small segment does, however much is said", () => {
    for (const kept of [0, 1, 3]) {
      const segments = new TextSegments();
      for (let n = 1000; n < 3000; n++) {
        push(segments, `text ${n}`);
        if (segments.newest - segments.oldest >= kept) segments.dropOldest();
        expect(segments.join(segments.oldest, segments.newest)).toEndWith(kept === 0 ? "" : `text ${n}`);
      }
      expect(taken().at(-1)?.length).toBeLessThan((kept + 1) * 30);
    }
    expect(holds("text 1000")).toBe(false);
  });

  test("H4: what long texts took is given back when they are replaced or dropped", () => {
    const segments = new TextSegments();
    for (let n = 1; n <= 300; n++) {
      push(segments, "x".repeat(n % 3 === 0 ? 40_000 : 4_000));
      segments.replace(n, "gone");
    }
    expect(segments.capacity).toBeLessThan(20_000);
    for (let n = 1; n <= 300; n++) segments.replace(n, "y".repeat(15_000));
    for (let n = 1; n < 300; n++) segments.dropOldest();
    expect(segments.capacity).toBeLessThan(40_000);
    segments.replace(300, "z");
    expect(segments.capacity).toBeLessThan(1_100);
    segments.dropOldest();
    expect(segments.capacity).toBe(0);
  });

  test("H11: of a text that was replaced nothing stays, by a shorter one or by one that is too long for its segment", () => {
    const segments = new TextSegments();
    for (const word of ["before", "canary one", "between", "canary two", "after"]) push(segments, word);
    segments.replace(2, "o");
    segments.replace(4, "x".repeat(2_000));
    expect([1, 2, 3, 4, 5].map((number) => segments.textOf(number).slice(0, 9))).toEqual([
      "before",
      "o",
      "between",
      "x".repeat(9),
      "after",
    ]);
    expect([taken().length > 1, holds("canary"), holds("before")]).toEqual([true, false, true]);
    // What followed it has moved, and is not where it was either.
    segments.replace(5, "end");
    expect(holds("after")).toBe(false);
  });

  test("J3: of a text that was dropped nothing stays once a little more has been, or anything is replaced", () => {
    for (const erased of [(segments: TextSegments) => segments.replace(5, "d"), drops(20)]) {
      const segments = new TextSegments();
      push(segments, "first");
      for (const word of ["canary", "canary", "b"]) push(segments, word);
      for (let n = 0; n < 30; n++) push(segments, `${n} ${"x".repeat(250)}`);
      drops(3)(segments);
      erased(segments);
      expect([holds("canary"), holds("29 x")]).toEqual([false, true]);
      allocate.mockClear();
    }
  });

  test("L5, J3: of a segment that is used again, and of all when the room is over, nothing stays", () => {
    const segments = new TextSegments();
    for (let n = 0; n < 200; n++) push(segments, `${n} ${"x".repeat(250)}`);
    push(segments, "canary");
    segments.dropOldest();
    for (let n = 0; n < 400; n++) {
      push(segments, `${n} ${"x".repeat(250)}`);
      segments.dropOldest();
    }
    expect(holds("canary")).toBe(false);
    push(segments, "canary");
    expect(holds("canary")).toBe(true);
    segments.clear();
    expect([holds("canary"), holds("xxx"), segments.size]).toEqual([false, false, 0]);
  });
});
