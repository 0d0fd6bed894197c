// A test suite that every implementation of Engine must pass, however it stores events.
import { beforeEach, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Refusal } from "#protocol/error-codes";
import type { LogEvent } from "#protocol/frames";
import type {
  AppendResult,
  Draft,
  EncodedState,
  EndedCode,
  Engine,
  MaybePromise,
  RoomRecord,
} from "../chat/lib/ports.ts";

export type Bounds = { readonly events: number; readonly bytes: number; readonly maxBytes: number };

export const record = (epoch: string): RoomRecord => ({
  epoch,
  founding: { code: "room" },
  state: "{}",
});
/** Returns a room state for the engine, which reads only its text. */
export const encoded = (text: string): EncodedState => ({ text, state: {} });
export const TOMB: EndedCode = { digest: "digest", until: 2e15 };

const AMPLE: Bounds = { events: 500, bytes: 1 << 22, maxBytes: 1 << 28 };

export const draft = (message: string, nonce?: string, userId = "a"): Draft => ({
  type: "chat",
  id: "",
  seq: 0,
  user: "Ann",
  userId,
  avatar: null,
  message,
  timestamp: "2026-01-01T00:00:00.000Z",
  roomId: "room",
  ...(nonce === undefined ? undefined : { nonce }),
});

const deletionOf = (messageId: string): Draft => {
  const { avatar: _, type: __, message: ___, ...said } = draft("") as Extract<Draft, { type: "chat" }>;
  return { type: "delete", ...said, messageId };
};

