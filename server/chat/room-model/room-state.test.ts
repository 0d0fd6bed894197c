import { expect, test } from "bun:test";
import { withMovedPins } from "./room-state.ts";

test("D95: pins follow their messages to other seqs; those whose messages are gone are taken down", () => {
  const pins = (...seqs: number[]) => seqs.map((seq) => ({ seq, id: "e-0", user: "Ann" }));
  const state = (board?: object[]) => JSON.stringify({ title: "Room", ...(board && { board }) });
  const moved = new Map([
    [1, 1],
    [7, 9],
  ]);
  const movedFrom = (...seqs: number[]) => JSON.parse(withMovedPins(state(pins(...seqs)), (seq) => moved.get(seq)));
  expect(movedFrom(1, 5, 7)).toEqual({ title: "Room", board: pins(1, 9) });
  expect(movedFrom(5)).toEqual({ title: "Room" });
  expect(withMovedPins(state(), () => 3)).toBe(state());
});
