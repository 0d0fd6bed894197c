// Copies of a data file, made and put back by the program itself, beside a running server.
import { Database } from "bun:sqlite";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ServerUnderTest, SOURCE_COMMAND } from "../../tests/chaos/server-under-test.ts";
import { acmeFolderOf } from "../../tls/acme/acme-folder.ts";
import { caFolderOf } from "../../tls/certificate-folder.ts";
import { writePrivateFile } from "../../tls/private-file.ts";
import { restore } from "./backup.ts";
import { decompressTexts, type StoredTexts } from "./compression.ts";
import { MIGRATIONS, openDataFile } from "./data-file.ts";
import { CERTIFICATE_FOLDERS } from "./data-file-names.ts";

let folder: string;
let data: string;
let copy: string;
let victim: ServerUnderTest;
const folders: string[] = [];
afterAll(() => {
  for (const each of folders) rmSync(each, { recursive: true, force: true });
});
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "mayfly-backup-"));
  folders.push(folder);
  [data, copy] = [join(folder, "mayfly.db"), join(folder, "copy.db")];
  victim = await ServerUnderTest.started({ data });
});
afterEach(() => victim.crash());

async function mayfly(...words: string[]) {
  const child = Bun.spawn([...SOURCE_COMMAND, ...words], {
    stdout: "pipe",
    stderr: "pipe",
    env: { PATH: process.env.PATH ?? "", MAYFLY_DATA: data },
  });
  const [said, errors] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  return { code: await child.exited, said, errors };
}
const why = ({ errors }: { errors: string }) => errors.split("\n")[1]?.trim();

async function talk() {
  const { room, ownerKey } = await victim.client.room({ title: "Tea", code: "tea-time" });
  const { socket, token, welcome } = await victim.client.join(room.code, "Ann");
  const say = (message: string) => socket.request({ type: "chat", message }, "chat");
  return { socket, token, say, ownerKey, epoch: welcome.cursor.epoch as string };
}
const messages = async () =>
  (await victim.client.ask("GET", "api/rooms/tea-time/messages")).body.messages.map(
    ({ message }: { message: string }) => message,
  );

describe("a backup", () => {
  test("J6: is one moment of a file that a server goes on writing to", async () => {
    const { socket, say } = await talk();
    let isOver = false;
    let said = 0;
    const talking = (async () => {
      while (!isOver) await say(`m${++said}`);
    })();
    while (said < 20) await Bun.sleep(1);
    const { code, said: words } = await mayfly("backup", copy);
    expect([code, words]).toEqual([0, `Copied ${data} to ${copy}.\n`]);
    isOver = true;
    await talking;
    expect(await socket.request({ type: "chat", message: "still here" }, "chat")).toMatchObject({ seq: said + 1 });

    const database = new Database(copy, { readonly: true });
    const chunks = database.query("SELECT texts FROM chunks ORDER BY first_seq").values().flat();
    const lines = chunks.flatMap((texts) => decompressTexts(texts as StoredTexts).split("\n"));
    const seqs = lines.map((text) => JSON.parse(text).seq);
    database.close();
    expect(seqs.length).toBeGreaterThanOrEqual(20);
    // History may have let go of the first meanwhile.
    expect(seqs).toEqual(seqs.map((_, at) => Number(seqs[0]) + at));
    expect((statSync(copy).mode & 0o777).toString(8)).toBe("600");
  });

  test("J6: replaces no file", async () => {
    writeFileSync(copy, "mine");
    const outcome = await mayfly("backup", copy);
    expect([outcome.code, why(outcome)]).toEqual([1, `${copy} already exists; a backup never replaces a file`]);
    expect(readFileSync(copy, "utf8")).toBe("mine");
  });

  test("J6: says what is in its way, and leaves nothing half done", async () => {
    const outcome = await mayfly("backup", join(folder, "no/copy.db"));
    expect([outcome.code, outcome.errors]).toEqual([1, expect.stringContaining("mayfly can't back up:")]);
    data = join(folder, "none.db");
    const none = await mayfly("backup", copy);
    expect([none.code, why(none)]).toEqual([1, `${data} does not exist`]);
    data = "";
    const unnamed = await mayfly("backup", copy);
    expect([unnamed.code, why(unnamed)]).toEqual([2, "MAYFLY_DATA: not set"]);
    expect((await mayfly("backup")).code).toBe(2);
    expect(existsSync(copy)).toBe(false);
  });
});

