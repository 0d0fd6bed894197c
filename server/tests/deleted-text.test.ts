// What is over is found nowhere: not in the file's raw bytes, not beside it, not in the log, not in the heap.
import { Database } from "bun:sqlite";
import { afterAll, afterEach, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { record } from "../engine/engine-contract.ts";
import { packed, unpacked } from "../engine/journal/batch-encoding.ts";
import type { KeptAccount, Write } from "../engine/journal/journal.ts";
import { plain } from "../engine/sqlite/compression.ts";
import { openDatabase } from "../engine/sqlite/data-file.ts";
import { Writer } from "../engine/sqlite/sqlite-writer.ts";
import { seeded } from "../testing/random.ts";
import { STRUNG, Victim } from "./chaos/server-under-test.ts";

const folder = mkdtempSync(join(tmpdir(), "mayfly-erasure-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let victim: Victim | undefined;
afterEach(() => victim?.crash());

const GONE_WITHIN_MS = 10_000;

/** Every byte of a data file and of what SQLite keeps beside it. */
function rawBytes(path: string): string {
  const parts = ["", "-wal", "-shm", "-lock", "-journal"].map((part) => path + part).filter((part) => existsSync(part));
  return parts.map((part) => readFileSync(part).toString("latin1")).join("");
}

const canary = (what: string) => `${what}-${crypto.randomUUID().slice(0, 18)}`;

const SEEDS = 12;
const BATCHES = 120;

/** Of chunks that lie compressed: their bytes, and all they hold. */
function compressedIn(path: string): { bytes: string; texts: string } {
  const database = new Database(path, { readonly: true });
  const found = database.query("SELECT texts FROM chunks WHERE typeof(texts) = 'blob'").values() as [Uint8Array][];
  database.close();
  return {
    bytes: found.map(([bytes]) => Buffer.from(bytes).toString("latin1")).join(),
    texts: found.map(([bytes]) => plain(bytes)).join(),
  };
}

const piecesOf = (bytes: string) => bytes.match(/[\s\S]{64}/g) ?? [];

/** Rooms and accounts come, talk, forget, change their words and end, at random. @returns texts that are over, also compressed, and those that are not */
function livedThrough(path: string, writer: Writer, random: () => number): { over: Set<string>; alive: Set<string> } {
  const upTo = (count: number) => Math.floor(random() * count);
  const noise = Array.from({ length: 4_000 }, () => upTo(36 ** 5).toString(36)).join("");
  const rooms = new Map<string, { head: number; oldest: number }>();
  const alive = new Map<string, string>();
  const over = new Set<string>();
  let made = 0;
  const lose = (key: string) => {
    const text = alive.get(key);
    if (text !== undefined) over.add(text);
    alive.delete(key);
  };
  const say = (epoch: string, seq: number, length: number) => {
    lose(`${epoch}-${seq}`);
    const text = `<canary ${epoch} ${seq} ${made++}>`;
    alive.set(`${epoch}-${seq}`, text);
    const from = upTo(noise.length - length);
    return text + noise.slice(from, from + length);
  };
  const people = new Set<string>();
  const account = (): Write => {
    const id = `id${upTo(30)}`;
    if (people.has(id) && random() < 0.4) {
      people.delete(id);
      lose(`${id}-0`);
      return ["forget", id, null];
    }
    people.add(id);
    return ["account", { id, name: say(id, 0, upTo(400)) } as KeptAccount];
  };
  const next = (): Write => {
    if (random() < 0.15) return account();
    const kind = random();
    const epoch = [...rooms.keys()][upTo(rooms.size)];
    const room = epoch === undefined ? undefined : rooms.get(epoch);
    if (epoch === undefined || room === undefined || kind < 0.1) {
      const fresh = `epoch${String(made).padStart(7, "0")}`;
      rooms.set(fresh, { head: 0, oldest: 1 });
      return ["open", { ...record(fresh), state: say(fresh, 0, upTo(80)) }];
    }
    if (kind < 0.13) {
      rooms.delete(epoch);
      for (let seq = 0; seq <= room.head; seq++) lose(`${epoch}-${seq}`);
      return ["end", epoch, { digest: epoch, until: 1 }];
    }
    if (kind < 0.16) return ["change", epoch, say(epoch, 0, upTo(80))];
    if (kind < 0.24 && room.head >= room.oldest) {
      const seq = room.oldest + upTo(room.head - room.oldest + 1);
      return ["rewrite", epoch, seq, say(epoch, seq, random() < 0.5 ? 0 : upTo(900))];
    }
    if (kind < 0.28) {
      const oldest = room.oldest + upTo(room.head - room.oldest + 2);
      for (let seq = room.oldest; seq < oldest; seq++) lose(`${epoch}-${seq}`);
      room.oldest = oldest;
      return ["trim", epoch, oldest, Math.max(1, oldest - 20)];
    }
    const seq = ++room.head;
    const text = say(epoch, seq, random() < 0.8 ? upTo(300) : upTo(9000));
    return ["event", epoch, seq, text, random() < 0.5 ? `a nonce${seq}` : null, "2026"];
  };
  for (let batch = 0; batch < BATCHES; batch++) {
    writer.write(unpacked(packed(Array.from({ length: 1 + upTo(20) }, next))));
    for (const piece of piecesOf(compressedIn(path).bytes)) over.add(piece);
    if (random() < 0.1) writer.wipe();
  }
  const { bytes, texts } = compressedIn(path);
  for (const piece of over) if (bytes.includes(piece)) over.delete(piece);
  return { over, alive: new Set([...piecesOf(bytes), ...[...alive.values()].filter((text) => !texts.includes(text))]) };
}

test(`J3: of ${SEEDS} files through which rooms came, changed and went at random, none holds what is over`, () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const path = join(folder, `${seed}.db`);
    const writer = new Writer(openDatabase(path, "normal"), path);
    const { over, alive } = livedThrough(path, writer, seeded(seed));
    writer.wipe();
    const bytes = rawBytes(path);
    expect(over.size).toBeGreaterThan(100);
    expect([seed, ...[...over].filter((text) => bytes.includes(text))]).toEqual([seed]);
    // All but those that lie across two pages: looking finds what is there.
    expect([...alive].filter((text) => bytes.includes(text)).length).toBeGreaterThan(0.9 * alive.size);
    writer.close();
  }
}, 60_000);

test("J3: what was edited is gone from the file, also while the log beside it can't be opened", async () => {
  const path = join(folder, "unlinked.db");
  victim = await Victim.started({ data: path });
  const { room } = await victim.client.room();
  const { socket, token } = await victim.client.join(room.code, "Ann");
  const text = canary("edited");
  const { id } = await socket.answer({ type: "chat", message: text }, "chat");
  await victim.stop();
  await victim.start();
  expect(rawBytes(path)).toContain(text);
  rmSync(`${path}-wal`);
  const again = await victim.client.join(room.code, "Ann", { token });
  await again.socket.answer({ type: "edit", id, message: "other words" }, "edit");
  for (const until = Date.now() + GONE_WITHIN_MS; Date.now() < until; await Bun.sleep(50)) {
    if (!rawBytes(path).includes(text)) break;
  }
  expect(rawBytes(path)).not.toContain(text);
}, 30_000);

test("J3: what was edited, deleted, lost by history, or of a room that ended is gone from disk, log and heap", async () => {
  const path = join(folder, "lived.db");
  victim = await Victim.started({ command: STRUNG, data: path, flags: ["--history", "20"] });
  const { client } = victim;
  const on = (where: string, texts: readonly string[]) => texts.filter((text) => where.includes(text));
  const leaves = async (texts: readonly string[]) => {
    for (const until = Date.now() + GONE_WITHIN_MS; Date.now() < until; await Bun.sleep(50)) {
      if (on(rawBytes(path), texts).length === 0) break;
    }
    expect(on(rawBytes(path), texts)).toEqual([]);
  };

  const [title, name, nonce, trimmed, edited, deleted, text] = [
    ...["title", "name", "nonce", "trimmed", "edited", "deleted", "text"].map(canary),
  ] as [string, string, string, string, string, string, string];
  const { room, ownerKey } = await client.room({ title });
  const { socket } = await client.join(room.code, name);
  const say = (message: string) => socket.answer({ type: "chat", message, nonce: canary("n") }, "chat");
  await say(trimmed);
  await say(edited).then(({ id }) => socket.answer({ type: "edit", id, message: "other words" }, "edit"));
  await say(deleted).then(({ id }) => socket.answer({ type: "delete", id }, "delete"));
  expect(on(rawBytes(path), [title, name, trimmed, edited, deleted])).toHaveLength(5);
  for (let n = 0; n < 20; n++) await say(`m${n}`);
  await leaves([trimmed, edited, deleted]);

  await socket.answer({ type: "chat", message: text, nonce }, "chat");
  const everything = [title, name, nonce, text, trimmed, edited, deleted, room.code];
  expect(on(rawBytes(path), everything)).toEqual([title, name, nonce, text, room.code]);
  // What was said is outside the collector's heap, in segments, whose own test looks into them.
  const held = on(await victim.heap(join(folder, "before.heap")), everything);
  expect(held.filter((one) => one !== text)).toEqual([title, name, nonce, room.code]);
  await client.ask("DELETE", `api/rooms/${room.code}`, { headers: { "x-owner-key": ownerKey } });
  expect((await socket.closed).code).toBe(4001);
  await leaves(everything);
  expect(on(await victim.heap(join(folder, "after.heap")), everything)).toEqual([]);
  await victim.stop();
  expect(on(rawBytes(path) + victim.log, [...everything, ownerKey])).toEqual([]);
}, 60_000);
