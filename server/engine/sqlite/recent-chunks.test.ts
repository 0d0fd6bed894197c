// Events of many rooms that were written together: whatever happens then, the file has what a simple model has.
import { Database } from "bun:sqlite";
import { afterAll, expect, test } from "bun:test";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededRandom } from "../../testing/seeded-random.ts";
import { record } from "../engine-contract.ts";
import { decodeBatch, encodeBatch } from "../journal/batch-encoding.ts";
import type { JournalWrite, SavedNonce } from "../journal/journal.ts";
import { backUp, restore } from "./backup.ts";
import { openDataFile } from "./data-file.ts";
import { openSqliteJournal } from "./sqlite-journal.ts";
import { SqliteWriter } from "./sqlite-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "mayfly-recent-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ROOMS = 40;
const BATCHES = 60;
const epochs = Array.from({ length: ROOMS }, (_, n) => `epoch${n}`);

type ModelRoom = { oldest: number; texts: Map<number, string>; nonces: SavedNonce[] };

function open(path: string) {
  const writer = new SqliteWriter(openDataFile(path, "normal"), path);
  const write = (batch: readonly JournalWrite[]) => writer.write(decodeBatch(encodeBatch(batch)));
  return { writer, write };
}

/** Copies a file as it is while it is open, as a crash leaves it. */
function copyOpenFile(path: string): string {
  for (const part of ["", "-wal"]) copyFileSync(path + part, `${path}.crashed${part}`);
  return `${path}.crashed`;
}

function countRows(path: string, table: string): number {
  using database = new Database(path, { readonly: true });
  return Number(database.query(`SELECT count(*) FROM ${table}`).values().flat()[0]);
}

function epochsOfChunks(path: string): string[] {
  using database = new Database(path, { readonly: true });
  return database.query("SELECT DISTINCT epoch FROM chunks").values().flat() as string[];
}

async function savedIn(path: string) {
  const newSecret = () => Buffer.alloc(64);
  const { journal, saved } = await openSqliteJournal({ path, durability: "normal", now: 0, newSecret });
  const rooms = [...saved.rooms];
  await journal.close();
  return rooms;
}

test("J8, J1, J2: after a crash at any time, every room has its events in order, changed and dropped as they were", async () => {
  const random = seededRandom(7);
  const upTo = (count: number) => Math.floor(random() * count);
  const path = join(folder, "random.db");
  const { writer, write } = open(path);
  const rooms = new Map(
    epochs.map((epoch): [string, ModelRoom] => [epoch, { oldest: 1, texts: new Map(), nonces: [] }]),
  );
  const heads = new Map(epochs.map((epoch) => [epoch, 0]));
  write(epochs.map((epoch) => ["open", record(epoch)]));
  let mostRecent = 0;
  for (let batch = 0; batch < BATCHES; batch++) {
    const writes: JournalWrite[] = [];
    for (const [epoch, room] of rooms) {
      // Now many rooms speak, now a few.
      for (let n = upTo(batch % 5 === 4 ? 2 : 4); n > 0 && random() < (batch % 7 === 6 ? 0.1 : 0.9); n--) {
        const seq = (heads.get(epoch) ?? 0) + 1;
        heads.set(epoch, seq);
        const text = `{"epoch":"${epoch}","seq":${seq},"x":"${"🌧 ".repeat(upTo(60))}"}`;
        room.texts.set(seq, text);
        if (random() < 0.5) room.nonces.push([`a n${seq}`, seq, "t"]);
        writes.push(["event", epoch, seq, text, room.nonces.at(-1)?.[1] === seq ? `a n${seq}` : null, "t"]);
      }
      const seqs = [...room.texts.keys()];
      if (random() < 0.01 && seqs.length > 0) {
        const seq = seqs[upTo(seqs.length)] as number;
        room.texts.set(seq, `{"changed":${batch}}`);
        writes.push(["rewrite", epoch, seq, `{"changed":${batch}}`]);
      }
      if (random() < 0.01 && seqs.length > 0) {
        room.oldest = seqs[upTo(seqs.length)] as number;
        for (const seq of seqs) if (seq < room.oldest) room.texts.delete(seq);
        writes.push(["trim", epoch, room.oldest, 1]);
      }
      if (random() < 0.003) {
        rooms.delete(epoch);
        writes.push(["end", epoch, { digest: epoch, until: 1 }]);
      }
    }
    write(writes);
    mostRecent = Math.max(mostRecent, countRows(path, "recent"));
    if (batch % 12 !== 11) continue;
    const crashed = copyOpenFile(path);
    const saved = await savedIn(crashed);
    // Nothing of an ended room is left.
    expect(epochsOfChunks(crashed).filter((epoch) => !rooms.has(epoch))).toEqual([]);
    expect(saved.map(({ epoch }) => epoch).sort()).toEqual([...rooms.keys()].sort());
    for (const { epoch, events, lastDroppedSeq, nonces } of saved) {
      const room = rooms.get(epoch) as ModelRoom;
      expect(lastDroppedSeq).toBe(room.oldest - 1);
      expect(events).toEqual([...room.texts].map(([seq, text]) => ({ seq, text })));
      expect(nonces).toEqual(room.nonces.filter(([, seq]) => seq < room.oldest));
    }
  }
  writer.close();
  // The rows this is about were there.
  expect(mostRecent).toBeGreaterThan(5);
});

