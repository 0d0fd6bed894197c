// Files beside a data file: through restarts, crashes, full disks and backups. Every server here is a process of its own.
import { Database } from "bun:sqlite";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chunkedBodyOf } from "../testing/upload-client.ts";
import { ServerUnderTest, SOURCE_COMMAND } from "./chaos/server-under-test.ts";

let folder: string;
let data: string;
let server: ServerUnderTest;
const made: string[] = [];
afterAll(() => {
  for (const each of made) rmSync(each, { recursive: true, force: true });
});
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "mayfly-files-kept-"));
  made.push(folder);
  data = join(folder, "mayfly.db");
  server = await ServerUnderTest.started({ data, flags: ["--max-file", "64m", "--keep-free", "1m"] });
});
afterEach(async () => {
  await server.crash();
  expect(server.surprises).toEqual([]);
});

const CANARY = "the canary sings ";
const filesIn = (path = data) => (existsSync(`${path}-files`) ? readdirSync(`${path}-files`).toSorted() : []);
const keysIn = (path = data) => {
  const database = new Database(path, { readonly: true });
  try {
    return database.query("SELECT id FROM files ORDER BY id").values().flat();
  } finally {
    database.close();
  }
};
/** Everything that lies on the disk now, as one text. */
const allBytes = () =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .flatMap((path) => {
      try {
        return [readFileSync(path, "latin1")];
      } catch {
        return [];
      }
    })
    .join("\n");

async function enter(code = "attic") {
  const { token } = await server.client.session("Ada");
  await server.client.room({ code }, token);
  const upload = async (text: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) => {
    const response = await fetch(server.client.address(`api/rooms/${code}/files/note.txt`), {
      method: "PUT",
      body: text,
      headers: { authorization: `Bearer ${token}`, ...headers },
    });
    // biome-ignore lint/suspicious/noExplicitAny: tests read bodies field by field
    const body = (await response.json()) as any;
    return { status: response.status, file: body.file, message: body.message, error: body.error };
  };
  const say = (text: string | Uint8Array<ArrayBuffer>) => upload(text, { "mayfly-message": "" });
  const read = async (url: string) => {
    const response = await fetch(server.client.address(url));
    return response.ok ? response.text() : response.status;
  };
  const ask = (method: string, path: string, body?: object) =>
    server.client.ask(method, `api/rooms/${code}${path}`, { token, ...(body && { body }) });
  return { token, upload, say, read, ask };
}
const until = async (isSo: () => boolean) => {
  while (!isSo()) await Bun.sleep(5);
};
const openFiles = () =>
  readdirSync(`/proc/${server.pid}/fd`).filter((one) => {
    try {
      return readlinkSync(`/proc/${server.pid}/fd/${one}`).includes("-files/");
    } catch {
      return false;
    }
  }).length;

