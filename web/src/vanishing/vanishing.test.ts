// Tests which messages this page takes away by itself, and which it reports as seen.
import { describe, expect, test } from "bun:test";
import { createRoot, createSignal } from "solid-js";
import type { ChatEvent } from "#protocol/frames";
import { chatOf } from "../testing/fakes.ts";
import { createVanishing, secondsToRead } from "./vanishing.ts";

const START = 1_700_000_000_000;

function page(messages: ChatEvent[]) {
  const [now, setNow] = createSignal(START);
  const [isPageVisible, setPageVisible] = createSignal(true);
  const [isOpen, setOpen] = createSignal(true);
  const sent: unknown[] = [];
  const expired: string[] = [];
  const vanishing = createRoot(() =>
    createVanishing({
      serverNow: now,
      isPageVisible,
      isOpen,
      messages: () => messages,
      expire: (ids) => void expired.push(...ids),
      send: ({ seq }) => sent.push(seq) > 0,
    }),
  );
  const pass = (seconds: number) => {
    for (let n = 0; n < seconds; n++) setNow((before) => before + 1000);
  };
  return { ...vanishing, pass, setPageVisible, setOpen, sent, expired, messages };
}

const waiting = (seq: number, fields: Partial<ChatEvent> = {}) => chatOf(seq, { vanish: "seen", ...fields });

describe("L12: by the page's own clock", () => {
  test("a message goes when its time is over, and one that waits to be seen after a day", () => {
    const { pass, expired } = page([chatOf(1, { vanish: 10 }), chatOf(2), waiting(3)]);
    pass(10);
    expect(expired).toEqual([]);
    pass(1);
    expect(expired).toEqual(["e1-1"]);
    pass(86_400);
    expect(new Set(expired)).toEqual(new Set(["e1-1", "e1-3"]));
  });
});

describe("L14: what is reported as seen", () => {
  test("what was in view for as long as it takes to read, several at once, and each once", () => {
    const { pass, setInView, sent } = page([]);
    const long = waiting(3, { message: "x".repeat(150) });
    for (const message of [waiting(1), waiting(2), long]) setInView(message, true);
    pass(secondsToRead(waiting(1)) - 1);
    expect(sent).toEqual([]);
    pass(1);
    expect(sent).toEqual([[1, 2]]);
    pass(100);
    expect(sent).toEqual([[1, 2], [3]]);
    expect(secondsToRead({ message: "x".repeat(4000) })).toBe(60);
  });

  test("only while it is in view of a visible page; the time before counts", () => {
    const { pass, setInView, setPageVisible, leaveView, sent } = page([]);
    setInView(waiting(1), true);
    setInView(waiting(2), true);
    leaveView(2);
    pass(3);
    setPageVisible(false);
    pass(100);
    setPageVisible(true);
    setInView(waiting(1), false);
    pass(100);
    expect(sent).toEqual([]);
    setInView(waiting(1), true);
    pass(3);
    expect(sent).toEqual([[1]]);
  });

  test("what was seen without a connection, and all that is still there after a new one", () => {
    const { pass, setInView, setOpen, sent, messages } = page([waiting(1), waiting(2), chatOf(3)]);
    setInView(waiting(1), true);
    setOpen(false);
    pass(10);
    expect(sent).toEqual([]);
    setOpen(true);
    expect(sent).toEqual([[1]]);
    setInView(waiting(2), true);
    pass(10);
    setOpen(false);
    messages.shift();
    setOpen(true);
    expect(sent).toEqual([[1], [2], [2]]);
  });

  test("no more than a hundred in one frame", () => {
    const { pass, setInView, sent } = page([]);
    for (let seq = 1; seq <= 150; seq++) setInView(waiting(seq), true);
    pass(10);
    expect(sent.map((seqs) => (seqs as number[]).length)).toEqual([100, 50]);
  });
});