describe("keys and certificates of https", () => {
  const write = (path: string, text: string) => {
    mkdirSync(dirname(path), { mode: 0o700, recursive: true });
    writeFileSync(path, text, { mode: 0o600 });
  };
  const read = (path: string) => readFileSync(path, "utf8");

  test("J10: go along with a copy, for its owner alone, and take the place of no folder", async () => {
    expect([caFolderOf(data), acmeFolderOf(data)]).toEqual(CERTIFICATE_FOLDERS.map((suffix) => data + suffix));
    write(`${data}-ca/ca.pem`, "ca");
    write(`${data}-acme/account.pem`, "account");
    expect((await mayfly("backup", copy)).code).toBe(0);
    expect([read(`${copy}-ca/ca.pem`), read(`${copy}-acme/account.pem`)]).toEqual(["ca", "account"]);
    const modes = [`${copy}-ca`, `${copy}-ca/ca.pem`].map((path) => (statSync(path).mode & 0o777).toString(8));
    expect(modes).toEqual(["700", "600"]);
    // What is replaced later is another file.
    writePrivateFile(`${data}-ca/ca.pem`, "another");
    expect(read(`${copy}-ca/ca.pem`)).toBe("ca");

    const other = join(folder, "other.db");
    write(`${other}-acme/account.pem`, "somebody's");
    expect(why(await mayfly("backup", other))).toBe(`${other} has a folder ${other}-acme beside it: move that away`);
    expect([existsSync(other), read(`${other}-acme/account.pem`)]).toEqual([false, "somebody's"]);
  });

  test("J11: a restored copy has its own; those of before are kept beside it, and those it doesn't have are left", async () => {
    write(`${data}-ca/ca.pem`, "trusted");
    await mayfly("backup", copy);
    await victim.stop();
    write(`${data}-ca/ca.pem`, "new");
    write(`${data}-acme/account.pem`, "account");
    const { code, said } = await mayfly("restore", copy);
    expect(code).toBe(0);
    const [, former = ""] = /What was there is now (.*)\./.exec(said) ?? [];
    expect([read(`${data}-ca/ca.pem`), read(`${former}-ca/ca.pem`)]).toEqual(["trusted", "new"]);
    expect([read(`${data}-acme/account.pem`), existsSync(`${former}-acme`)]).toEqual(["account", false]);
    expect(readdirSync(folder).filter((name) => name.includes("-restoring"))).toEqual([]);
  });
});

