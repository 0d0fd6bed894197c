// Write-ahead logs cut off, bent and overwritten at random: each opens to what was there after some batch, and no later
// one, or is refused.
import { afterAll, expect, test } from "bun:test";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { draft, record } from "../../engine/engine-contract.ts";
import { packed, unpacked } from "../../engine/journal/batch-encoding.ts";
import type { Write } from "../../engine/journal/journal.ts";
import { openDatabase } from "../../engine/sqlite/data-file.ts";
import { openSqliteJournal } from "../../engine/sqlite/sqlite-journal.ts";
import { Writer } from "../../engine/sqlite/sqlite-writer.ts";
import { seeded } from "../../testing/random.ts";

const TORN = 300;
const BATCHES = 120;
const SEED = Number(process.env.SEED ?? 20261122);
const folder = mkdtempSync(join(tmpdir(), "mayfly-torn-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ROOMS = ["e0", "e1", "e2", "e3"];
/** How many events each room has, as text. */
const stateOf = (heads: readonly number[]) => heads.join(" ");

/** Writes batches of events, emptying the log once on the way. @returns every state there was, in order */
function written(path: string, random: () => number): string[] {
  const writer = new Writer(openDatabase(path, "normal"), path);
  const heads = ROOMS.map(() => 0);
  writer.write(unpacked(packed(ROOMS.map((epoch): Write => ["open", record(epoch)]))));
  const states = [stateOf(heads)];
  for (let batch = 0; batch < BATCHES; batch++) {
    const writes = Array.from({ length: 1 + Math.floor(random() * 8) }, (): Write => {
      const room = Math.floor(random() * ROOMS.length);
      const seq = (heads[room] ?? 0) + 1;
      heads[room] = seq;
      const text = JSON.stringify({ ...draft("x".repeat(random() * 900)), id: `${ROOMS[room]}-${seq}`, seq });
      return ["event", ROOMS[room] as string, seq, text, null, ""];
    });
    writer.write(unpacked(packed(writes)));
    states.push(stateOf(heads));
    if (batch === BATCHES / 3) {
      writer.wipe();
      states.length = 0;
      states.push(stateOf(heads));
    }
  }
  // Copied while it is open: closing would empty the log.
  for (const part of ["", "-wal"]) copyFileSync(path + part, `${path}.whole${part}`);
  writer.close();
  return states;
}

/** What a crash, a bad cable or a bad sector leaves of it. */
function torn(log: Buffer, random: () => number): Buffer {
  const at = Math.floor(random() * log.length);
  const kind = random();
  if (kind < 0.4) return log.subarray(0, at);
  const bent = Buffer.from(log);
  if (kind < 0.6) bent[at] = (bent[at] as number) ^ (1 << Math.floor(random() * 8));
  else if (kind < 0.8) bent.fill(0, at, at + 512);
  else for (let n = at; n < Math.min(log.length, at + 4096); n++) bent[n] = Math.floor(random() * 256);
  return bent;
}

test(`J1: ${TORN} torn write-ahead logs open to a clean prefix (seed ${SEED})`, async () => {
  const random = seeded(SEED);
  const path = join(folder, "torn.db");
  const states = written(path, random);
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
    // Reading it has checked that each room's events are there from the first without a hole.
    for (const { events } of rooms) {
      for (const { seq, text } of events) expect(JSON.parse(text).seq).toBe(seq);
    }
    return states.indexOf(stateOf(rooms.map(({ events }) => events.length)));
  };
  expect(await open(log)).toBe(states.length - 1);
  for (let n = 0; n < TORN; n++) {
    const state = await open(torn(log, random));
    expect(state).toBeGreaterThanOrEqual(0);
    opened.set(state, (opened.get(state) ?? 0) + 1);
  }
  // They were torn all over, not only at their ends.
  expect(opened.size).toBeGreaterThan(30);
}, 60_000);
