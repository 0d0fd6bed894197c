// The local engine with a journal that takes its time: what is told, kept and written, and when.
import { beforeEach, describe, expect, test } from "bun:test";
import { Refusal } from "#protocol/error-codes";
import type { AppendResult, Draft } from "../chat/lib/ports.ts";
import { FakeCommitterPorts, FakeJournal, turnEventLoop } from "../testing/fake-journal.ts";
import { draft, record, TOMB } from "./engine-contract.ts";
import type { SavedRoom } from "./journal/journal.ts";
import { LocalEngine } from "./local-engine.ts";

let journal: FakeJournal;
let ports: FakeCommitterPorts;
let engine: LocalEngine;
let delivered: string[];

const created = (events = 500, maxBytes = 1 << 20) => {
  journal = new FakeJournal();
  ports = new FakeCommitterPorts();
  engine = new LocalEngine({ events, bytes: 1 << 16 }, maxBytes, journal, ports);
  delivered = [];
};
const deliver = (text: string) => {
  // A state without an event has none.
  if (text === "") return;
  const { seq, type, message } = JSON.parse(text);
  delivered.push(`${seq} ${message ?? type}`);
};
const opened = async (events?: number, maxBytes?: number) => {
  created(events, maxBytes);
  const opening = engine.open(record("e"), deliver);
  await journal.succeed();
  expect(await opening).toBeUndefined();
  journal.written.length = 0;
};
beforeEach(() => opened());

/** Asks, and notes the outcome when it comes. */
const ask = (what: Draft, outcomes: string[] = []) => {
  const outcome = Promise.resolve(engine.append("e", what));
  outcome.then((one) => outcomes.push(one instanceof Refusal ? `${one.code} ${one.nonce}` : `${one.seq}`));
  return outcome as Promise<AppendResult>;
};
const revision = (type: "edit" | "delete", seq: number, message?: string): Draft => {
  const { avatar: _, type: __, message: ___, ...said } = draft("") as Extract<Draft, { type: "chat" }>;
  return { type, ...said, messageId: `e-${seq}`, ...(message !== undefined && { message }) } as Draft;
};
const texts = () =>
  engine
    .history("e")
    .read({ limit: 99 })
    .entries.map(({ text }) => JSON.parse(text).message ?? "");
const written = () => journal.written.flat();
/** Whether the journal would still hold this text, in any row. */
const lastText = (seq: number) =>
  written().reduce((text, write) => {
    if ((write[0] === "event" || write[0] === "rewrite") && write[2] === seq) return write[3];
    return text;
  }, "");

describe("writing first", () => {
  test("J1: nothing is delivered, kept or acknowledged before it is written", async () => {
    const outcomes: string[] = [];
    for (const message of ["one", "two", "three"]) ask(draft(message), outcomes);
    await turnEventLoop();
    expect(journal.pendingBatch).toHaveLength(3);
    expect([delivered, outcomes, engine.history("e").head]).toEqual([[], [], 0]);
    await journal.succeed();
    expect(delivered).toEqual(["1 one", "2 two", "3 three"]);
    expect([outcomes, engine.history("e").head]).toEqual([["1", "2", "3"], 3]);
  });

  test("H1: what is asked for while a batch is under way goes on from it", async () => {
    ask(draft("one"));
    await turnEventLoop();
    ask(draft("two"));
    await journal.succeed();
    await journal.succeed();
    expect(written().map((write) => write[2])).toEqual([1, 2]);
    expect(delivered).toEqual(["1 one", "2 two"]);
  });

  test("H2: the same nonce twice on its way is written and delivered once, and both get the first result", async () => {
    const [first, again] = [ask(draft("hello", "n1")), ask(draft("hello", "n1"))];
    await turnEventLoop();
    const late = ask(draft("hello", "n1"));
    await journal.succeed();
    const { seq, text } = await first;
    for (const other of [again, late]) expect(await other).toMatchObject({ seq, text, repeated: true });
    expect([written().length, delivered.length]).toEqual([1, 1]);
  });

  test("J1: a signal doesn't wait for the disk", async () => {
    ask(draft("one"));
    engine.signal("e", '{"seq":"-","type":"typing"}');
    expect(delivered).toEqual(["- typing"]);
    await journal.succeed();
  });

  test("R1: a room is there once it is written", async () => {
    let isOpen = false;
    const opening = Promise.resolve(engine.open(record("f"), deliver)).then(() => {
      isOpen = true;
    });
    await turnEventLoop();
    expect(isOpen).toBe(false);
    await journal.succeed();
    await opening;
    expect(journal.written).toEqual([[["open", record("f")]]]);
  });
});

