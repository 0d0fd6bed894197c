import { expect, test } from "bun:test";
import { random } from "./test-page.ts";
import { warmUp } from "./warm-up.ts";

/** Runs it, and returns how many steps were done of which each waits its turn. */
function stepsUntil(isOver: (steps: number) => boolean): number {
  const waiting: (() => void)[] = [];
  let steps = 0;
  warmUp({ random, after: (_, run) => waiting.push(run), isOver: () => isOver(steps) });
  for (let run = waiting.shift(); run !== undefined; run = waiting.shift()) {
    steps++;
    run();
  }
  return steps;
}

test("E93: a worker readies itself in short steps while it waits, and ends that once the room is there", () => {
  expect(stepsUntil(() => false)).toBe(42);
  expect(stepsUntil((steps) => steps === 3)).toBe(3);
});