describe("a restart", () => {
  test("F18, F12: after a crash every message has its files; those that no message has are gone, with what was on its way", async () => {
    const { say, upload, read, token } = await enter();
    const { file } = await say(CANARY.repeat(20_000));
    const empty = await say("");
    const { file: unsaid } = await upload("unsaid");
    const { port, hostname } = new URL(server.client.address(""));
    const halfSent = connect(Number(port), hostname);
    halfSent.on("error", () => {});
    halfSent.write(
      Buffer.concat([
        Buffer.from(
          `PUT /api/rooms/attic/files/half HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-length: 900000\r\n\r\n`,
        ),
        Buffer.alloc(700_000),
      ]),
    );
    await until(() => filesIn().length === 4);
    expect(keysIn().toSorted()).toEqual([file.id, empty.file.id].toSorted());
    await server.crash();
    writeFileSync(join(`${data}-files`, "0123456789abcdef"), "of a room that has ended");
    await server.start();
    halfSent.destroy();
    expect(filesIn()).toEqual([file.id, empty.file.id].toSorted());
    expect(await read(file.url)).toBe(CANARY.repeat(20_000));
    expect([await read(empty.file.url), await read(unsaid.url)]).toEqual(["", 404]);
    const again = await fetch(server.client.address(file.url), { headers: { "if-none-match": `"${file.id}"` } });
    expect(again.status).toBe(304);
    const { body } = await server.client.ask("GET", "api/rooms/attic/files");
    expect([body.bytes, body.files.length]).toEqual([CANARY.length * 20_000, 2]);
  });

  test("F17, F6: nothing of a file is readable on the disk; with its message or its room its key goes, and then its bytes", async () => {
    const { say, read, ask } = await enter();
    const { file, message } = await say(CANARY.repeat(1000));
    const other = await say(CANARY.repeat(1000));
    expect(allBytes()).not.toContain(CANARY);
    const record = () => {
      const database = new Database(data, { readonly: true });
      const row = database.query("SELECT record FROM files WHERE id = ?").get(other.file.id) as {
        record: string;
      } | null;
      database.close();
      return row === null ? undefined : (JSON.parse(row.record).key as string);
    };
    const key = record() ?? "";
    expect([key.length, allBytes().includes(key)]).toEqual([44, true]);
    expect((await ask("DELETE", `/messages/${message.id}`)).status).toBe(204);
    expect(await read(file.url)).toBe(404);
    await until(() => filesIn().length === 1);
    expect([keysIn(), filesIn()]).toEqual([[other.file.id], [other.file.id]]);
    expect((await ask("DELETE", "")).status).toBe(204);
    await until(() => filesIn().length === 0);
    expect(keysIn()).toEqual([]);
    expect(await server.stop()).toBe(0);
    expect(allBytes()).not.toContain(key);
  });
});

describe("a disk that fails", () => {
  test("F19: an upload is refused and leaves nothing; what is there is read, and as soon as it works again so is what comes", async () => {
    const { say, read } = await enter();
    const { file } = await say(CANARY);
    await server.limitFiles(500_000);
    const failed = await say("x".repeat(2_000_000));
    expect([failed.status, failed.error.code]).toEqual([503, "not_saved"]);
    await until(() => filesIn().length === 1);
    expect(await read(file.url)).toBe(CANARY);
    await server.limitFiles(undefined);
    expect((await say("x".repeat(2_000_000))).status).toBe(201);
    const { body } = await server.client.ask("GET", "api/rooms/attic/files");
    expect(body.bytes).toBe(CANARY.length + 2_000_000);
    await until(() => openFiles() === 0);
  });
});

