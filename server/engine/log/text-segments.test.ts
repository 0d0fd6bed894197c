// Segments against a plain list, and what of a text stays in memory.
import { beforeEach, describe, expect, spyOn, test } from "bun:test";
import fc from "fast-check";
import { Segments } from "./text-segments.ts";

/** Bytes: as in the source. */
const [SEGMENT, LITTLE] = [16 * 1024, 1024];

const push = (segments: Segments, text: string, mark = 0) => segments.push(text, Buffer.byteLength(text), mark);

const text = fc.oneof(
  { weight: 6, arbitrary: fc.string({ maxLength: 300, unit: "grapheme" }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 9_000 }).map((length) => "é".repeat(length)) },
  { weight: 1, arbitrary: fc.integer({ min: 16_000, max: 40_000 }).map((length) => "x".repeat(length)) },
);
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ does: fc.constant("push" as const), text, mark: fc.integer() }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant("drop" as const), count: fc.integer({ min: 1, max: 12 }) }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant("replace" as const), which: fc.nat(), text }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("wipe" as const) }) },
);

test("H3, H11: whatever is pushed, dropped and replaced, each text and every run of them is as it was given", () => {
  fc.assert(
    fc.property(
      fc.nat(5_000),
      fc.array(step, { maxLength: 120, size: "max" }),
      fc.nat(),
      fc.nat(),
      (gone, steps, a, b) => {
        const segments = new Segments();
        segments.resumeAfter(gone);
        let oldest = gone + 1;
        let list: { text: string; mark: number }[] = [];
        for (const one of steps) {
          if (one.does === "push") {
            push(segments, one.text, one.mark);
            list.push({ text: one.text, mark: one.mark });
          } else if (one.does === "drop") {
            for (let n = 0; n < one.count; n++) {
              const first = list.shift();
              expect(segments.drop()).toBe(first && Buffer.byteLength(first.text));
              if (first !== undefined) oldest++;
            }
          } else if (one.does === "replace" && list.length > 0) {
            const at = one.which % list.length;
            segments.replace(oldest + at, one.text);
            (list[at] as { text: string }).text = one.text;
          } else if (one.does === "wipe") {
            segments.wipe();
            oldest += list.length;
            list = [];
          }
        }
        const newest = oldest + list.length - 1;
        expect([segments.oldest, segments.newest]).toEqual([oldest, newest]);
        const held = segments.size >= SEGMENT ? 3 * SEGMENT : SEGMENT + LITTLE;
        expect(segments.capacity).toBeLessThanOrEqual(4 * segments.size + LITTLE * list.length + (list.length && held));
        expect(segments.size).toBe(list.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0));
        const kept = list.map((_, at) => ({ text: segments.text(oldest + at), mark: segments.mark(oldest + at) }));
        expect(kept).toEqual(list);
        for (const [at, { text }] of list.entries()) expect(segments.sizeOf(oldest + at)).toBe(Buffer.byteLength(text));
        const [from, to] = [a % (list.length + 1), b % (list.length + 1)].toSorted((x, y) => x - y) as [number, number];
        const run = list.slice(from, to).map(({ text }) => text);
        expect(segments.joined(oldest + from, oldest + to - 1)).toBe(run.join(","));
        for (const none of [oldest - 1, newest + 1]) expect(() => segments.text(none)).toThrow("no such text");
      },
    ),
    { numRuns: 200 },
  );
});

const drops = (count: number) => (segments: Segments) => {
  for (let n = 0; n < count; n++) segments.drop();
};

describe("memory", () => {
  const allocate = spyOn(Buffer, "alloc");
  beforeEach(() => void allocate.mockClear());
  const taken = () => allocate.mock.results.map(({ value }) => value as Buffer);
  const holds = (what: string) => taken().some((bytes) => bytes.includes(what));

  test("H3: a full history that goes on takes no more memory, and what is small takes little", () => {
    const segments = new Segments();
    for (let n = 1; n <= 50; n++) {
      push(segments, "x".repeat(250));
      expect(taken().at(-1)?.length).toBeLessThan(n * 251 * 1.6);
    }
    const talk = (count: number) => {
      for (let n = 0; n < count; n++) {
        push(segments, "x".repeat(250));
        if (segments.newest - segments.oldest >= 500) segments.drop();
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
      const segments = new Segments();
      for (let n = 1000; n < 3000; n++) {
        push(segments, `text ${n}`);
        if (segments.newest - segments.oldest >= kept) segments.drop();
        expect(segments.joined(segments.oldest, segments.newest)).toEndWith(kept === 0 ? "" : `text ${n}`);
      }
      expect(taken().at(-1)?.length).toBeLessThan((kept + 1) * 30);
    }
    expect(holds("text 1000")).toBe(false);
  });

  test("H4: what long texts took is given back when they are replaced or dropped", () => {
    const segments = new Segments();
    for (let n = 1; n <= 300; n++) {
      push(segments, "x".repeat(n % 3 === 0 ? 40_000 : 4_000));
      segments.replace(n, "gone");
    }
    expect(segments.capacity).toBeLessThan(20_000);
    for (let n = 1; n <= 300; n++) segments.replace(n, "y".repeat(15_000));
    for (let n = 1; n < 300; n++) segments.drop();
    expect(segments.capacity).toBeLessThan(40_000);
    segments.replace(300, "z");
    expect(segments.capacity).toBeLessThan(1_100);
    segments.drop();
    expect(segments.capacity).toBe(0);
  });

  test("H11: of a text that was replaced nothing stays, by a shorter one or by one that is too long for its segment", () => {
    const segments = new Segments();
    for (const word of ["before", "canary one", "between", "canary two", "after"]) push(segments, word);
    segments.replace(2, "o");
    segments.replace(4, "x".repeat(2_000));
    expect([1, 2, 3, 4, 5].map((number) => segments.text(number).slice(0, 9))).toEqual([
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
    for (const erased of [(segments: Segments) => segments.replace(5, "d"), drops(20)]) {
      const segments = new Segments();
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
    const segments = new Segments();
    for (let n = 0; n < 200; n++) push(segments, `${n} ${"x".repeat(250)}`);
    push(segments, "canary");
    segments.drop();
    for (let n = 0; n < 400; n++) {
      push(segments, `${n} ${"x".repeat(250)}`);
      segments.drop();
    }
    expect(holds("canary")).toBe(false);
    push(segments, "canary");
    expect(holds("canary")).toBe(true);
    segments.wipe();
    expect([holds("canary"), holds("xxx"), segments.size]).toEqual([false, false, 0]);
  });
});
