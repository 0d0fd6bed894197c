// Tests which readers are notified of which change.
import { expect, test } from "bun:test";
import { createEffect, createRoot } from "solid-js";
import { createFieldSignals } from "./field-signals.ts";

test("W1: a reader of one field is not notified of others, and all changes arrive together", () => {
  const [parts, show] = createFieldSignals({ a: 1, b: 1 });
  const heard: string[] = [];
  createRoot(() => {
    createEffect(() => heard.push(`a${parts.a}`));
    createEffect(() => heard.push(`both${parts.a + parts.b}`));
  });
  expect(heard.splice(0)).toEqual(["a1", "both2"]);
  show({ a: 1, b: 2 });
  expect(heard.splice(0)).toEqual(["both3"]);
  show({ a: 3, b: 3 });
  expect(heard.splice(0)).toEqual(["a3", "both6"]);
  show({ a: 3, b: 3 });
  expect(heard).toEqual([]);
  expect({ ...parts }).toEqual({ a: 3, b: 3 });
});