describe("while something is on its way", () => {
  test("L5: of a room that ended meanwhile nothing is delivered, and its end is written after", async () => {
    const outcomes: string[] = [];
    ask(draft("one", "n1"), outcomes);
    await turnEventLoop();
    ask(draft("two", "n2"), outcomes);
    engine.end("e", TOMB);
    await journal.succeed();
    await journal.succeed();
    expect([outcomes, delivered]).toEqual([["ended undefined", "ended undefined"], []]);
    expect(written().map(([kind]) => kind)).toEqual(["event", "end"]);
    expect(engine.usedBytes).toBe(0);
  });

  test("J3: the end of a room is answered once it is written", async () => {
    let isAnswered = false;
    const ending = Promise.resolve(engine.end("e", TOMB)).then((refusal) => {
      isAnswered = refusal === undefined;
    });
    await turnEventLoop();
    expect([isAnswered, engine.usedBytes]).toEqual([false, 0]);
    await journal.succeed();
    await ending;
    expect(isAnswered).toBe(true);
  });

  test("H11: an edit of a message that was deleted meanwhile leaves its text nowhere", async () => {
    ask(draft("first words"));
    await journal.succeed();
    ask(revision("delete", 1));
    ask(revision("edit", 1, "second words"));
    await journal.succeed();
    await ports.runScheduled();
    await journal.succeed();
    expect(texts()).toEqual(["", "", ""]);
    for (const seq of [1, 2, 3]) expect(lastText(seq)).not.toContain("words");
  });

  test("H11: an edit and a deletion rewrite what they are about, in the journal too", async () => {
    ask(draft("first words"));
    ask(revision("edit", 1, "second words"));
    await journal.succeed();
    await ports.runScheduled();
    await journal.succeed();
    expect([texts()[0], JSON.parse(lastText(1)).message]).toEqual(["second words", "second words"]);
    ask(revision("delete", 1));
    await journal.succeed();
    await ports.runScheduled();
    await journal.succeed();
    for (const seq of [1, 2, 3]) expect(lastText(seq)).not.toContain("words");
  });
});

describe("trouble", () => {
  test("J4: all of a failing batch is refused not_saved and never was; the next has its seqs", async () => {
    const outcomes: string[] = [];
    for (const n of [1, 2]) ask(draft(`lost ${n}`, `n${n}`), outcomes);
    await journal.fail();
    expect(outcomes).toEqual(["not_saved n1", "not_saved n2"]);
    expect([delivered, engine.history("e").head, texts()]).toEqual([[], 0, []]);
    expect(engine.isHealthy).toBe(false);
    const again = ask(draft("lost 2", "n2"));
    await journal.succeed();
    expect(await again).toMatchObject({ seq: 1, repeated: false });
    expect([delivered, engine.isHealthy]).toEqual([["1 lost 2"], true]);
  });

  test("J4: a new room is refused and weighs nothing", async () => {
    const before = engine.usedBytes;
    const opening = engine.open(record("f"), deliver);
    await journal.fail();
    expect(await opening).toMatchObject({ code: "not_saved", status: 503 });
    expect([engine.usedBytes, ports.reported.length]).toEqual([before, 1]);
  });

  test("J4: reading and signals go on", async () => {
    ask(draft("one"));
    await journal.succeed();
    ask(draft("two"));
    await journal.fail();
    engine.signal("e", '{"seq":"-","type":"typing"}');
    expect([texts(), delivered]).toEqual([["one"], ["1 one", "- typing"]]);
  });

  test("J3: the end of a room during it is written when it is over", async () => {
    ask(draft("one"));
    await journal.fail();
    const ending = engine.end("e", TOMB);
    await journal.fail();
    expect(await ending).toMatchObject({ code: "not_saved" });
    await ports.runScheduled();
    await journal.succeed();
    expect(written()).toEqual([["end", "e", TOMB]]);
  });
});

describe("a disk that hangs", () => {
  // Eight kilobytes while it waits.
  const long = "x".repeat(3584);
  beforeEach(() => opened(500, 1 << 23));

  test("J7: what waits takes a megabyte here; more is refused, and all that was admitted is written once it can be", async () => {
    const outcomes: string[] = [];
    for (let n = 1; n <= 300; n++) ask(draft(long, `n${n}`), outcomes);
    await turnEventLoop();
    expect(outcomes).toEqual(Array.from({ length: 300 - 128 }, (_, n) => `not_saved n${n + 129}`));
    expect(await engine.open(record("f"), deliver)).toMatchObject({ code: "not_saved" });
    expect(await engine.saveState("e", { text: "{}", state: {} as never })).toMatchObject({ code: "not_saved" });
    expect(await engine.commit([["spend", "x"]])).toMatchObject({ code: "not_saved" });
    expect([engine.isHealthy, delivered]).toEqual([false, []]);
    await journal.succeed();
    expect([engine.isHealthy, delivered.length, outcomes.length]).toEqual([true, 128, 300]);
    const again = ask(draft(long, "n300"));
    await journal.succeed();
    expect((await again).seq).toBe(129);
  });

  test("J9: the files of messages that wait count as well", async () => {
    const files = Array.from({ length: 10 }, (_, n) => ({ id: `${n}`, record: "x".repeat(1536) }));
    const outcomes = Array.from({ length: 20 }, () => engine.append("e", draft("with"), undefined, files));
    expect(await Promise.race(outcomes)).toMatchObject({ code: "not_saved" });
    await journal.succeed();
    const said = (await Promise.all(outcomes)).filter((outcome) => !(outcome instanceof Refusal));
    expect(said).toHaveLength(12);
  });

  test("J7: a state that waits counts as well", async () => {
    const state = { text: "x".repeat(40_000), state: {} as never };
    const saving = Array.from({ length: 20 }, () => engine.saveState("e", state));
    expect(await Promise.race(saving)).toMatchObject({ code: "not_saved" });
    await journal.succeed();
    const refused = (await Promise.all(saving)).filter((outcome) => outcome !== undefined);
    expect(refused).toHaveLength(20 - 12);
  });
});

