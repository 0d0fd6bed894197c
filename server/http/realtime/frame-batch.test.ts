// When a batch is sent, on an event loop whose turns and time the test moves.
import { expect, test } from "bun:test";
import { FrameBatch } from "./frame-batch.ts";

/** @param perText characters of each text */
function fakeLoop(perText = 8) {
  const frames: number[] = [];
  let now = 0;
  let afterTurn: (() => void)[] = [];
  let held: { at: number; run: () => void } | undefined;
  let added = 0;
  const batch = new FrameBatch((frame) => frames.push(frame.split("\n").length), {
    now: () => now,
    afterTurn: (run) => void afterTurn.push(run),
    after: (ms, run) => {
      held = { at: now + ms, run };
      return () => {
        held = undefined;
      };
    },
  });
  const loop = {
    batch,
    frames,
    get isHeld() {
      return held !== undefined;
    },
    /** One turn of the loop, which brings so many texts and takes that long. */
    turn(texts: number, ms = 0.05) {
      for (let n = 0; n < texts; n++) batch.add(`${++added}`.padStart(perText, "0"));
      now += ms;
      for (const run of afterTurn.splice(0)) run();
      return loop;
    },
    /** Nothing happens for a while. */
    wait(ms: number) {
      for (const until = now + ms; now < until; ) loop.turn(0, until - now);
      if (held === undefined || held.at > now) return loop;
      const { run } = held;
      held = undefined;
      run();
      return loop;
    },
  };
  afterTurn = [];
  return loop;
}

test("W17: a batch goes as soon as a turn of the loop brings nothing more", () => {
  const loop = fakeLoop().turn(5).turn(3);
  expect(loop.frames).toEqual([]);
  expect(loop.turn(0).frames).toEqual([8]);
  // Between two batches nothing waits.
  expect(loop.turn(0).turn(0).frames).toEqual([8]);
  expect(loop.turn(1).turn(0).frames).toEqual([8, 1]);
});

test("W17: while every turn brings more, a batch grows for 5 ms at most, and to 64 KiB at most", () => {
  const loop = fakeLoop();
  for (let n = 0; n < 100; n++) loop.turn(1, 0.5);
  expect(new Set(loop.frames)).toEqual(new Set([10]));
  const long = fakeLoop(1000).turn(200);
  expect(long.frames).toEqual([66, 66, 66]);
});

test("W17: where it may be held, a batch with little in it waits for more, for 4 ms at most", () => {
  const loop = fakeLoop();
  loop.batch.mayHold = true;
  loop.turn(10).turn(0);
  expect(loop.frames).toEqual([]);
  loop.turn(10).turn(0);
  expect(loop.wait(4).frames).toEqual([20]);
  // Enough came while it was held.
  loop.turn(30).turn(0).turn(14).turn(0);
  expect(loop.frames).toEqual([20, 44]);
  expect(loop.isHeld).toBe(false);
  // That was worth it, though it is less than twice as many.
  loop.turn(10).turn(0);
  expect(loop.isHeld).toBe(true);
  expect(loop.wait(4).frames).toEqual([20, 44, 10]);
  // Enough came at once.
  expect(loop.turn(44).turn(0).frames).toEqual([20, 44, 10, 44]);
});

test("W17: where senders wait for their own messages, holding brings nothing and soon ends", () => {
  const loop = fakeLoop();
  loop.batch.mayHold = true;
  let holds = 0;
  for (let n = 0; n < 1000; n++) {
    loop.turn(8).turn(0);
    if (loop.isHeld) holds++;
    loop.wait(4);
  }
  expect(loop.frames).toEqual(Array(1000).fill(8));
  expect(holds).toBeLessThan(10);
  // Once more messages come while a batch is held, the next is held too.
  while (!loop.isHeld) loop.turn(4).turn(0);
  loop.turn(8).wait(4).turn(4).turn(0);
  expect(loop.isHeld).toBe(true);
});

test("W17: what is sent early is sent once, and in order", () => {
  const loop = fakeLoop();
  loop.batch.mayHold = true;
  loop.turn(3).turn(0);
  loop.batch.flush();
  loop.batch.flush();
  expect(loop.frames).toEqual([3]);
  loop.turn(2);
  loop.batch.flush();
  expect(loop.turn(0).wait(5).frames).toEqual([3, 2]);
});
