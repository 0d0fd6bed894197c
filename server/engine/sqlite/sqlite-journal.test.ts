// The data file: what outlives a restart, whose file it is, and what is refused.
import { Database } from "bun:sqlite";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Deliver } from "../../chat/lib/ports.ts";
import { FakeCommitterPorts } from "../../testing/fake-journal.ts";
import { draft, encoded, record, TOMB } from "../engine-contract.ts";
import { decodeBatch, encodeBatch } from "../journal/batch-encoding.ts";
import type { JournalWrite, SavedRoom } from "../journal/journal.ts";
import { LocalEngine } from "../local-engine.ts";
import { MIGRATIONS, openDataFile } from "./data-file.ts";
import { openSqliteJournal } from "./sqlite-journal.ts";
import { SqliteWriter } from "./sqlite-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "mayfly-sqlite-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let path: string;
let files = 0;
beforeEach(() => {
  path = join(folder, `${files++}.db`);
});

const running: LocalEngine[] = [];
afterEach(async () => {
  for (const engine of running.splice(0)) await engine.close();
});

let secrets = 0;
const journalOf = (at: string, now = 0) =>
  openSqliteJournal({ path: at, durability: "normal", now, newSecret: () => new Uint8Array(64).fill(++secrets) });

/** Starts on the file as serve.ts does. */
async function start(bounds: { events?: number; now?: number } = {}, deliver: Deliver = () => {}) {
  const { journal, saved } = await journalOf(path, bounds.now);
  const ports = new FakeCommitterPorts();
  const engine = new LocalEngine({ events: bounds.events ?? 500, bytes: 1 << 22 }, 1 << 28, journal, ports);
  running.push(engine);
  const rooms = [...saved.rooms];
  for (const room of rooms) engine.restore(room, deliver);
  return { engine, saved: { ...saved, rooms }, ports };
}
const stop = async (engine: LocalEngine) => {
  running.splice(running.indexOf(engine), 1);
  await engine.close();
};
const seqsOf = ({ rooms }: { rooms: readonly SavedRoom[] }) => rooms.map(({ events }) => events.map(({ seq }) => seq));
const heldIn = (engine: LocalEngine) => Array.from(engine.history("e").read({ limit: 99 }).entries, ({ seq }) => seq);
const problem = async (at: string) => {
  try {
    const { journal, saved } = await journalOf(at);
    try {
      for (const _ of saved.rooms);
    } finally {
      await journal.close();
    }
  } catch (error) {
    return (error as Error).message;
  }
};