describe("restoring", () => {
  test("J6: brings rooms, messages, tokens and owner keys back, and keeps the former file whole beside it", async () => {
    const before = await talk();
    const first = await before.say("before");
    await mayfly("backup", copy);
    await before.say("after");
    await victim.crash();
    const { code, said } = await mayfly("restore", copy);
    expect(code).toBe(0);
    const [, former = ""] = /What was there is now (.*)\./.exec(said) ?? [];
    expect(former).toStartWith(`${data}.2`);

    await victim.start();
    expect(await messages()).toEqual(["before"]);
    const headers = { "x-owner-key": before.ownerKey };
    expect((await victim.client.ask("PATCH", "api/rooms/tea-time", { body: { title: "T" }, headers })).status).toBe(
      200,
    );
    // A message of before can be revised by its new id.
    const { socket, welcome } = await victim.client.join("tea-time", "Ann", { token: before.token });
    const [{ id }] = welcome.events;
    expect(id).not.toBe(first.id);
    expect(await socket.request({ type: "edit", id, message: "edited" }, "edit")).toMatchObject({ messageId: id });
    await victim.stop();

    data = former;
    victim = await ServerUnderTest.started({ data });
    expect(await messages()).toEqual(["before", "after"]);
  });

  test("J6: what came after the copy is not taken for what comes now: cursors of before get a snapshot", async () => {
    const { say, token, epoch } = await talk();
    await say("before");
    await mayfly("backup", copy);
    for (const message of ["a", "b", "c"]) await say(message);
    await victim.stop();
    expect((await mayfly("restore", copy)).code).toBe(0);
    await victim.start();
    const { socket } = await victim.client.join("tea-time", "Bob");
    for (const message of ["x", "y", "z"]) await socket.request({ type: "chat", message }, "chat");
    const { welcome } = await victim.client.join("tea-time", "Ann", { token, cursor: { epoch, seq: 3 } });
    expect(welcome.recovered).toBe(false);
    expect(welcome.events.map(({ message }: { message: string }) => message)).toEqual(["before", "x", "y", "z"]);
    expect(welcome.cursor.epoch).not.toBe(epoch);
  });

  test("J6: is refused while a server uses the file, which goes on undisturbed", async () => {
    const { say } = await talk();
    await mayfly("backup", copy);
    const outcome = await mayfly("restore", copy);
    expect([outcome.code, why(outcome)]).toEqual([1, `${data} is in use by another program`]);
    expect(await say("still here")).toMatchObject({ seq: 1 });
  });

  test("J6: what isn't a whole copy of a known version is refused, and nothing is moved", async () => {
    await mayfly("backup", copy);
    await victim.stop();
    const whole = readFileSync(copy);
    const refused = async (words: string) => {
      const files = readdirSync(folder).sort();
      const outcome = await mayfly("restore", copy);
      expect([outcome.code, why(outcome)]).toEqual([1, `${copy} ${words}`]);
      expect(readdirSync(folder).sort()).toEqual(files);
    };
    writeFileSync(copy, "Dear diary");
    await refused("is not a Mayfly data file");
    writeFileSync(copy, Buffer.from(whole).fill(0xa5, 100, 612));
    await refused("is damaged");
    writeFileSync(copy, whole);
    const database = new Database(copy);
    database.run("PRAGMA user_version = 1000");
    database.close();
    await refused("was written by a newer version of Mayfly");
    rmSync(copy);
    await refused("does not exist");
    copy = data;
    await refused("is the data file");
  });

  test("J6: a copy that an older Mayfly made is brought up to date", async () => {
    await victim.stop();
    const old = openDataFile(copy, "normal", MIGRATIONS.slice(0, 3));
    old.query("INSERT INTO rooms (epoch, founding, state) VALUES ('e', '{}', '{}')").run();
    const insert = old.query(
      "INSERT INTO events (epoch, seq, text, nonce_key, timestamp) VALUES ('e', ?, ?, NULL, 't')",
    );
    for (const seq of [1, 2]) insert.run(seq, JSON.stringify({ seq, id: `e-${seq}` }));
    old.close();
    restore(data, copy, 0, () => "f");
    const restored = new Database(data, { readonly: true });
    const kept = restored.query("SELECT epoch, first_seq, texts FROM chunks ORDER BY first_seq").values();
    restored.close();
    expect(kept).toEqual([1, 2].map((seq) => ["f", seq, JSON.stringify({ seq, id: `f-${seq}` })]));
  });

  test("J6: needs no former file", async () => {
    const { say } = await talk();
    await say("before");
    await mayfly("backup", copy);
    await victim.stop();
    data = join(folder, "elsewhere.db");
    expect(await mayfly("restore", copy)).toMatchObject({ code: 0, said: `Copied ${copy} to ${data}.\n` });
    victim = await ServerUnderTest.started({ data });
    expect(await messages()).toEqual(["before"]);
  });
});