describe("history's end", () => {
  test("J3: what history lets go of goes from the journal after a while, all of it at once", async () => {
    await opened(2);
    for (let n = 1; n <= 5; n++) ask(draft(`m${n}`, `n${n}`));
    await journal.succeed();
    expect(written()).toHaveLength(5);
    await ports.runScheduled();
    await journal.succeed();
    expect(written().slice(5)).toEqual([["trim", "e", 4, 1]]);
    await ports.runScheduled();
    expect(journal.pendingBatch).toBeUndefined();
  });

  test("J3: where there is much of it, it goes with the next batch", async () => {
    await opened(2);
    for (let n = 1; n <= 258; n++) ask(draft(`m${n}`));
    await journal.succeed();
    ask(draft("next"));
    await journal.succeed();
    expect(written().slice(258)).toEqual([
      ["trim", "e", 257, 259],
      ["event", "e", 259, expect.stringContaining("next"), null, expect.any(String)],
    ]);
  });

  test("J3: closing doesn't leave it there", async () => {
    await opened(0);
    ask(draft("one"));
    await journal.succeed();
    const closing = engine.close();
    await journal.succeed();
    await closing;
    expect(written().slice(1)).toEqual([["trim", "e", 2, 2]]);
  });
});

describe("after a restart", () => {
  const saved = (room: Partial<SavedRoom>): SavedRoom => ({
    ...record("e"),
    lastDroppedSeq: 0,
    events: [],
    nonces: [],
    ...room,
  });
  const events = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, n) => ({
      seq: from + n,
      text: JSON.stringify({ ...draft(`m${from + n}`, `n${from + n}`), id: `e-${from + n}`, seq: from + n }),
    }));

  test("J2: the log is as it was and goes on, and nothing is delivered again", async () => {
    created();
    engine.restore(saved({ lastDroppedSeq: 6, events: events(7, 9) }), deliver);
    expect([engine.history("e").head, engine.history("e").holdsAfter(6), engine.history("e").holdsAfter(5)]).toEqual([
      9,
      true,
      false,
    ]);
    expect([texts(), delivered]).toEqual([["m7", "m8", "m9"], []]);
    ask(draft("next"));
    await journal.succeed();
    expect(delivered).toEqual(["10 next"]);
  });

  test("J2: without history it begins where it stood, and no event passes for a repeated one", async () => {
    created(0);
    engine.restore(saved({ lastDroppedSeq: 9, nonces: [["a n9", 9, "t"]] }), deliver);
    expect(engine.history("e").head).toBe(9);
    expect(await engine.append("e", draft("m9", "n9"))).toMatchObject({ seq: 9, repeated: true });
    const next = ask(draft("next"));
    await journal.succeed();
    expect(await next).toMatchObject({ seq: 10, repeated: false });
  });

  test("J2: nonces are known, of events in history and of those it lost", async () => {
    created();
    const nonces = [["a n2", 2, "2026-01-01T00:00:00.000Z"]] as const;
    engine.restore(saved({ lastDroppedSeq: 6, events: events(7, 9), nonces }), deliver);
    for (const seq of [2, 7, 9]) {
      expect(await engine.append("e", draft(`m${seq}`, `n${seq}`))).toMatchObject({ seq, repeated: true });
    }
  });

  test("J3: with less history than before, what no longer fits goes from the journal", async () => {
    created(2);
    engine.restore(saved({ events: events(1, 5) }), deliver);
    expect(texts()).toEqual(["m4", "m5"]);
    await ports.runScheduled();
    await ports.runScheduled();
    await journal.succeed();
    expect(written()).toEqual([["trim", "e", 4, 1]]);
  });

  test("H4: with less memory than before, rooms keep what fits", () => {
    created(500, 6000);
    engine.restore(saved({ events: events(1, 20) }), deliver);
    expect(engine.usedBytes).toBeLessThanOrEqual(6000);
    expect([engine.history("e").head, texts().at(-1)]).toEqual([20, "m20"]);
  });

  test("J3: a deletion whose rewriting was cut short is made up for", async () => {
    created();
    const [first, second] = events(1, 2);
    const gone = { ...revision("delete", 1), id: "e-3", seq: 3 };
    engine.restore(saved({ events: [first, second, { seq: 3, text: JSON.stringify(gone) }] as never }), deliver);
    expect(texts()).toEqual(["", "m2", ""]);
    await ports.runScheduled();
    await journal.succeed();
    expect(lastText(1)).toContain('"deleted":true');
    expect(lastText(1)).not.toContain("m1");
  });
});