describe("a restart", () => {
  test("J2: everything is as it was: rooms, events, tombs, the secret", async () => {
    const first = await start();
    const room = { ...record("e"), founding: { code: "room", ownerId: "å" }, state: '{"title":"Tea 🍵"}' };
    await first.engine.open(room, () => {});
    await first.engine.open(record("f"), () => {});
    await first.engine.open(record("g"), () => {});
    for (const n of [1, 2, 3]) await first.engine.append("e", draft(`m${n} 🍵 \u2028`, `n${n}`));
    const { entries } = first.engine.history("e").read({ limit: 9 });
    first.engine.end("g", TOMB);
    await stop(first.engine);

    const { saved, engine } = await start();
    expect(saved.secret).toEqual(first.saved.secret);
    expect(saved.tombs).toEqual([TOMB]);
    expect(saved.rooms).toEqual([
      { ...room, lastDroppedSeq: 0, nonces: [], events: entries },
      { ...record("f"), lastDroppedSeq: 0, nonces: [], events: [] },
    ]);
    expect(engine.history("e").read({ limit: 9 }).entries).toEqual(entries);
  });

  test("J2: a changed state is, told or not", async () => {
    const { engine } = await start();
    await engine.open(record("e"), () => {});
    await engine.open(record("f"), () => {});
    await engine.append("e", draft("said"), encoded('{"title":"Old"}'));
    await engine.append("e", draft("said"), encoded('{"title":"New"}'));
    await engine.saveState("f", encoded('{"entry":"locked"}'));
    await stop(engine);
    expect((await start()).saved.rooms.map(({ state }) => state)).toEqual(['{"title":"New"}', '{"entry":"locked"}']);
  });

  test("J2: a tomb whose day is over is not", async () => {
    const { engine } = await start();
    await engine.open(record("e"), () => {});
    engine.end("e", TOMB);
    await stop(engine);
    expect((await start({ now: TOMB.until })).saved.tombs).toEqual([]);
  });

  test("J2, H4: nonces far beyond history are known, the 4,096 newest and no more, and count until the room ends", async () => {
    let { engine } = await start({ events: 3 });
    await engine.open(record("e"), () => {});
    const firsts = [];
    for (let n = 1; n <= 4100; n++) firsts.push(engine.append("e", draft(`m${n}`, `n${n}`)));
    const first = await Promise.all(firsts);
    await stop(engine);
    ({ engine } = await start({ events: 3 }));
    for (const n of [5, 4000, 4100]) {
      expect(await engine.append("e", draft(`m${n}`, `n${n}`))).toEqual({
        ...(first[n - 1] as object),
        repeated: true,
      } as never);
    }
    expect(await engine.append("e", draft("m4", "n4"))).toMatchObject({ seq: 4101, repeated: false });
    expect(heldIn(engine)).toEqual([4099, 4100, 4101]);
    const { usedBytes } = engine;
    engine.end("e", TOMB);
    expect([usedBytes > 4096 * 100, engine.usedBytes]).toEqual([true, 0]);
  });

  test("J2: history may be shorter or longer than before", async () => {
    let { engine } = await start();
    await engine.open(record("e"), () => {});
    for (let n = 1; n <= 10; n++) await engine.append("e", draft(`m${n}`));
    await stop(engine);
    ({ engine } = await start({ events: 4 }));
    await stop(engine);
    const { saved, engine: longer } = await start({ events: 100 });
    expect(seqsOf(saved)).toEqual([[7, 8, 9, 10]]);
    expect(await longer.append("e", draft("m11"))).toMatchObject({ seq: 11 });
  });

  test("J2: a room without history goes on from its last seq, with nonces and without", async () => {
    for (const nonce of [undefined, "n"]) {
      path = join(folder, `${files++}.db`);
      let { engine } = await start({ events: 0 });
      await engine.open(record("e"), () => {});
      for (let n = 1; n <= 70; n++) await engine.append("e", draft("m", nonce && `${nonce}${n}`));
      await stop(engine);
      ({ engine } = await start({ events: 0 }));
      expect(engine.history("e").head).toBe(70);
      expect(await engine.append("e", draft("next"))).toMatchObject({ seq: 71, repeated: false });
    }
  });

  test("J2: edited and deleted messages stay so", async () => {
    let { engine } = await start();
    await engine.open(record("e"), () => {});
    for (const message of ["one", "two"]) await engine.append("e", draft(message));
    const by = { id: "", seq: 0, user: "Ann", userId: "a", timestamp: "t", roomId: "room" };
    await engine.append("e", { type: "edit", ...by, messageId: "e-1", message: "uno" });
    await engine.append("e", { type: "delete", ...by, messageId: "e-2" });
    const before = engine.history("e").read({ limit: 9 });
    await stop(engine);
    ({ engine } = await start());
    expect(engine.history("e").read({ limit: 9 })).toEqual(before);
    expect(engine.history("e").findMessage("e-1")).toMatchObject({ message: "uno", editedAt: "t" });
  });

  test("J1: what was acknowledged is in the file, though nobody closed it", async () => {
    const { engine } = await start();
    await engine.open(record("e"), () => {});
    for (let n = 1; n <= 5; n++) await engine.append("e", draft(`m${n}`));
    const copy = join(folder, "crashed.db");
    for (const part of ["", "-wal"]) writeFileSync(copy + part, readFileSync(path + part));
    path = copy;
    expect(seqsOf((await start()).saved)).toEqual([[1, 2, 3, 4, 5]]);
  });
});

describe("the write-ahead log", () => {
  test("J1: when it is long it moves into the file, is begun anew, and loses nothing", async () => {
    await stop((await start()).engine);
    const writer = new SqliteWriter(openDataFile(path, "normal"), path);
    const text = (seq: number) => JSON.stringify({ seq, words: "x".repeat(7_000) });
    const write = (writes: JournalWrite[]) => writer.write(decodeBatch(encodeBatch(writes)));
    write([["open", record("e")]]);
    let seq = 0;
    const say = () => write([["event", "e", ++seq, text(seq), null, ""]]);
    while (!writer.shouldCheckpoint && seq < 5_000) say();
    const long = statSync(`${path}-wal`).size;
    expect([seq < 5_000, statSync(path).size < long]).toEqual([true, true]);

    await writer.syncLog();
    say();
    writer.checkpoint();
    expect([writer.shouldCheckpoint, statSync(path).size > long / 2]).toEqual([false, true]);
    for (let n = 0; n < 100; n++) say();
    expect(statSync(`${path}-wal`).size - long).toBeLessThan(long / 100);
    writer.close();
    const { saved } = await start();
    expect(saved.rooms[0]?.events.map(({ text }) => JSON.parse(text).seq)).toEqual(
      Array.from({ length: seq }, (_, n) => n + 1),
    );
  });
});

