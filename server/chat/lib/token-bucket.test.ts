// What a token bucket grants at most and at least, and what a clock that is set back changes.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type BucketRate, TokenBucket, TokenBuckets } from "./token-bucket.ts";

const START = 1_700_000_000_000;
const frames: BucketRate = { burst: 40, perSecond: 10 };
const rates = fc.record({ burst: fc.integer({ min: 1, max: 500 }), perSecond: fc.integer({ min: 1, max: 500 }) });
/** Gaps between two takes: mostly short, now and then long. */
const gaps = fc.oneof(
  fc.integer({ min: 0, max: 50 }),
  fc.integer({ min: 0, max: 5_000 }),
  fc.integer({ max: 1e7, min: 0 }),
);

/** Takes one token as often as granted. */
function drain(bucket: TokenBucket, rate: BucketRate, now: number): number {
  let granted = 0;
  while (bucket.take(rate, now) === 0) granted++;
  return granted;
}

describe("a bucket", () => {
  test("W13: a burst of 40, then 10 a second, and the wait it names is exactly long enough", () => {
    const bucket = new TokenBucket(frames, START);
    expect(drain(bucket, frames, START)).toBe(40);
    expect(bucket.take(frames, START)).toBe(100);
    expect(bucket.take(frames, START + 99)).toBe(1);
    expect(bucket.take(frames, START + 100)).toBe(0);
    expect(drain(bucket, frames, START + 1_100)).toBe(10);
    expect(drain(bucket, frames, START + 3_600_000)).toBe(40);
  });

  test("W13: never grants more than burst + rate × elapsed, over any stretch", () => {
    fc.assert(
      fc.property(
        rates,
        fc.array(fc.tuple(gaps, fc.integer({ min: 1, max: 5 })), { maxLength: 200 }),
        (rate, takes) => {
          const bucket = new TokenBucket(rate, START);
          const grants: { at: number; cost: number }[] = [];
          let now = START;
          for (const [gap, cost] of takes) {
            now += gap;
            if (bucket.take(rate, now, cost) === 0) grants.push({ at: now, cost });
          }
          for (const [index, first] of grants.entries()) {
            let sum = 0;
            for (const grant of grants.slice(index)) {
              sum += grant.cost;
              expect(sum).toBeLessThanOrEqual(rate.burst + (rate.perSecond * (grant.at - first.at)) / 1000);
            }
          }
        },
      ),
    );
  });

  test("W13: after the wait it named a token is granted, a millisecond earlier it is refused", () => {
    fc.assert(
      fc.property(rates, fc.array(gaps, { maxLength: 50 }), fc.integer({ min: 1, max: 500 }), (rate, before, cost) => {
        fc.pre(cost <= rate.burst);
        const bucket = new TokenBucket(rate, START);
        let now = START;
        for (const gap of before) {
          now += gap;
          bucket.take(rate, now);
        }
        const wait = bucket.take(rate, now, cost);
        if (wait === 0) return;
        expect(bucket.take(rate, now + wait - 1, cost)).toBeGreaterThan(0);
        expect(bucket.take(rate, now + wait, cost)).toBe(0);
      }),
    );
  });

  test("W13: a clock set back neither gives nor takes, and time counts on from there", () => {
    fc.assert(
      fc.property(rates, fc.integer({ min: 0, max: 500 }), fc.integer({ min: 1, max: 1e9 }), (rate, used, back) => {
        const [bucket, other] = [new TokenBucket(rate, START), new TokenBucket(rate, START)];
        for (let i = 0; i < used; i++) for (const one of [bucket, other]) one.take(rate, START);
        expect(bucket.take(rate, START - back, rate.burst)).toBe(other.take(rate, START, rate.burst));
        expect(bucket.take(rate, START - back + 700)).toBe(other.take(rate, START + 700));
      }),
    );
  });

  test("W13: more than the bucket holds is never granted, whatever the wait", () => {
    expect(new TokenBucket(frames, START).take(frames, START, 41)).toBe(Number.POSITIVE_INFINITY);
    expect(new TokenBucket(frames, START).take(frames, START, 40)).toBe(0);
  });
});

describe("buckets by key", () => {
  const rate: BucketRate = { burst: 2, perSecond: 1 };

  test("R7: each key has its own", () => {
    const buckets = new TokenBuckets(rate);
    expect([buckets.take("a", START), buckets.take("a", START), buckets.take("a", START)]).toEqual([0, 0, 1000]);
    expect(buckets.take("b", START)).toBe(0);
    expect(buckets.take("a", START + 1000)).toBe(0);
  });

  test("I6: a key whose bucket is full again is forgotten as others come", () => {
    const buckets = new TokenBuckets(rate);
    for (let i = 0; i < 100; i++) buckets.take(`early ${i}`, START);
    expect(buckets.size).toBe(100);
    for (let i = 0; i < 60; i++) buckets.take("late", START + 10_000);
    expect(buckets.size).toBe(1);
  });

  test("A9: forgetting a full bucket changes no answer, as long as there is room for the others", () => {
    const takes = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), gaps), { maxLength: 300 });
    fc.assert(
      fc.property(rates, takes, (rate, takes) => {
        const buckets = new TokenBuckets(rate, 10);
        const alone = new Map<number, TokenBucket>();
        let now = START;
        for (const [key, gap] of takes) {
          now += gap;
          const bucket = alone.get(key) ?? new TokenBucket(rate, now);
          alone.set(key, bucket);
          expect(buckets.take(String(key), now)).toBe(bucket.take(rate, now));
        }
      }),
    );
  });

  test("A9: there are never more keys than allowed, and full ones go first", () => {
    const buckets = new TokenBuckets(rate, 8);
    // Seven that have used everything up, four that have used little and are full first.
    for (const key of ["a", "b", "c", "d"]) for (let i = 0; i < 2; i++) buckets.take(key, START);
    for (const key of ["p", "q", "r", "s"]) buckets.take(key, START);
    buckets.take("new", START + 1_000);
    expect(buckets.size).toBe(5);
    for (const key of ["a", "b", "c", "d"]) expect(buckets.take(key, START + 1_000, 2)).toBe(1_000);
  });

  test("A9: without a full one the least recently used make room, a quarter at once", () => {
    const buckets = new TokenBuckets(rate, 8);
    for (let i = 0; i < 8; i++) buckets.take(`key ${i}`, START, 2);
    buckets.take("key 0", START, 2);
    buckets.take("new", START, 2);
    expect(buckets.size).toBe(7);
    expect(buckets.take("key 0", START, 2)).toBe(2_000);
    expect(buckets.take("key 1", START, 2)).toBe(0);
    for (let i = 0; i < 1_000; i++) buckets.take(`flood ${i}`, START, 2);
    expect(buckets.size).toBeLessThanOrEqual(8);
  });
});
