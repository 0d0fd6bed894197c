// Batches on their way into the file: what is packed, sent and written is what was asked for.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { record } from "../engine-contract.ts";
import { decodeBatch, encodeBatch } from "./batch-encoding.ts";
import type { JournalWrite } from "./journal.ts";

const through = (batch: readonly JournalWrite[]) => decodeBatch(encodeBatch(batch));
const event = (epoch: string, seq: number, text = `{"seq":${seq}}`, nonceKey: string | null = null): JournalWrite => [
  "event",
  epoch,
  seq,
  text,
  nonceKey,
  "2026",
];

test("J1: a room's events share a chunk, with the nonces of those that have one", () => {
  const batch = [event("e", 7, "a", "ann n1"), event("f", 1, "x"), event("e", 8, "b"), event("e", 9, "c", 'bob "n"')];
  expect(through(batch)).toEqual([
    ["chunk", "e", 7, "a\nb\nc", '["ann n1",7,"2026"],["bob \\"n\\"",9,"2026"]'],
    ["chunk", "f", 1, "x", ""],
  ]);
});

test("J3: what is done to events comes after those it is about, and before those that come after it", () => {
  const trim: JournalWrite = ["trim", "e", 2, 1];
  const change: JournalWrite = ["change", "f", "{}"];
  expect(through([event("e", 1, "a"), event("f", 1, "x"), trim, event("e", 2, "b"), change])).toEqual([
    ["chunk", "e", 1, "a", ""],
    ["chunk", "f", 1, "x", ""],
    trim,
    ["chunk", "e", 2, "b", ""],
    change,
  ]);
});

test("J1: a chunk holds no more than can well be written anew for one of them", () => {
  const sizes = (batch: readonly JournalWrite[]) =>
    through(batch).map((write) => (write[0] === "chunk" ? write[3].split("\n").length : 0));
  const many = (count: number, length: number) =>
    Array.from({ length: count }, (_, n) => event("e", n + 1, "x".repeat(length)));
  expect(sizes(many(150, 10))).toEqual([64, 64, 22]);
  expect(sizes(many(5, 20_000))).toEqual([2, 2, 1]);
});

test("J1: what comes out at the thread's end is what went in, whatever letters it has", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 40 }).map((message) => JSON.stringify({ message }));
  const said = fc.tuple(fc.constantFrom("e", "f"), text, fc.option(fc.string()));
  const other: JournalWrite[] = [
    ["open", record("g")],
    ["setting", "name", "a\nb"],
    ["spend", "x"],
    ["trim", "e", 3, 1],
  ];
  const write = fc.oneof(
    { weight: 5, arbitrary: said.map(([epoch, text, nonceKey]) => event(epoch, 0, text, nonceKey)) },
    { weight: 1, arbitrary: fc.constantFrom(...other) },
  );
  const property = fc.property(fc.array(write, { maxLength: 200 }), (writes) => {
    const heads = new Map<string, number>();
    const batch = writes.map((write): JournalWrite => {
      if (write[0] !== "event") return write;
      const seq = (heads.get(write[1]) ?? 0) + 1;
      heads.set(write[1], seq);
      return event(write[1], seq, write[3], write[4]);
    });
    const chunks = through(batch);
    expect(chunks.filter(([kind]) => kind !== "chunk")).toEqual(batch.filter(([kind]) => kind !== "event") as never);
    for (const epoch of ["e", "f"]) {
      const texts = chunks.flatMap((write) => (write[0] === "chunk" && write[1] === epoch ? write[3].split("\n") : []));
      expect(texts).toEqual(batch.flatMap((write) => (write[0] === "event" && write[1] === epoch ? [write[3]] : [])));
    }
  });
  fc.assert(property, { numRuns: 200 });
});
