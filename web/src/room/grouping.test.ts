// Tests how the transcript groups messages, and shows who joined and left.
import { describe, expect, test } from "bun:test";
import { addPresence, type PresenceLine } from "../sync/presence-log.ts";
import { chatOf, ME } from "../testing/fakes.ts";
import { beginsDay, beginsGroup, mayChange, presenceBetween } from "./grouping.ts";

const line = (after: number, fields: Partial<PresenceLine> = {}): PresenceLine => ({
  after,
  joined: ["Mira"],
  left: [],
  ...fields,
});
const at = (iso: string) => ({ timestamp: iso });

describe("groups of messages", () => {
  const first = chatOf(1, at("2026-03-01T10:00:00.000Z"));

  test("H1: messages of one author within five minutes stand under one name", () => {
    expect(beginsGroup(undefined, first, false)).toBe(true);
    expect(beginsGroup(first, chatOf(2, at("2026-03-01T10:04:59.000Z")), false)).toBe(false);
    expect(beginsGroup(first, chatOf(2, at("2026-03-01T10:05:00.000Z")), false)).toBe(true);
  });

  test("H1: another author or name, a reply, or something shown in between begins a new group", () => {
    const next = chatOf(2, at("2026-03-01T10:00:01.000Z"));
    const note = { ...chatOf(1), type: "room", message: "", room: {} } as const;
    expect(beginsGroup(first, { ...next, userId: "ada" }, false)).toBe(true);
    expect(beginsGroup(first, { ...next, user: "Mira 2" }, false)).toBe(true);
    expect(beginsGroup(first, { ...next, replyTo: "e1-1" }, false)).toBe(true);
    expect(beginsGroup(note, next, false)).toBe(true);
    expect(beginsGroup(first, next, true)).toBe(true);
  });

  test("H1: a day begins where the reader's date changes, and with the first message", () => {
    const evening = chatOf(2, at(new Date(2026, 2, 1, 23, 59).toISOString()));
    const midnight = chatOf(3, at(new Date(2026, 2, 2, 0, 1).toISOString()));
    expect(beginsDay(evening, midnight)).toBe(true);
    expect(beginsGroup(evening, midnight, false)).toBe(true);
    expect(beginsDay(undefined, midnight)).toBe(true);
    expect(beginsDay(evening, evening)).toBe(false);
  });
});

describe("P2: joins and departures", () => {
  test("stand in one line between the two events around them", () => {
    const lines = [line(2), line(4), line(5)];
    expect(presenceBetween(lines, chatOf(2), chatOf(4))).toBe(lines[0] as PresenceLine);
    expect(presenceBetween(lines, chatOf(4), chatOf(5))).toBe(lines[1] as PresenceLine);
    expect(presenceBetween(lines, chatOf(5), undefined)).toBe(lines[2] as PresenceLine);
    expect(presenceBetween(lines, undefined, chatOf(3))).toBe(lines[0] as PresenceLine);
    expect(presenceBetween(lines, chatOf(3), chatOf(4))).toBeUndefined();
  });

  test("are still shown if the event before them was dropped", () => {
    const lines = [line(2, { joined: ["Ada"], left: ["Cy"] }), line(4, { joined: ["Bo"] })];
    expect(presenceBetween(lines, undefined, chatOf(9))).toEqual({ after: 2, joined: ["Ada", "Bo"], left: ["Cy"] });
  });

  test("join one line until somebody sends a message", () => {
    const three = ["Ada", "Bo", "Cy"].reduce<readonly PresenceLine[]>(
      (lines, name) => addPresence(lines, 4, name, "joined"),
      [],
    );
    expect(three).toEqual([{ after: 4, joined: ["Ada", "Bo", "Cy"], left: [] }]);
    expect(addPresence(three, 4, "Dee", "left")).toEqual([{ after: 4, joined: ["Ada", "Bo", "Cy"], left: ["Dee"] }]);
    expect(addPresence(three, 5, "Dee", "left")).toHaveLength(2);
  });

  test("leave out somebody who joined and left again", () => {
    const one = addPresence([], 4, "Ada", "joined");
    expect(addPresence(one, 4, "Ada", "left")).toEqual([]);
    expect(addPresence(addPresence(one, 4, "Ada", "joined"), 4, "Ada", "left")).toEqual([]);
  });

  test("are kept for at most a hundred lines", () => {
    let lines: readonly PresenceLine[] = [];
    for (let seq = 0; seq < 150; seq++) lines = addPresence(lines, seq, "Ada", "joined");
    expect(lines).toHaveLength(100);
    expect(lines.at(-1)?.after).toBe(149);
  });
});

describe("H10: permissions for a message", () => {
  const owner = { ...ME, role: "owner" } as const;

  test("allow editing and deleting one's own, and deleting any as owner or admin; nothing once it is deleted", () => {
    const own = chatOf(1, { userId: ME.id });
    expect(mayChange(own, ME)).toEqual({ edit: true, remove: true });
    expect(mayChange(chatOf(1), ME)).toEqual({ edit: false, remove: false });
    expect(mayChange(chatOf(1), owner)).toEqual({ edit: false, remove: true });
    expect(mayChange({ ...own, deleted: true }, owner)).toEqual({ edit: false, remove: false });
    expect(mayChange(own, undefined)).toEqual({ edit: false, remove: false });
  });
});