test("J2: however short history is, nonces lie in rows of their own as soon as there are many", async () => {
  const writer = new SqliteWriter(openDataFile(path, "normal"), path);
  writer.write(decodeBatch(encodeBatch([["open", record("e")]])));
  for (let seq = 1; seq <= 300; seq++) {
    writer.write(
      decodeBatch(
        encodeBatch([
          ["event", "e", seq, `{"seq":${seq}}`, `ann n${seq}`, "2026"],
          ["trim", "e", seq, 1],
        ]),
      ),
    );
  }
  writer.close();
  const database = new Database(path, { readonly: true });
  const [longest, rows] = ["max(octet_length(nonces)) FROM chunks", "count(*) FROM nonces"].map((what) =>
    Number(database.query(`SELECT ${what}`).values().flat()[0]),
  );
  database.close();
  expect([Number(longest) < 3000, rows]).toEqual([true, expect.any(Number)]);
  expect(rows).toBeGreaterThan(3);
});

test("J5: events that are not where they should be are damage", async () => {
  const { engine } = await start();
  await engine.open(record("e"), () => {});
  for (let n = 1; n <= 3; n++) await engine.append("e", draft(`m${n}`));
  await stop(engine);
  const database = new Database(path);
  database.run("UPDATE chunks SET texts = substr(texts, instr(texts, char(10)) + 1)");
  database.close();
  await expect(start()).rejects.toThrow("not in its place");
});

describe("whose file it is", () => {
  test("J5: a new one is its owner's alone, and so are those beside it", async () => {
    const { engine } = await start();
    await engine.open(record("e"), () => {});
    for (const part of ["", "-wal", "-shm", "-lock"]) {
      expect([part, (statSync(path + part).mode & 0o777).toString(8)]).toEqual([part, "600"]);
    }
  });

  const left = async (at: string, expected: string) => {
    const before = existsSync(at) && statSync(at).isFile() ? readFileSync(at) : undefined;
    expect(await problem(at)).toBe(expected);
    if (before !== undefined) expect(readFileSync(at).equals(before)).toBe(true);
  };

  test("J5: a text, another program's database and a folder are refused, and nothing is put beside them", async () => {
    writeFileSync(path, "Dear diary, this is certainly no database, and longer than its header would be. ".repeat(9));
    await left(path, "is not a Mayfly data file");
    const other = `${path}.other`;
    const database = new Database(other, { create: true });
    database.run("PRAGMA application_id = 7");
    database.run("CREATE TABLE mine (x)");
    database.close();
    await left(other, "is not a Mayfly data file");
    const unnamed = `${path}.unnamed`;
    const plain = new Database(unnamed, { create: true });
    plain.run("CREATE TABLE mine (x)");
    plain.close();
    await left(unnamed, "is not a Mayfly data file");
    mkdirSync(`${path}.folder`);
    await left(`${path}.folder`, "is a folder, not a file");
    for (const at of [path, other, unnamed, `${path}.folder`]) expect(existsSync(`${at}-lock`)).toBe(false);
  });

  test("J5: a folder that isn't there is named as what is wrong", async () => {
    await left(join(folder, "no/such.db"), "can't be written: its folder does not exist");
    writeFileSync(`${path}.note`, "");
    await left(join(`${path}.note`, "such.db"), "can't be written: its folder is a file");
  });

  test("J5: one that a newer Mayfly wrote is refused and left as it is", async () => {
    await stop((await start()).engine);
    const database = new Database(path);
    database.run("PRAGMA user_version = 1000");
    database.close();
    await left(path, "was written by a newer version of Mayfly");
  });

  test("J5: a damaged one is refused and left as it is, however it was damaged", async () => {
    const { engine } = await start();
    await engine.open(record("e"), () => {});
    for (let n = 1; n <= 200; n++) await engine.append("e", draft(`m${n}`.repeat(50)));
    await stop(engine);
    const whole = readFileSync(path);
    // The first is where the list of tables begins; what is between it and its end may be unused.
    for (const at of [100, 4096, whole.length >> 1]) {
      const damaged = Buffer.from(whole);
      damaged.fill(0xa5, at, at + 512);
      writeFileSync(path, damaged);
      await left(path, "is damaged");
    }
    writeFileSync(path, whole);
    truncateSync(path, whole.length >> 1);
    await left(path, "is damaged");
    writeFileSync(path, whole);
    const database = new Database(path);
    database.run("DELETE FROM chunks WHERE first_seq > 1 AND first_seq < 9");
    database.close();
    await left(path, "is damaged");
  });

  test("J5: one in use by another process is refused, and free as soon as that is killed", async () => {
    const script = `import { lockDataFile } from ${JSON.stringify(join(import.meta.dir, "data-file-lock.ts"))};
      globalThis.held = lockDataFile(${JSON.stringify(path)});
      console.log("held");
      for await (const _ of console);`;
    // It ends when nobody is left who could end it.
    const other = Bun.spawn([process.execPath, "-e", script], { stdin: "pipe", stdout: "pipe" });
    await other.stdout.getReader().read();
    expect(await problem(path)).toBe("is in use by another program");
    other.kill("SIGKILL");
    await other.exited;
    expect(await problem(path)).toBeUndefined();
  });
});