const everyRoom = (seq: number): JournalWrite[] =>
  epochs.map((epoch) => ["event", epoch, seq, `{"id":"${epoch}-${seq}","seq":${seq}}`, null, "t"]);

test("J8, J1: a batch that failed has left nothing, and the next one is saved", async () => {
  const path = join(folder, "failed.db");
  const { writer, write } = open(path);
  write(epochs.map((epoch) => ["open", record(epoch)]));
  write(everyRoom(1));
  // The room exists, so the whole batch fails, once after its chunks were moved.
  expect(() => write([...everyRoom(2), ["open", record("epoch0")]])).toThrow();
  expect(() => write([["rewrite", "epoch0", 1, "{}"], ...everyRoom(2), ["open", record("epoch0")]])).toThrow();
  write(everyRoom(2));
  expect(countRows(path, "recent")).toBe(2);
  const saved = await savedIn(copyOpenFile(path));
  expect(saved).toHaveLength(ROOMS);
  for (const { epoch, events } of saved) {
    expect(events).toEqual([1, 2].map((seq) => ({ seq, text: `{"id":"${epoch}-${seq}","seq":${seq}}` })));
  }
  writer.close();
});

test("J8, J6: what wasn't moved yet is in a backup, and gets its room's new epoch when that is restored", async () => {
  const path = join(folder, "copied.db");
  const { writer, write } = open(path);
  write(epochs.map((epoch) => ["open", record(epoch)]));
  for (let seq = 1; seq <= 3; seq++) write(everyRoom(seq));
  backUp(path, join(folder, "backup.db"));
  writer.close();
  let fresh = 0;
  restore(join(folder, "restored.db"), join(folder, "backup.db"), 0, () => `fresh${fresh++}`);
  for (const { epoch, events } of await savedIn(join(folder, "restored.db"))) {
    expect(epoch).toStartWith("fresh");
    expect(events.map(({ text }) => JSON.parse(text).id)).toEqual([1, 2, 3].map((seq) => `${epoch}-${seq}`));
  }
});

test("J8: the rows of many rooms stay few, however long they speak", () => {
  const path = join(folder, "long.db");
  const { writer, write } = open(path);
  write(epochs.map((epoch) => ["open", record(epoch)]));
  for (let seq = 1; seq <= 400; seq++) {
    write(everyRoom(seq));
    if (seq % 37 === 0) expect(countRows(path, "recent")).toBeLessThan(20);
  }
  writer.close();
  expect(countRows(path, "chunks")).toBeLessThan((ROOMS * 400) / 12);
});
