// Tests that an action that can be undone runs once, later, or not at all.
import { describe, expect, test } from "bun:test";
import { createRoot } from "solid-js";
import { UNDO_MS } from "../sync/pending-messages.ts";
import { FakeTime } from "../testing/fakes.ts";
import { createUndo } from "./undo.ts";

function undoing() {
  const time = new FakeTime();
  const done: string[] = [];
  return createRoot((dispose) => {
    const made = createUndo(time.after.bind(time));
    const later = (name: string) =>
      made.schedule(
        () => name,
        () => done.push(name),
      );
    return { ...made, later, time, done, dispose };
  });
}

describe("an action that can be undone", () => {
  test("runs when its time is over, and not before", async () => {
    const { later, time, done, pending } = undoing();
    later("kick");
    await time.pass(UNDO_MS - 1);
    expect(done).toEqual([]);
    await time.pass(1);
    expect(done).toEqual(["kick"]);
    expect(pending()).toEqual([]);
  });

  test("does not run once it was undone, while others still do", async () => {
    const { later, time, done, undo, pending } = undoing();
    later("kick");
    later("other");
    undo(pending()[0]?.id ?? 0);
    expect(pending().map(({ text: words }) => words())).toEqual(["other"]);
    await time.pass(UNDO_MS);
    expect(done).toEqual(["other"]);
  });

  test("runs at once when the person leaves, and only once", async () => {
    const { later, time, done, dispose } = undoing();
    later("kick");
    dispose();
    expect(done).toEqual(["kick"]);
    await time.pass(UNDO_MS);
    expect(done).toEqual(["kick"]);
  });
});
