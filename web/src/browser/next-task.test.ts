// Tests that work is divided into tasks.
import { expect, test } from "bun:test";
import { inNextTask } from "./next-task.ts";

test("W30: each function runs in a task of its own, in their order, and never in the one that asks", async () => {
  const order: string[] = [];
  await new Promise<void>((resolve) => {
    inNextTask(() => {
      order.push("first");
      queueMicrotask(() => order.push("the end of the first task"));
      inNextTask(() => {
        order.push("asked in the first");
        resolve();
      });
    });
    inNextTask(() => order.push("second"));
    queueMicrotask(() => order.push("the end of this task"));
    order.push("now");
  });
  expect(order).toEqual([
    "now",
    "the end of this task",
    "first",
    "the end of the first task",
    "second",
    "asked in the first",
  ]);
});