export function engineContract(name: string, create: (bounds: Bounds) => MaybePromise<Engine>): void {
  describe(`${name} engine`, () => {
    let engine: Engine;
    let delivered: { text: string; event: LogEvent | undefined }[];
    const opened = async (bounds: Partial<Bounds> = {}): Promise<void> => {
      engine = await create({ ...AMPLE, ...bounds });
      delivered = [];
      expect(await engine.open(record("e"), (text, event) => delivered.push({ text, event }))).toBeUndefined();
    };
    const append = async (what: Draft, epoch = "e") => {
      const outcome = await engine.append(epoch, what);
      if (outcome instanceof Refusal) throw new Error(outcome.message);
      return outcome;
    };
    /** Appends many events, in this order, a few hundred at a time: more would be refused while they wait for the disk (J7). */
    const appendAll = async (all: readonly Draft[], epoch?: string) => {
      for (let from = 0; from < all.length; from += 200) {
        await Promise.all(all.slice(from, from + 200).map((what) => append(what, epoch)));
      }
    };
    const times = (count: number, nth: (n: number) => Draft) => Array.from({ length: count }, (_, n) => nth(n));
    beforeEach(() => opened());

    const seqs = (entries: readonly { seq: number }[]) => entries.map((entry) => entry.seq);

    test("H1: events get seq 1, 2, 3 and are delivered as they are kept, before the answer", async () => {
      expect(engine.history("e").head).toBe(0);
      for (const message of ["one", "two", "three"]) {
        const entry = await append(draft(message));
        expect(delivered.at(-1)?.text).toBe(entry.text);
      }
      expect(delivered.map(({ event }) => [event?.seq, event?.id])).toEqual([
        [1, "e-1"],
        [2, "e-2"],
        [3, "e-3"],
      ]);
      expect(
        engine
          .history("e")
          .read({ limit: 10 })
          .entries.map(({ text }) => text),
      ).toEqual(delivered.map(({ text }) => text));
      expect(JSON.parse(delivered[0]?.text ?? "")).toEqual({ ...draft("one"), id: "e-1", seq: 1 });
    });

    test("H1: rooms are numbered and delivered apart", async () => {
      const other: string[] = [];
      await engine.open(record("f"), (text) => other.push(text));
      await append(draft("in e"));
      await append(draft("in f"), "f");
      expect([engine.history("e").head, engine.history("f").head, delivered.length, other.length]).toEqual([
        1, 1, 1, 1,
      ]);
    });

    test("H2: a nonce seen before gives the first result and delivers nothing", async () => {
      const first = await append(draft("hello", "n1"));
      const again = await append(draft("hello", "n1"));
      expect(again).toEqual({ ...first, repeated: true } as AppendResult);
      expect([engine.history("e").head, delivered.length]).toEqual([1, 1]);
      expect((await append(draft("hello", "n1", "b"))).seq).toBe(2);
    });

    test("H2: a nonce is remembered after history has lost its event", async () => {
      await opened({ events: 2 });
      const first = await append(draft("hello", "n1"));
      for (let n = 0; n < 5; n++) await append(draft(`m${n}`));
      const late = { ...draft("hello", "n1"), timestamp: "2026-02-02T00:00:00.000Z" };
      const again = await append(late);
      expect(again).toEqual({ ...first, repeated: true } as AppendResult);
      expect(delivered).toHaveLength(6);
    });

    test("H2: 4,096 nonces are remembered", async () => {
      await appendAll(times(4097, (n) => draft("x", `n${n}`)));
      expect((await append(draft("x", "n1"))).repeated).toBe(true);
      expect((await append(draft("x", "n0"))).repeated).toBe(false);
    });

    test("H3: history keeps the newest events by count and by bytes", async () => {
      await opened({ events: 3 });
      for (let n = 0; n < 10; n++) await append(draft(`m${n}`));
      expect(seqs(engine.history("e").read({ limit: 10 }).entries)).toEqual([8, 9, 10]);
      await opened({ bytes: 10_000 });
      for (let n = 0; n < 10; n++) await append(draft("x".repeat(3_000)));
      expect(seqs(engine.history("e").read({ limit: 10 }).entries)).toEqual([8, 9, 10]);
    });

    test("H3: with no history at all, events still pass and are numbered", async () => {
      await opened({ events: 0 });
      for (let n = 0; n < 3; n++) await append(draft(`m${n}`));
      expect([engine.history("e").head, delivered.length]).toEqual([3, 3]);
      expect(engine.history("e").read({ limit: 10 }).entries).toEqual([]);
      expect([engine.history("e").holdsAfter(3), engine.history("e").holdsAfter(2)]).toEqual([true, false]);
    });

    test("H4: over the server's memory the largest room drops its oldest, others keep theirs", async () => {
      await opened({ maxBytes: 40_000 });
      await engine.open(record("f"), () => {});
      await append(draft("y".repeat(10_000)), "f");
      for (let n = 0; n < 20; n++) await append(draft("x".repeat(5_000)));
      expect(engine.usedBytes).toBeLessThanOrEqual(40_000);
      expect(engine.history("f").read({ limit: 10 }).entries).toHaveLength(1);
      expect(engine.history("e").read({ limit: 100 }).entries.length).toBeGreaterThan(2);
      expect(engine.history("e").head).toBe(20);
    });

    const kept = (epoch: string) => engine.history(epoch).read({ limit: 10_000, messagesOnly: true }).entries.length;

    test("H4: whoever takes most gives way first, and speaking costs a small room nothing", async () => {
      await opened({ maxBytes: 200_000 });
      for (const epoch of ["f", "g"]) {
        await engine.open(record(epoch), () => {});
        for (let n = 0; n < 100; n++) await append(draft("y".repeat(1_000)), epoch);
      }
      for (let n = 0; n < 60; n++) await append(draft("small"));
      expect(engine.usedBytes).toBeLessThanOrEqual(200_000);
      expect(kept("e")).toBe(60);
      expect(kept("f") + kept("g")).toBeGreaterThan(120);
      expect(Math.abs(kept("f") - kept("g"))).toBeLessThan(20);
    });

    test("H4: a room keeps its newest 50 messages while another has more that it can drop", async () => {
      await opened({ maxBytes: 400_000 });
      for (let n = 0; n < 60; n++) await append(draft("long ".repeat(800)));
      await engine.open(record("f"), () => {});
      await appendAll(
        times(500, () => draft("y".repeat(500))),
        "f",
      );
      expect(engine.usedBytes).toBeLessThanOrEqual(400_000);
      expect(kept("e")).toBe(50);
    });

    test("H4: the rooms of a visitor who takes more than a quarter give way before larger rooms of others", async () => {
      await opened({ maxBytes: 400_000 });
      for (let n = 0; n < 100; n++) await append(draft("x".repeat(1_000)));
      for (let room = 0; room < 40; room++) {
        await engine.open(record(`f${room}`), () => {}, "visitor");
        await appendAll(
          times(50, () => draft("y".repeat(500))),
          `f${room}`,
        );
      }
      expect(engine.usedBytes).toBeLessThanOrEqual(400_000);
      expect(kept("e")).toBe(100);
      await engine.open(record("g"), () => {}, "other visitor");
      for (let n = 0; n < 60; n++) await append(draft("z".repeat(500)), "g");
      expect(kept("g")).toBe(60);
    });

    test("H4: forgotten nonces make space as events do, and never more than is needed", async () => {
      await opened({ maxBytes: 300_000, events: 10 });
      await appendAll(times(3_000, (n) => draft("x", `n${n}`)));
      expect(engine.usedBytes).toBeLessThanOrEqual(300_000);
      expect(kept("e")).toBe(10);
      expect((await append(draft("x", "n2500"))).repeated).toBe(true);
    });

    test("H4: what can't be dropped takes three quarters at most, of one visitor a quarter; ended rooms make space", async () => {
      await opened({ maxBytes: 40_000 });
      const open = (epoch: string, visitor?: string) => engine.open(record(epoch), () => {}, visitor);
      for (let n = 0; n < 9; n++) expect(await open(`v${n}`, "visitor")).toBeUndefined();
      expect(await open("v9", "visitor")).toMatchObject({ code: "server_full" });
      expect(await engine.saveState("v0", encoded("x".repeat(2_000)))).toMatchObject({ code: "server_full" });
      for (let n = 0; n < 19; n++) expect(await open(`o${n}`)).toBeUndefined();
      expect(await open("o19")).toMatchObject({ code: "server_full" });
      expect(await engine.append("e", draft("x".repeat(5_000)))).toMatchObject({ seq: 1 });
      engine.end("v0", TOMB);
      expect(await open("v9", "visitor")).toBeUndefined();
    });

    test("H4: a message that can't fit at all is refused with its nonce, and costs nobody history", async () => {
      await opened({ maxBytes: 20_000 });
      await append(draft("small"));
      const refused = await engine.append("e", draft("x".repeat(20_000), "n1"));
      expect(refused).toMatchObject({ code: "server_full", nonce: "n1" });
      expect([engine.history("e").head, kept("e")]).toEqual([1, 1]);
    });

    test("H5: whether a cursor can be told exactly what came after it", async () => {
      await opened({ events: 3 });
      for (let n = 0; n < 5; n++) await append(draft(`m${n}`));
      expect([1, 2, 5, 6].map((seq) => engine.history("e").holdsAfter(seq))).toEqual([false, true, true, false]);
    });

    test("A3: pages run forward and backward without a gap or a double, and say whether there is more", async () => {
      const sizes = fc.record({
        count: fc.nat(40),
        limit: fc.integer({ min: 1, max: 12 }),
        events: fc.integer({ min: 1, max: 50 }),
      });
      await fc.assert(
        fc.asyncProperty(sizes, async ({ count, limit, events }) => {
          await opened({ events });
          await appendAll(times(count, (n) => draft(`m${n}`)));
          const kept = Array.from(
            { length: Math.min(count, events) },
            (_, i) => count - Math.min(count, events) + 1 + i,
          );
          const forward: number[] = [];
          for (let after = 0, more = true; more; after = forward.at(-1) ?? after) {
            const page = engine.history("e").read({ after, limit });
            forward.push(...seqs(page.entries));
            more = page.more;
          }
          const backward: number[] = [];
          for (let before: number | undefined, more = true; more; before = backward[0]) {
            const page = engine.history("e").read({ before, limit });
            backward.unshift(...seqs(page.entries));
            more = page.more;
          }
          expect([forward, backward]).toEqual([kept, kept]);
        }),
        { numRuns: 60 },
      );
    });

    test("H6: a page of at most so many bytes holds at least one event", async () => {
      for (let n = 0; n < 4; n++) await append(draft("x".repeat(1_000)));
      expect(seqs(engine.history("e").read({ after: 0, limit: 10, maxBytes: 10 }).entries)).toEqual([1]);
      expect(engine.history("e").read({ after: 0, limit: 10, maxBytes: 2_800 })).toMatchObject({ more: true });
      expect(seqs(engine.history("e").read({ limit: 10, maxBytes: 2_800 }).entries)).toEqual([3, 4]);
    });

    test("H5, H6: what is told in one text is what is read, with as many bytes, and where it ends", async () => {
      await opened({ events: 60 });
      for (let n = 0; n < 100; n++) await append(draft(`${"é".repeat(n * 7)} 🦊`));
      for (const after of [undefined, 40, 70, 99, 100]) {
        for (const maxBytes of [10, 3_000, 20_000, Number.POSITIVE_INFINITY]) {
          const { entries, more } = engine.history("e").read({ after, limit: Number.POSITIVE_INFINITY, maxBytes });
          const text = entries.map((entry) => entry.text).join(",");
          expect(engine.history("e").readJoined(after, maxBytes)).toEqual({ text, last: entries.at(-1)?.seq, more });
        }
      }
    });

    test("G14: a state is delivered with the event that brings it, or alone with no text, and is no event", async () => {
      const states: (string | undefined)[] = [];
      await engine.open(record("f"), (text, _event, state) =>
        states.push(`${text === "" ? "alone" : "told"} ${state?.text}`),
      );
      await append(draft("plain"), "f");
      expect(await engine.append("f", draft("with", "n"), encoded("one"))).toMatchObject({ seq: 2 });
      expect(await engine.saveState("f", encoded("two"))).toBeUndefined();
      expect(await engine.append("f", draft("with", "n"), encoded("never"))).toMatchObject({ seq: 2, repeated: true });
      expect(states).toEqual(["told undefined", "told one", "alone two"]);
      expect([
        engine.history("f").head,
        engine.history("f").findByNonce(draft("with", "n"))?.seq,
        engine.history("f").findByNonce(draft("with", "m")),
      ]).toEqual([2, 2, undefined]);
    });

    test("H4: what a room's state weighs counts, and is refused where it doesn't fit", async () => {
      await opened({ maxBytes: 20_000 });
      const before = engine.usedBytes;
      await engine.saveState("e", encoded("x".repeat(10_000)));
      expect(engine.usedBytes - before).toBeGreaterThan(9_000);
      expect(await engine.saveState("e", encoded("x".repeat(30_000)))).toMatchObject({ code: "server_full" });
      await engine.saveState("e", encoded("{}"));
      expect(engine.usedBytes).toBe(before);
      await append(draft("y".repeat(15_000)));
      expect(await engine.saveState("e", encoded("x".repeat(10_000)))).toBeUndefined();
      expect([engine.usedBytes <= 20_000, engine.history("e").read({ limit: 9 }).entries.length]).toEqual([true, 0]);
    });

    test("F46: the records of files count as long as their message, and go with what memory has no space for", async () => {
      const withFiles = (n: number): Draft => {
        const files = Array.from({ length: 10 }, (_, at) => ({
          ...{ id: `${n}-${at}`, name: "a", type: "text/plain", bytes: 0 },
          url: `${n}-${at}`,
        }));
        return { ...draft("", `n${n}`), files } as Draft;
      };
      await opened({ maxBytes: 60_000, events: 20 });
      const gone: string[] = [];
      engine.onFilesGone((_epoch, ids) => void gone.push(...ids));
      const empty = engine.usedBytes;
      await append(withFiles(1));
      expect(engine.usedBytes - empty).toBeGreaterThan(10 * 1024);
      await append(deletionOf("e-1"));
      expect([engine.usedBytes - empty < 2048, gone.length]).toEqual([true, 10]);
      for (let n = 3; n <= 12; n++) await append(withFiles(n));
      expect([engine.usedBytes <= 60_000, engine.history("e").read({ limit: 99 }).entries.length]).toEqual([true, 5]);
      expect([
        gone.length,
        engine.history("e").messageOfFile("12-9"),
        engine.history("e").messageOfFile("3-0"),
      ]).toEqual([60, "e-12", undefined]);
      for (let n = 0; n < 20; n++) await append(draft("later"));
      expect([gone.length, engine.usedBytes - empty < 12_000]).toEqual([110, true]);
    });

    test("P2: a signal is delivered and not kept", () => {
      engine.signal("e", "ping");
      expect(delivered).toEqual([{ text: "ping", event: undefined }]);
      expect(engine.history("e").head).toBe(0);
    });

    test("L5: an ended log is forgotten and weighs nothing", async () => {
      await append(draft("x"));
      engine.end("e", TOMB);
      expect(engine.usedBytes).toBe(0);
      expect(() => engine.history("e").head).toThrow();
      await opened();
      expect(engine.history("e").head).toBe(0);
    });
  });
}
