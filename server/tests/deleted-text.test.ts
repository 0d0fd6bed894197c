// Erased text is found nowhere: not in the raw bytes of the data file or its companion files, not in the log, not in the heap.
import { Database } from "bun:sqlite";
import { afterAll, afterEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { record } from "../engine/engine-contract.ts";
import { decodeBatch, encodeBatch } from "../engine/journal/batch-encoding.ts";
import type { JournalWrite, SavedAccount } from "../engine/journal/journal.ts";
import { decompressTexts } from "../engine/sqlite/compression.ts";
import { openDataFile } from "../engine/sqlite/data-file.ts";
import { SqliteWriter } from "../engine/sqlite/sqlite-writer.ts";
import { rawDataFile, textsInDataFile, textsNotErased } from "../testing/data-file-search.ts";
import { seededRandom } from "../testing/seeded-random.ts";
import { INSTRUMENTED_COMMAND, ServerUnderTest } from "./chaos/server-under-test.ts";

const folder = mkdtempSync(join(tmpdir(), "mayfly-erasure-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let server: ServerUnderTest | undefined;
afterEach(() => server?.crash());

const HOUR_MS = 3_600_000;
const canary = (label: string) => `${label}-${crypto.randomUUID().slice(0, 18)}`;

const SEEDS = 8;
const BATCHES = 120;

/** Returns the compressed chunks of a file. */
function chunksIn(path: string): Uint8Array[] {
  const database = new Database(path, { readonly: true });
  const found = database
    .query(
      "SELECT texts FROM chunks WHERE typeof(texts) = 'blob' UNION ALL SELECT chunks FROM recent WHERE typeof(chunks) = 'blob'",
    )
    .values() as [Uint8Array][];
  database.close();
  return found.map(([bytes]) => bytes);
}

const bytesOf = (chunks: readonly Uint8Array[]) => chunks.map((bytes) => Buffer.from(bytes).toString("latin1")).join();

const KEY_LENGTH = 8;

/** Returns those of thousands of texts that are in these bytes, which are read only once. */
function textsWithin(bytes: string, texts: Iterable<string>): string[] {
  const byBeginning = new Map<string, string[]>();
  for (const text of texts) {
    const key = text.slice(0, KEY_LENGTH);
    if (key.length < KEY_LENGTH) throw new Error(`too short to be looked for: ${text}`);
    const alike = byBeginning.get(key);
    if (alike === undefined) byBeginning.set(key, [text]);
    else alike.push(text);
  }
  const found = new Set<string>();
  for (let at = 0; at <= bytes.length - KEY_LENGTH; at++) {
    for (const text of byBeginning.get(bytes.slice(at, at + KEY_LENGTH)) ?? []) {
      if (bytes.startsWith(text, at)) found.add(text);
    }
  }
  return [...found];
}

const piecesOf = (bytes: string) => bytes.match(/[\s\S]{64}/g) ?? [];

/**
 * Writes random batches in which rooms and accounts are created, changed, trimmed and erased.
 * @returns erased texts and compressed pieces, and those that are still alive
 */
function writeRandomHistory(
  path: string,
  writer: SqliteWriter,
  random: () => number,
): { erased: Set<string>; alive: Set<string> } {
  const upTo = (count: number) => Math.floor(random() * count);
  const noise = Array.from({ length: 4_000 }, () => upTo(36 ** 5).toString(36)).join("");
  const rooms = new Map<string, { head: number; oldest: number }>();
  const alive = new Map<string, string>();
  const erased = new Set<string>();
  let created = 0;
  const lose = (key: string) => {
    const text = alive.get(key);
    if (text !== undefined) erased.add(text);
    alive.delete(key);
  };
  const newText = (epoch: string, seq: number, length: number) => {
    lose(`${epoch}-${seq}`);
    const text = `<canary ${epoch} ${seq} ${created++}>`;
    alive.set(`${epoch}-${seq}`, text);
    const from = upTo(noise.length - length);
    return text + noise.slice(from, from + length);
  };
  const people = new Set<string>();
  const account = (): JournalWrite => {
    const id = `id${upTo(30)}`;
    if (people.has(id) && random() < 0.4) {
      people.delete(id);
      lose(`${id}-0`);
      return ["forget", id, null];
    }
    people.add(id);
    return ["account", { id, name: newText(id, 0, upTo(400)) } as SavedAccount];
  };
  const next = (): JournalWrite => {
    if (random() < 0.15) return account();
    const kind = random();
    const epoch = [...rooms.keys()][upTo(rooms.size)];
    const room = epoch === undefined ? undefined : rooms.get(epoch);
    if (epoch === undefined || room === undefined || kind < 0.1) {
      const fresh = `epoch${String(created).padStart(7, "0")}`;
      rooms.set(fresh, { head: 0, oldest: 1 });
      return ["open", { ...record(fresh), state: newText(fresh, 0, upTo(80)) }];
    }
    if (kind < 0.13) {
      rooms.delete(epoch);
      for (let seq = 0; seq <= room.head; seq++) lose(`${epoch}-${seq}`);
      return ["end", epoch, { digest: epoch, until: 1 }];
    }
    if (kind < 0.16) return ["change", epoch, newText(epoch, 0, upTo(80))];
    if (kind < 0.24 && room.head >= room.oldest) {
      const seq = room.oldest + upTo(room.head - room.oldest + 1);
      return ["rewrite", epoch, seq, newText(epoch, seq, random() < 0.5 ? 0 : upTo(900))];
    }
    if (kind < 0.28) {
      const oldest = room.oldest + upTo(room.head - room.oldest + 2);
      for (let seq = room.oldest; seq < oldest; seq++) lose(`${epoch}-${seq}`);
      room.oldest = oldest;
      return ["trim", epoch, oldest, Math.max(1, oldest - 20)];
    }
    const seq = ++room.head;
    const text = newText(epoch, seq, random() < 0.8 ? upTo(300) : upTo(9000));
    return ["event", epoch, seq, text, random() < 0.5 ? `a nonce${seq}` : null, "2026"];
  };
  for (let batch = 0; batch < BATCHES; batch++) {
    // Now and then, many rooms speak at once.
    const length = batch % 10 === 9 ? 60 : 1 + upTo(20);
    writer.write(decodeBatch(encodeBatch(Array.from({ length }, next))));
    for (const piece of piecesOf(bytesOf(chunksIn(path)))) erased.add(piece);
    if (random() < 0.1) writer.emptyLog();
  }
  const chunks = chunksIn(path);
  const bytes = bytesOf(chunks);
  const texts = chunks.map(decompressTexts).join();
  for (const piece of textsWithin(bytes, erased)) erased.delete(piece);
  return {
    erased,
    alive: new Set([...piecesOf(bytes), ...[...alive.values()].filter((text) => !texts.includes(text))]),
  };
}

test(`J3: none of ${SEEDS} files with random histories contains an erased text`, () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const path = join(folder, `${seed}.db`);
    const writer = new SqliteWriter(openDataFile(path, "normal"), path);
    const { erased, alive } = writeRandomHistory(path, writer, seededRandom(seed));
    writer.emptyLog();
    const bytes = rawDataFile(path);
    expect(erased.size).toBeGreaterThan(100);
    expect([seed, ...textsWithin(bytes, erased)]).toEqual([seed]);
    // The search does find living texts, except for those that cross a page boundary.
    expect(textsWithin(bytes, alive).length).toBeGreaterThan(0.9 * alive.size);
    writer.close();
  }
}, 120_000);

test("J3: an edited text is erased from the file even if the write-ahead log was removed", async () => {
  const path = join(folder, "unlinked.db");
  server = await ServerUnderTest.started({ data: path });
  const { room } = await server.client.room();
  const { socket, token } = await server.client.join(room.code, "Ann");
  const text = canary("edited");
  const { id } = await socket.request({ type: "chat", message: text }, "chat");
  await server.stop();
  await server.start();
  expect(rawDataFile(path)).toContain(text);
  rmSync(`${path}-wal`);
  const again = await server.client.join(room.code, "Ann", { token });
  await again.socket.request({ type: "edit", id, message: "other words" }, "edit");
  expect(await textsNotErased(path, [text])).toEqual([]);
}, 30_000);

test("H13, J3: text that was edited away is gone from disk, pages, welcomes, replays and streams, also after a crash", async () => {
  const path = join(folder, "replaced.db");
  server = await ServerUnderTest.started({ data: path });
  const { client } = server;
  const [title, former, slip] = [canary("title"), canary("former"), canary("slip")];
  const { room, ownerKey } = await client.room({ title });
  const retitle = (title: string) =>
    client.ask("PATCH", `api/rooms/${room.code}`, { body: { title }, headers: { "x-owner-key": ownerKey } });
  const { socket, token, welcome } = await client.join(room.code, "Ann");
  const { id } = await socket.request({ type: "chat", message: former }, "chat");
  for (const message of [slip, "final"]) await socket.request({ type: "edit", id, message }, "edit");
  for (const one of [slip, "Tea"]) expect((await retitle(one)).status).toBe(200);
  expect(await textsNotErased(path, [title, former, slip])).toEqual([]);
  const readAll = async () => {
    const { code } = room;
    const pages = await client.ask("GET", `api/rooms/${code}/messages`, { token });
    const replay = await client.join(code, "Ann", { token, cursor: welcome.cursor });
    const newcomer = await client.join(code, "Bob");
    const stream = await client.openEventStream(code, { query: `?last_event_id=${welcome.cursor.epoch}:0` });
    let streamed = "";
    while (!streamed.includes('"title":"Tea"')) streamed += await stream.block();
    return JSON.stringify([pages.body, replay.welcome, newcomer.welcome, streamed]);
  };
  const before = await readAll();
  expect(before).toContain("final");
  expect(before).not.toContain(slip);
  await server.crash();
  await server.start();
  expect(textsInDataFile(path, [title, former, slip])).toEqual([]);
}, 30_000);

test("H15, L10, J3: what vanished is gone from disk, files, pages, welcomes and streams, also when it was due while the server was down", async () => {
  const path = join(folder, "vanished.db");
  server = await ServerUnderTest.started({ command: INSTRUMENTED_COMMAND, data: path });
  const { client } = server;
  // What is said now is due long before the server is back.
  server.control({ jumpMs: -2 * HOUR_MS });
  const { room } = await client.room();
  const { socket, token, welcome } = await client.join(room.code, "Ann");
  const other = await client.join(room.code, "Bob");
  const [timed, former, seen, late, stays] = [...["timed", "former", "seen", "late", "stays"].map(canary)] as [
    string,
    string,
    string,
    string,
    string,
  ];
  const upload = await fetch(client.address(`api/rooms/${room.code}/files/${timed}.txt`), {
    method: "PUT",
    body: "a file",
    headers: { authorization: `Bearer ${token}` },
  });
  const { file } = (await upload.json()) as { file: { id: string; url: string } };
  const sayAll = async (vanish: number, texts: readonly string[], files: readonly string[] = []) => {
    for (const message of texts) {
      const { id } = await socket.request({ type: "chat", message: former, vanish, files }, "chat");
      await socket.request({ type: "edit", id, message }, "edit");
    }
  };
  await sayAll(60, [timed], [file.id]);
  const { seq } = await socket.request({ type: "chat", message: seen, vanish: "seen" }, "chat");
  await socket.request({ type: "chat", message: stays }, "chat");
  await other.socket.next("chat");
  other.socket.send({ type: "seen", seq });
  await socket.next("vanish");
  server.control({ jumpMs: 2 * HOUR_MS });
  await socket.next("vanish");
  expect(await textsNotErased(path, [timed, former, seen, file.id])).toEqual([]);
  server.control({ jumpMs: -2 * HOUR_MS });
  await sayAll(60, [late]);
  expect(textsInDataFile(path, [late, stays])).toEqual([late, stays]);
  await server.crash();
  await server.start();

  const { code } = room;
  const page = await client.ask("GET", `api/rooms/${code}/messages`, { token });
  const replay = await client.join(code, "Ann", { token, cursor: welcome.cursor });
  const newcomer = await client.join(code, "Cleo");
  const stream = await client.openEventStream(code, { query: `?last_event_id=${welcome.cursor.epoch}:0` });
  let streamed = "";
  while (!streamed.includes(stays)) streamed += await stream.block();
  const read = JSON.stringify([page.body, replay.welcome, newcomer.welcome, streamed]);
  expect(read).toContain(stays);
  expect([timed, former, seen, late].filter((text) => read.includes(text))).toEqual([]);
  expect((await fetch(client.address(file.url))).status).toBe(404);
  expect(await textsNotErased(path, [late])).toEqual([]);
  const inHeap = await server.heapSnapshot(join(folder, "vanished.heap"));
  expect([timed, former, seen, late].filter((text) => inHeap.includes(text))).toEqual([]);
}, 60_000);

test("J3: text that was edited, deleted or trimmed, or whose room ended, is gone from disk, log and heap", async () => {
  const path = join(folder, "lived.db");
  server = await ServerUnderTest.started({ command: INSTRUMENTED_COMMAND, data: path, flags: ["--history", "20"] });
  const { client } = server;
  const textsIn = (haystack: string, texts: readonly string[]) => texts.filter((text) => haystack.includes(text));

  const [title, name, nonce, trimmed, edited, deleted, text] = [
    ...["title", "name", "nonce", "trimmed", "edited", "deleted", "text"].map(canary),
  ] as [string, string, string, string, string, string, string];
  const { room, ownerKey } = await client.room({ title });
  const { socket } = await client.join(room.code, name);
  const sendMessage = (message: string) => socket.request({ type: "chat", message, nonce: canary("n") }, "chat");
  await sendMessage(trimmed);
  await sendMessage(edited).then(({ id }) => socket.request({ type: "edit", id, message: "other words" }, "edit"));
  await sendMessage(deleted).then(({ id }) => socket.request({ type: "delete", id }, "delete"));
  expect(textsInDataFile(path, [title, name, trimmed, edited, deleted])).toHaveLength(5);
  for (let n = 0; n < 20; n++) await sendMessage(`m${n}`);
  expect(await textsNotErased(path, [trimmed, edited, deleted])).toEqual([]);

  await socket.request({ type: "chat", message: text, nonce }, "chat");
  const everything = [title, name, nonce, text, trimmed, edited, deleted, room.code];
  expect(textsInDataFile(path, everything)).toEqual([title, name, nonce, text, room.code]);
  // Message texts are outside the garbage-collected heap, in text segments, which have their own test.
  const inHeap = textsIn(await server.heapSnapshot(join(folder, "before.heap")), everything);
  expect(inHeap.filter((one) => one !== text)).toEqual([title, name, nonce, room.code]);
  await client.ask("DELETE", `api/rooms/${room.code}`, { headers: { "x-owner-key": ownerKey } });
  expect((await socket.closed).code).toBe(4001);
  expect(await textsNotErased(path, everything)).toEqual([]);
  expect(textsIn(await server.heapSnapshot(join(folder, "after.heap")), everything)).toEqual([]);
  await server.stop();
  expect(textsIn(rawDataFile(path) + server.log, [...everything, ownerKey])).toEqual([]);
}, 60_000);
