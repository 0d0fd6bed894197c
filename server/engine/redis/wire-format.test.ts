// The texts of events as nodes put them together.
import { expect, test } from "bun:test";
import type { Draft } from "../../chat/lib/ports.ts";
import { draft } from "../engine-contract.ts";
import { joinText, splitText } from "./wire-format.ts";

test("D2: an event's text begins with what it is and where, in whatever order a draft has that", () => {
  const { type, id, seq, ...rest } = draft('a "seq":0, and\na line');
  const expected = JSON.stringify({ type, id: "k7pq2mfx-1234", seq: 1234, ...rest });
  for (const event of [
    { type, id, seq, ...rest },
    { type, id: "other-7", seq: 7, ...rest },
    { ...rest, seq, id, type },
  ]) {
    expect(joinText(splitText("k7pq2mfx", event as Draft), 1234)).toBe(expected);
  }
});