describe("versions", () => {
  test("J5: an older file is brought up to date step by step, and a step that fails leaves it as it was", () => {
    const steps = ["CREATE TABLE a (x)", "CREATE TABLE b (x); INSERT INTO b VALUES (1)", "INSERT INTO b VALUES (2)"];
    const version = (database: Database) => Object.values(database.query("PRAGMA user_version").get() as object)[0];
    let database = openDataFile(path, "normal", steps.slice(0, 1));
    database.run("INSERT INTO a VALUES ('kept')");
    expect(version(database)).toBe(1);
    database.close();

    expect(() => openDataFile(path, "normal", [...steps.slice(0, 2), "INSERT INTO b VALUES (3); nonsense"])).toThrow();
    database = openDataFile(path, "normal", steps.slice(0, 2));
    expect([version(database), database.query("SELECT x FROM b").values()]).toEqual([2, [[1]]]);
    database.close();

    database = openDataFile(path, "normal", steps);
    expect(database.query("SELECT x FROM b").values()).toEqual([[1], [2]]);
    expect([version(database), database.query("SELECT x FROM a").values()]).toEqual([3, [["kept"]]]);
    database.close();
  });

  test("J5: of a file that had a row for each event, history and nonces are kept, and it goes on from there", async () => {
    const old = openDataFile(path, "normal", MIGRATIONS.slice(0, 3));
    old.query("INSERT INTO rooms (epoch, founding, state, gone) VALUES ('e', '{}', '{}', 2)").run();
    old.query(`INSERT INTO nonces (epoch, last_seq, list) VALUES ('e', 2, '[["a n2",2,"t"]]')`).run();
    const insert = old.query("INSERT INTO events (epoch, seq, text, nonce_key, timestamp) VALUES ('e', ?, ?, ?, 't')");
    const texts = [3, 4, 5].map((seq) => JSON.stringify({ ...draft(`m${seq} 🍵`, `n${seq}`), id: `e-${seq}`, seq }));
    for (const [at, text] of texts.entries()) insert.run(3 + at, text, at === 1 ? null : `a n${3 + at}`);
    old.close();

    const { saved, engine } = await start({ events: 3 });
    expect(saved.rooms).toEqual([
      {
        ...record("e"),
        founding: {},
        lastDroppedSeq: 2,
        nonces: [["a n2", 2, "t"]],
        events: texts.map((text, at) => ({ seq: 3 + at, text })),
      },
    ]);
    expect(await engine.append("e", draft("m2", "n2"))).toMatchObject({ seq: 2, repeated: true });
    expect(await engine.append("e", draft("m6", "n6"))).toMatchObject({ seq: 6, repeated: false });
    await stop(engine);
    const again = await start({ events: 3 });
    expect(seqsOf(again.saved)).toEqual([[4, 5, 6]]);
    expect(again.saved.rooms[0]?.nonces).toEqual([
      ["a n2", 2, "t"],
      ["a n3", 3, "t"],
    ]);
  });

  test("J2: what is said one by one lies close together, and is cut, changed and found as anything else", async () => {
    let { engine, ports } = await start({ events: 30 });
    await engine.open(record("e"), () => {});
    for (let n = 1; n <= 45; n++) await engine.append("e", draft(`m${n}`, `n${n}`));
    const by = { id: "", seq: 0, user: "Ann", userId: "a", timestamp: "t", roomId: "room" };
    await engine.append("e", { type: "edit", ...by, messageId: "e-30", message: "uno" });
    await ports.runScheduled();
    await stop(engine);
    const database = new Database(path, { readonly: true });
    const rows = Number(database.query("SELECT count(*) FROM chunks").values().flat()[0]);
    database.close();
    expect(rows).toBeWithin(5, 12);
    ({ engine, ports } = await start({ events: 30 }));
    expect(heldIn(engine)).toEqual(Array.from({ length: 30 }, (_, n) => 17 + n));
    expect(engine.history("e").findMessage("e-30")).toMatchObject({ message: "uno" });
    for (const n of [1, 16, 17, 45]) {
      expect(await engine.append("e", draft(`m${n}`, `n${n}`))).toMatchObject({ seq: n, repeated: true });
    }
  });
});
