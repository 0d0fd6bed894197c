// What the transcript shows and how it is grouped.
import { describe, expect, test } from "bun:test";
import { chatOf } from "./fakes.ts";
import { folded, type Presence } from "./presence.ts";
import { beginsDay, beginsGroup, entriesOf } from "./transcript.ts";

const line = (after: number): Presence => ({ after, joined: ["Mira"], left: [] });
const at = (iso: string) => ({ timestamp: iso });

describe("order", () => {
  test("P2: comings and goings stand after the message they followed", () => {
    const events = [3, 4, 5].map((seq) => chatOf(seq));
    const shown = entriesOf(events, [line(2), line(4), line(5)], 10);
    expect(shown).toEqual([line(2), chatOf(3), chatOf(4), line(4), chatOf(5), line(5)]);
  });

  test("only the newest are shown, with what happened among them", () => {
    const events = [1, 2, 3, 4, 5].map((seq) => chatOf(seq));
    expect(entriesOf(events, [line(1), line(4)], 2)).toEqual([chatOf(4), line(4), chatOf(5)]);
    expect(entriesOf(events, [line(1)], 2)).toEqual([chatOf(4), chatOf(5)]);
    expect(entriesOf([], [line(0)], 2)).toEqual([line(0)]);
  });
});

describe("groups", () => {
  const first = chatOf(1, at("2026-03-01T10:00:00.000Z"));

  test("messages of one author within five minutes stand under one name", () => {
    expect(beginsGroup(undefined, first)).toBe(true);
    expect(beginsGroup(first, chatOf(2, at("2026-03-01T10:04:59.000Z")))).toBe(false);
    expect(beginsGroup(first, chatOf(2, at("2026-03-01T10:05:00.000Z")))).toBe(true);
  });

  test("another author, another name or something in between begins a new group", () => {
    expect(beginsGroup(first, { ...chatOf(2, at("2026-03-01T10:00:01.000Z")), userId: "ada" })).toBe(true);
    expect(beginsGroup(first, { ...chatOf(2, at("2026-03-01T10:00:01.000Z")), user: "Mira 2" })).toBe(true);
    expect(beginsGroup(line(1), chatOf(2))).toBe(true);
  });

  test("a day begins where the reader's date changes", () => {
    const evening = chatOf(2, at(new Date(2026, 2, 1, 23, 59).toISOString()));
    const midnight = chatOf(3, at(new Date(2026, 2, 2, 0, 1).toISOString()));
    expect(beginsDay(evening, midnight)).toBe(true);
    expect(beginsGroup(evening, midnight)).toBe(true);
    expect(beginsDay(undefined, midnight)).toBe(false);
  });
});

describe("P2: comings and goings fold into one line", () => {
  test("as long as nobody says anything", () => {
    const three = ["Ada", "Bo", "Cy"].reduce<readonly Presence[]>(
      (lines, name) => folded(lines, 4, name, "joined"),
      [],
    );
    expect(three).toEqual([{ after: 4, joined: ["Ada", "Bo", "Cy"], left: [] }]);
    expect(folded(three, 4, "Dee", "left")).toEqual([{ after: 4, joined: ["Ada", "Bo", "Cy"], left: ["Dee"] }]);
    expect(folded(three, 5, "Dee", "left")).toHaveLength(2);
  });

  test("coming and going again leaves no trace", () => {
    const one = folded([], 4, "Ada", "joined");
    expect(folded(one, 4, "Ada", "left")).toEqual([]);
    expect(folded(folded(one, 4, "Ada", "joined"), 4, "Ada", "left")).toEqual([]);
  });

  test("a hundred lines are kept", () => {
    let lines: readonly Presence[] = [];
    for (let seq = 0; seq < 150; seq++) lines = folded(lines, seq, "Ada", "joined");
    expect(lines).toHaveLength(100);
    expect(lines.at(-1)?.after).toBe(149);
  });
});