describe("copies", () => {
  async function mayfly(...words: string[]) {
    const child = Bun.spawn([...SOURCE_COMMAND, ...words], {
      stdout: "pipe",
      stderr: "pipe",
      env: { PATH: process.env.PATH ?? "", MAYFLY_DATA: data },
    });
    const errors = await new Response(child.stderr).text();
    return [await child.exited, errors.split("\n")[1]?.trim() ?? ""];
  }

  test("F20: a backup has the files of its messages, and restoring it brings them back", async () => {
    const { say, upload, read, ask } = await enter();
    const { file, message } = await say(CANARY.repeat(10_000));
    await upload("in no message");
    const copy = join(folder, "copy.db");
    writeFileSync(`${copy}-files`, "in the way");
    expect(await mayfly("backup", copy)).toEqual([1, `${copy} has a folder ${copy}-files beside it: move that away`]);
    rmSync(`${copy}-files`);
    expect(await mayfly("backup", `${data}-files`)).toMatchObject([
      1,
      expect.stringContaining("part of the data file"),
    ]);
    expect(await mayfly("backup", copy)).toEqual([0, ""]);
    expect([filesIn(copy), keysIn(copy)]).toEqual([[file.id], [file.id]]);
    expect((await ask("DELETE", `/messages/${message.id}`)).status).toBe(204);
    const later = await say("said after the copy");
    await server.stop();
    expect(await mayfly("restore", copy)).toEqual([0, ""]);
    const former = readdirSync(folder).find((name) => /^mayfly\.db\.\d.*Z$/.test(name)) ?? "";
    expect(filesIn(join(folder, former))).toContain(later.file.id);
    await server.start();
    expect(filesIn()).toEqual([file.id]);
    expect([await read(file.url), await read(later.file.url)]).toEqual([CANARY.repeat(10_000), 404]);
    expect(filesIn(copy)).toEqual([file.id]);
  });

  test("F20, J6: a backup and a restore that fail leave nothing, and work as soon as what was in their way is gone", async () => {
    const { say, read } = await enter();
    const { file } = await say(CANARY);
    const copy = join(folder, "copy.db");
    const names = () => readdirSync(folder).filter((name) => name.includes("copy") || name.includes("restoring"));
    const inTheWay = (path: string) => join(`${path}-files`, "not-a-file");
    mkdirSync(inTheWay(data));
    expect(await mayfly("backup", copy)).toMatchObject([1, expect.any(String)]);
    expect(names()).toEqual([]);
    rmdirSync(inTheWay(data));
    expect(await mayfly("backup", copy)).toEqual([0, ""]);
    await server.stop();
    mkdirSync(inTheWay(copy));
    expect(await mayfly("restore", copy)).toMatchObject([1, expect.any(String)]);
    expect(names().toSorted()).toEqual(["copy.db", "copy.db-files"]);
    rmdirSync(inTheWay(copy));
    expect(await mayfly("restore", copy)).toEqual([0, ""]);
    await server.start();
    expect(await read(file.url)).toBe(CANARY);
  });
});

describe("readers", () => {
  test("F21: readers who go leave no descriptor, one who pauses gets all of it, and one whose file goes gets no more", async () => {
    const { say, ask } = await enter();
    const bytes = new Uint8Array(30_000_000);
    for (let at = 0; at < bytes.length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
    const { file, message } = await say(bytes);
    const url = server.client.address(file.url);
    for (let round = 0; round < 10; round++) {
      await Promise.all(
        Array.from({ length: 20 }, async () => {
          const gone = new AbortController();
          const reader = (await fetch(url, { signal: gone.signal })).body?.getReader();
          await reader?.read();
          gone.abort();
          await reader?.read().catch(() => {});
        }),
      );
    }
    await until(() => openFiles() === 0);
    const [slow, cut] = await Promise.all([openSlowly(url), openSlowly(url)]);
    await until(() => openFiles() === 2);
    expect(await slow.rest()).toBe(Bun.hash(bytes));
    await until(() => openFiles() === 1);
    expect((await ask("DELETE", `/messages/${message.id}`)).status).toBe(204);
    expect(await cut.rest()).toBe("cut off");
    await until(() => openFiles() === 0 && filesIn().length === 0);
    expect((await server.client.ask("GET", "healthz")).status).toBe(200);
  });

  /** Reads the first bytes and stops, so that the rest waits at the server. `rest` returns the hash of all bytes. */
  async function openSlowly(url: string) {
    const { hostname, port, pathname } = new URL(url);
    const socket = connect(Number(port), hostname);
    const chunks: Buffer[] = [];
    let isClosed = false;
    socket.on("close", () => {
      isClosed = true;
    });
    socket.on("error", () => {});
    socket.write(`GET ${pathname} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
    await new Promise<void>((resolve) =>
      socket.once("data", (chunk: Buffer) => {
        chunks.push(chunk);
        socket.pause();
        resolve();
      }),
    );
    return {
      async rest() {
        socket.on("data", (chunk: Buffer) => chunks.push(chunk));
        socket.resume();
        await until(() => isClosed);
        const body = chunkedBodyOf(Buffer.concat(chunks));
        return body === undefined ? "cut off" : Bun.hash(body);
      },
    };
  }
});
