// How far one has read, over visits and reloads.
import { describe, expect, test } from "bun:test";
import { createRoot, createSignal } from "solid-js";
import type { ChatEvent } from "#protocol/frames";
import { makeStorage } from "../browser/storage.ts";
import { heldOf } from "../sync/message-store.ts";
import { EMPTY } from "../sync/room-reducer.ts";
import { chatOf, FakeTime, ME } from "../testing/fakes.ts";
import { createReading } from "./unread-marker.ts";

const profile = () => makeStorage(() => undefined, "");
const talk = (...authors: string[]) => authors.map((userId, at) => chatOf(at + 1, { userId }));

/** Someone in a room; `come` is what the server has by now. */
function reader({ kept = profile(), tab = profile() } = {}) {
  const time = new FakeTime();
  const [state, setState] = createSignal({ ...EMPTY, you: { ...ME } });
  const [isSeen, setSeen] = createSignal(true);
  const reading = createRoot(() =>
    createReading({ state, isSeen, kept, tab, key: "k", after: (ms, run) => time.after(ms, run) }),
  );
  const come = (events: readonly ChatEvent[], epoch = "e1") =>
    setState((before) => ({ ...before, held: heldOf(events), cursor: { epoch, seq: events.at(-1)?.seq ?? 0 } }));
  return { ...reading, kept, tab, time, come, setSeen };
}

describe("what is unread", () => {
  test("on a first visit nothing is: what was said before is history", () => {
    const { come, unseen, line } = reader();
    expect(unseen()).toBe(0);
    come(talk("mira", "mira"));
    expect(unseen()).toBe(0);
    expect(line()).toBeUndefined();
  });

  test("what comes is read where somebody sees it, and counted where nobody does", () => {
    const { come, unseen, line, follow, setSeen } = reader();
    come(talk("mira"));
    follow(true);
    come(talk("mira", "mira"));
    expect(unseen()).toBe(0);
    setSeen(false);
    come(talk("mira", "mira", "mira", ME.id, "mira"));
    expect(unseen()).toBe(2);
    expect(line()).toBe(3);
    setSeen(true);
    expect(unseen()).toBe(0);
    // It stays where it is while it is read past.
    expect(line()).toBe(3);
  });

  test("scrolled up, what is scrolled past is read; the line moves only once all was", () => {
    const { come, unseen, line, follow, saw } = reader();
    come(talk("mira"));
    follow(true);
    follow(false);
    come(talk("mira", "mira", "mira", "mira"));
    expect(unseen()).toBe(3);
    expect(line()).toBe(2);
    saw(3);
    expect(unseen()).toBe(1);
    saw(2);
    expect(unseen()).toBe(1);
    expect(line()).toBe(2);
    saw(4);
    come(talk("mira", "mira", "mira", "mira", "mira"));
    expect(unseen()).toBe(1);
    expect(line()).toBe(5);
  });

  test("own and deleted messages are no news, and who talks has read", () => {
    const { come, unseen, line, clear, setSeen } = reader();
    come([]);
    setSeen(false);
    come([chatOf(1, { userId: ME.id }), chatOf(2, { deleted: true }), chatOf(3)]);
    expect(unseen()).toBe(1);
    expect(line()).toBe(3);
    clear();
    expect(line()).toBeUndefined();
  });

  test("a hundred are many", () => {
    const { come, unseen, setSeen } = reader();
    come([]);
    setSeen(false);
    come(Array.from({ length: 300 }, (_, at) => chatOf(at + 1)));
    expect(unseen()).toBe(100);
  });
});

describe("over visits", () => {
  test("what came between two visits is unread, from the first on", async () => {
    const first = reader();
    first.come(talk("mira", "mira"));
    first.follow(true);
    await first.time.pass(1000);
    const next = reader({ kept: first.kept });
    next.come(talk("mira", "mira", ME.id, "mira", "mira"));
    expect(next.unseen()).toBe(2);
    expect(next.line()).toBe(4);
  });

  test("leaving writes at once what was read", () => {
    const first = reader();
    first.come(talk("mira", "mira"));
    first.follow(true);
    first.setSeen(false);
    const next = reader({ kept: first.kept });
    next.come(talk("mira", "mira"));
    expect(next.unseen()).toBe(0);
  });

  test("the line is there after a reload, also when all was read, but not in a new tab", () => {
    const first = reader();
    first.come(talk("mira"));
    first.setSeen(false);
    first.come(talk("mira", "mira", "mira"));
    first.setSeen(true);
    first.follow(true);
    first.setSeen(false);
    const reloaded = reader(first);
    reloaded.come(talk("mira", "mira", "mira"));
    expect(reloaded.unseen()).toBe(0);
    expect(reloaded.line()).toBe(2);
    const other = reader({ kept: first.kept });
    other.come(talk("mira", "mira", "mira"));
    expect(other.line()).toBeUndefined();
  });

  test("a reload before all was read leaves the line where it is, one after that makes it anew", () => {
    const first = reader();
    first.come(talk("mira"));
    first.setSeen(false);
    first.come(talk("mira", "mira", "mira", "mira"));
    first.setSeen(true);
    first.saw(3);
    first.setSeen(false);
    const reloaded = reader(first);
    reloaded.come(talk("mira", "mira", "mira", "mira"));
    expect(reloaded.unseen()).toBe(1);
    expect(reloaded.line()).toBe(2);
    reloaded.follow(true);
    reloaded.setSeen(false);
    const again = reader(first);
    again.come(talk("mira", "mira", "mira", "mira", "mira"));
    expect(again.line()).toBe(5);
  });

  test("a mark of another epoch, or one that makes no sense, means nothing", () => {
    for (const mark of ["e0 1", "nonsense", "e1 x"]) {
      const kept = profile();
      kept.set("read:k", mark);
      const { come, unseen } = reader({ kept });
      come(talk("mira", "mira"));
      expect(unseen()).toBe(0);
    }
  });

  test("L5: nothing is kept of a room that is no more", async () => {
    const { come, follow, forget, setSeen, kept, tab, time } = reader();
    come(talk("mira"));
    setSeen(false);
    come(talk("mira", "mira"));
    follow(true);
    forget();
    setSeen(true);
    await time.pass(5000);
    expect([...kept.keys(), ...tab.keys()]).toEqual([]);
  });
});
