// Cuts off, corrupts and overwrites write-ahead logs at random. Each must open to the state after one of the batches.
import { afterAll, expect, test } from "bun:test";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { draft, record } from "../../engine/engine-contract.ts";
import { decodeBatch, encodeBatch } from "../../engine/journal/batch-encoding.ts";
import type { JournalWrite } from "../../engine/journal/journal.ts";
import { openDataFile } from "../../engine/sqlite/data-file.ts";
import { openSqliteJournal } from "../../engine/sqlite/sqlite-journal.ts";
import { SqliteWriter } from "../../engine/sqlite/sqlite-writer.ts";
import { seededRandom } from "../../testing/seeded-random.ts";

const TORN = 300;
const BATCHES = 120;
const SEED = Number(process.env.SEED ?? 20261122);
const folder = mkdtempSync(join(tmpdir(), "mayfly-torn-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ROOMS = ["e0", "e1", "e2", "e3"];
/** Returns the number of events of each room, as text. */
const stateOf = (heads: readonly number[]) => heads.join(" ");

/** Writes batches of events and empties the log once in between. @returns every state since then, in order */
function writeBatches(path: string, random: () => number): string[] {
  const writer = new SqliteWriter(openDataFile(path, "normal"), path);
  const heads = ROOMS.map(() => 0);
  writer.write(decodeBatch(encodeBatch(ROOMS.map((epoch): JournalWrite => ["open", record(epoch)]))));
  const states = [stateOf(heads)];
  for (let batch = 0; batch < BATCHES; batch++) {
    const writes = Array.from({ length: 1 + Math.floor(random() * 8) }, (): JournalWrite => {
      const room = Math.floor(random() * ROOMS.length);
      const seq = (heads[room] ?? 0) + 1;
      heads[room] = seq;
      const text = JSON.stringify({ ...draft("x".repeat(random() * 900)), id: `${ROOMS[room]}-${seq}`, seq });
      return ["event", ROOMS[room] as string, seq, text, null, ""];
    });
    writer.write(decodeBatch(encodeBatch(writes)));
    states.push(stateOf(heads));
    if (batch === BATCHES / 3) {
      writer.emptyLog();
      states.length = 0;
      states.push(stateOf(heads));
    }
  }
  // Copied while it is open, because closing would empty the log.
  for (const part of ["", "-wal"]) copyFileSync(path + part, `${path}.whole${part}`);
  writer.close();
  return states;
}

/** Returns the log as a crash, a bad cable or a bad sector may leave it. */
function damageLog(log: Buffer, random: () => number): Buffer {
  const at = Math.floor(random() * log.length);
  const kind = random();
  if (kind < 0.4) return log.subarray(0, at);
  const damaged = Buffer.from(log);
  if (kind < 0.6) damaged[at] = (damaged[at] as number) ^ (1 << Math.floor(random() * 8));
  else if (kind < 0.8) damaged.fill(0, at, at + 512);
  else for (let n = at; n < Math.min(log.length, at + 4096); n++) damaged[n] = Math.floor(random() * 256);
  return damaged;
}

test(`J1: ${TORN} damaged write-ahead logs open to the state after some batch (seed ${SEED})`, async () => {
  const random = seededRandom(SEED);
  const path = join(folder, "torn.db");
  const states = writeBatches(path, random);
  const [file, log] = [readFileSync(`${path}.whole`), readFileSync(`${path}.whole-wal`)];
  const opened = new Map<number, number>();
  const open = async (bytes: Buffer): Promise<number> => {
    for (const part of ["", "-wal", "-shm"]) rmSync(path + part, { force: true });
    writeFileSync(path, file);
    writeFileSync(`${path}-wal`, bytes);
    const options = { path, durability: "normal", now: 0, newSecret: () => new Uint8Array(64) } as const;
    const { journal, saved } = await openSqliteJournal(options);
    const rooms = [...saved.rooms];
    await journal.close();
    expect(rooms.map(({ epoch }) => epoch)).toEqual(ROOMS);
    // Opening the journal has checked that each room's events start with the first and have no gap.
    for (const { events } of rooms) {
      for (const { seq, text } of events) expect(JSON.parse(text).seq).toBe(seq);
    }
    return states.indexOf(stateOf(rooms.map(({ events }) => events.length)));
  };
  expect(await open(log)).toBe(states.length - 1);
  for (let n = 0; n < TORN; n++) {
    const state = await open(damageLog(log, random));
    expect(state).toBeGreaterThanOrEqual(0);
    opened.set(state, (opened.get(state) ?? 0) + 1);
  }
  // The damage was spread over the log and not only at its end.
  expect(opened.size).toBeGreaterThan(30);
}, 180_000);
