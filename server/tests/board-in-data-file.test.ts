// The board beside a data file: through a crash, a backup and a history that drops what is pinned; and what is erased of it.
import { Database } from "bun:sqlite";
import { afterAll, afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { textsInDataFile, textsNotErased } from "../testing/data-file-search.ts";
import { INSTRUMENTED_COMMAND, ServerUnderTest, SOURCE_COMMAND } from "./chaos/server-under-test.ts";

let folder: string;
let data: string;
let server: ServerUnderTest;
const made: string[] = [];
afterAll(() => {
  for (const each of made) rmSync(each, { recursive: true, force: true });
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mayfly-board-"));
  made.push(folder);
  data = join(folder, "mayfly.db");
});
afterEach(async () => {
  await server.crash();
  expect(server.surprises).toEqual([]);
});

const canary = (label: string) => `${label}-${crypto.randomUUID().slice(0, 18)}`;
const FLAGS = ["--history", "10", "--keep-free", "1m"];

async function enter() {
  const { client } = server;
  const { token } = await client.session("Ada");
  await client.room({ code: "attic" }, token);
  const ask = (method: string, path: string, body?: object) =>
    server.client.ask(method, `api/rooms/attic${path}`, { token, ...(body && { body }) });
  const say = async (message: string): Promise<string> => (await ask("POST", "/messages", { message })).body.id;
  const pin = (id: string, on = true) => ask("POST", `/messages/${id}/pin`, { on });
  const upload = async (text: string) => {
    const headers = { authorization: `Bearer ${token}`, "mayfly-message": "" };
    const address = server.client.address("api/rooms/attic/files/note.txt");
    const { file, message } = await (await fetch(address, { method: "PUT", body: text, headers })).json();
    return { file, id: message.id as string };
  };
  const board = async () => (await ask("GET", "/board")).body.pins as { id: string; message: string; seq: number }[];
  const read = async (url: string) => (await fetch(server.client.address(url))).text();
  /** Says so much that history drops all that was said before. */
  const talk = async () => {
    for (let n = 0; n < 12; n++) await say(`m${n}`);
  };
  return { ask, say, pin, upload, board, read, talk };
}

const keys = () => {
  const database = new Database(data, { readonly: true });
  try {
    return database.query("SELECT id FROM files ORDER BY id").values().flat();
  } finally {
    database.close();
  }
};
const files = () => (existsSync(`${data}-files`) ? readdirSync(`${data}-files`).toSorted() : []);
const mayfly = (command: string, copy: string) => {
  const { exitCode, stderr } = Bun.spawnSync([...SOURCE_COMMAND, command, copy, "--data", data]);
  return [exitCode, stderr.toString()];
};

test("B4, B6: text and file of a pin outlive history, a crash and a backup; the file goes when it is taken off", async () => {
  server = await ServerUnderTest.started({ data, flags: ["--limits", "off", ...FLAGS] });
  const { say, pin, upload, board, read, talk } = await enter();
  const words = await say("the address");
  const { file, id } = await upload("a pinned file");
  const loose = await upload("a file that nobody pins");
  await pin(words);
  await pin(id);
  await talk();
  const pins = await board();
  expect(pins.map(({ message }) => message)).toEqual(["the address", ""]);
  // A file goes from the folder after its message has.
  while (keys().length + files().length > 2) await Bun.sleep(5);
  expect([keys(), files()]).toEqual([[file.id], [file.id]]);
  expect(await read(loose.file.url)).toContain("not_found");
  const latest = await say("pinned just before the copy");
  await pin(latest);
  expect((await pin(latest, false)).status).toBe(200);
  const copy = join(folder, "copy.db");
  expect(mayfly("backup", copy)).toEqual([0, ""]);
  await server.crash();
  await server.start();
  expect(await board()).toEqual(pins);
  expect(await read(file.url)).toBe("a pinned file");
  expect((await pin(id, false)).status).toBe(200);
  expect(await read(file.url)).toContain("not_found");
  while (keys().length + files().length > 0) await Bun.sleep(5);

  await server.stop();
  expect(mayfly("restore", copy)).toEqual([0, ""]);
  await server.start();
  expect(await read(file.url)).toBe("a pinned file");
  const restored = await board();
  expect(restored.map(({ seq, message }) => [seq, message])).toEqual(pins.map(({ seq, message }) => [seq, message]));
  // The ids are those of the new epoch.
  expect(restored[0]?.id).not.toBe(words);
  const { welcome } = await server.client.join("attic", "Bea");
  const lastSaid = welcome.events.findLast(({ type }: { type: string }) => type === "chat");
  expect(welcome.events.at(-1).pin).toEqual({ id: lastSaid.id, on: false });
  expect((await pin(restored[0]?.id ?? "", false)).body.pins).toHaveLength(1);
}, 60_000);

test("B4: a file that is said and pinned once more goes with its message only when it is off the board", async () => {
  server = await ServerUnderTest.started({ data, flags: ["--limits", "off", ...FLAGS] });
  const { ask, pin, upload, read } = await enter();
  const { file, id } = await upload("twice");
  await pin(id);
  await pin(id, false);
  expect(await read(file.url)).toBe("twice");
  await pin(id);
  expect((await ask("DELETE", `/messages/${id}`)).status).toBe(204);
  expect(await read(file.url)).toContain("not_found");
  while (keys().length + files().length > 0) await Bun.sleep(5);
}, 30_000);

test("B5, J3: what was edited, deleted or taken off is gone from disk and heap, though it was on the board", async () => {
  server = await ServerUnderTest.started({
    command: INSTRUMENTED_COMMAND,
    data,
    flags: ["--limits", "off", ...FLAGS],
  });
  const { ask, say, pin, board, talk } = await enter();
  const [edited, deleted, off, kept] = [canary("edited"), canary("deleted"), canary("off"), canary("kept")];
  const ids: string[] = [];
  for (const text of [edited, deleted, off, kept]) ids.push(await say(text));
  for (const id of ids) await pin(id);
  expect((await ask("PATCH", `/messages/${ids[0]}`, { message: "other words" })).status).toBe(200);
  expect((await ask("DELETE", `/messages/${ids[1]}`)).status).toBe(204);
  await talk();
  expect(textsInDataFile(data, [off, kept])).toEqual([off, kept]);
  await pin(ids[2] ?? "", false);
  expect(await textsNotErased(data, [edited, deleted, off])).toEqual([]);
  expect((await board()).map(({ message }) => message)).toEqual(["other words", kept]);
  const heap = await server.heapSnapshot(join(folder, "board.heap"));
  expect([edited, deleted, off].filter((text) => heap.includes(text))).toEqual([]);
  expect(heap).toContain(kept);
}, 60_000);
