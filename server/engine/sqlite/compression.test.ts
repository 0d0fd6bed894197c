// What was said in bulk lies compressed in the data file, and comes back as what it was.
import { Database } from "bun:sqlite";
import { afterAll, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { record } from "../engine-contract.ts";
import { decodeBatch, encodeBatch } from "../journal/batch-encoding.ts";
import type { JournalWrite } from "../journal/journal.ts";
import { restore } from "./backup.ts";
import { compressTexts, decompressTexts } from "./compression.ts";
import { MIGRATIONS, openDataFile } from "./data-file.ts";
import { openSqliteJournal } from "./sqlite-journal.ts";
import { SqliteWriter } from "./sqlite-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "mayfly-compression-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let path: string;
let files = 0;
beforeEach(() => {
  path = join(folder, `${files++}.db`);
});

const text = (seq: number, words = "it rains 🌧 in Tokyo ".repeat(10)) =>
  JSON.stringify({ seq, id: `e-${seq}`, message: `${words} ${seq}` });
const events = (from: number, to: number): JournalWrite[] =>
  Array.from({ length: to - from + 1 }, (_, n) => ["event", "e", from + n, text(from + n), `a n${from + n}`, "t"]);

/** Writes those batches into a new file. @returns the kinds its chunks lie there as, in their order */
function written(...batches: readonly (readonly JournalWrite[])[]): string[] {
  const writer = new SqliteWriter(openDataFile(path, "normal"), path);
  writer.write(decodeBatch(encodeBatch([["open", record("e")]])));
  for (const batch of batches) writer.write(decodeBatch(encodeBatch(batch)));
  writer.close();
  const database = new Database(path, { readonly: true });
  const kinds = database.query("SELECT typeof(texts) FROM chunks ORDER BY first_seq").values().flat();
  database.close();
  return kinds as string[];
}

async function saved() {
  const { journal, saved } = await openSqliteJournal({
    path,
    durability: "normal",
    now: 0,
    newSecret: () => Buffer.alloc(64),
  });
  try {
    return [...saved.rooms][0];
  } finally {
    await journal.close();
  }
}

const inOrder = (from: number, to: number, but: Readonly<Record<number, string>> = {}) =>
  Array.from({ length: to - from + 1 }, (_, n) => ({ seq: from + n, text: but[from + n] ?? text(from + n) }));

test("J2: texts of every length and script are as they were", () => {
  for (const length of [0, 1, 8191, 8192, 100_000]) {
    for (const letter of ["x", "å", "雨", "🌧"]) {
      const texts = letter.repeat(length);
      expect(decompressTexts(compressTexts(texts))).toBe(texts);
    }
  }
});

test("J2: what was said in bulk is as it was after a restart, and takes a fraction of its length", async () => {
  expect(written(events(1, 300))).toEqual(["blob", "blob", "blob", "blob", "blob"]);
  expect((await saved())?.events).toEqual(inOrder(1, 300));
  expect(statSync(path).size).toBeLessThan(text(1).length * 180);
});

test("J2: what is said after it one by one lies beside it, not in it", async () => {
  expect(written(events(1, 64), events(65, 65), events(66, 66))).toEqual(["blob", "text"]);
  expect((await saved())?.events).toEqual(inOrder(1, 66));
});

test("J3: what is edited, deleted or lost in the midst of it is gone, and the rest as it was", async () => {
  const kinds = written(
    events(1, 128),
    [
      ["rewrite", "e", 3, "gone"],
      ["rewrite", "e", 64, "uno"],
      ["rewrite", "e", 128, "due"],
    ],
    [["trim", "e", 40, 1]],
  );
  expect(kinds).toEqual(["text", "blob"]);
  expect(await saved()).toMatchObject({ lastDroppedSeq: 39, events: inOrder(40, 128, { 64: "uno", 128: "due" }) });
});

test("J6: a copy of it goes back under a new epoch", async () => {
  const copy = path;
  written(events(1, 100));
  path = join(folder, "restored.db");
  restore(path, copy, 0, () => "f");
  expect((await saved())?.events.map(({ text }) => JSON.parse(text).id)).toEqual(
    Array.from({ length: 100 }, (_, n) => `f-${n + 1}`),
  );
});

test("J5: what can't be what was stored is damage: half of it, and all of it but for a bit", async () => {
  const damaged = async (change: (bytes: Uint8Array) => Uint8Array) => {
    path = join(folder, `${files++}.db`);
    written(events(1, 64));
    const database = new Database(path);
    const [bytes] = database.query("SELECT texts FROM chunks").values()[0] as [Uint8Array];
    database.query("UPDATE chunks SET texts = ?").run(change(bytes));
    database.close();
    await expect(saved()).rejects.toThrow("is damaged");
  };
  await damaged((bytes) => bytes.subarray(0, bytes.length / 2));
  for (let part = 0.05; part < 1; part += 0.1) {
    await damaged((bytes) => {
      const at = Math.floor(bytes.length * part);
      return bytes.with(at, (bytes[at] ?? 0) ^ 4);
    });
  }
});

test("J6: of a copy that is damaged it is said that the copy is", () => {
  const copy = path;
  written(events(1, 64));
  const database = new Database(copy);
  database.run("UPDATE chunks SET texts = CAST(substr(texts, 1, 40) AS BLOB)");
  database.close();
  expect(() => restore(`${copy}.data`, copy, 0, () => "f")).toThrow(`${copy} is damaged`);
});

test("J5: a file whose chunks were text is brought up to date, and what it held is as it was", async () => {
  const old = openDataFile(path, "normal", MIGRATIONS.slice(0, 4));
  old.query("INSERT INTO rooms (epoch, founding, state, gone) VALUES ('e', '{}', '{}', 2)").run();
  const insert = old.query("INSERT INTO chunks (epoch, first_seq, texts, nonces) VALUES ('e', ?, ?, ?)");
  insert.run(3, text(3), '["a n2",2,"t"],["a n3",3,"t"]');
  insert.run(4, Array.from({ length: 64 }, (_, n) => text(4 + n)).join("\n"), "");
  old.close();
  expect(await saved()).toMatchObject({ lastDroppedSeq: 2, nonces: [["a n2", 2, "t"]], events: inOrder(3, 67) });
});
