// A thousand words go through an encrypted room of a server process with a data file, and are looked for everywhere. A word of a
// plain room shows that the search finds what is there.
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromBase64url, toBase64url } from "../../protocol/e2ee/bytes.ts";
import { openEvent } from "../../protocol/e2ee/event.ts";
import { type BodyOf, decodeBody } from "../../protocol/e2ee/event-body.ts";
import type { EventClass } from "../../protocol/e2ee/event-envelope.ts";
import { openFile, sealFile } from "../../protocol/e2ee/file-cipher.ts";
import { rawDataFile } from "../../testing/data-file-search.ts";
import { encryptionRequest, joinEncrypted, proofFor } from "../../testing/encrypted-client.ts";
import { createEncryptedRoom, type EncryptedRoom, rekeyed, say, taken } from "../../testing/encrypted-room.ts";
import { textsInMemory } from "../../testing/process-memory.ts";
import { recordWire } from "../../testing/wire-recorder.ts";
import { ServerUnderTest, SOURCE_COMMAND } from "../chaos/server-under-test.ts";

const CODE = "secret-place";
const ADMIN_TOKEN = "operator-of-the-canary-test";
const OF = toBase64url(new Uint8Array(32));
const folder = mkdtempSync(join(tmpdir(), "mayfly-canaries-"));
const data = join(folder, "mayfly.db");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** All canaries begin with it. It is put together, so that the process that runs the test doesn't have it either way. */
const CANARY = ["quiet", "canary"].join("-");
const CONTROL = ["loud", "canary"].join("-");
let count = 0;
const canary = () => `${CANARY}-${++count}`;
const canaries = (number: number) => Array.from({ length: number }, canary).join(" ");
/** The word in each way in which base64 may have it. */
const spellings = (word: string) => [
  word,
  ...["", "x", "xx"].map((before) =>
    Buffer.from(before + word)
      .toString("base64url")
      .slice(4, -4),
  ),
];

/** The room's secrets as bytes, and as text. Whoever has one of them can read the room. */
const secretsOf = ({ link, secret, keys }: EncryptedRoom) => [
  ...[link.secret, secret, keys.messages, keys.authentication].map((one) => Buffer.from(one).toString("latin1")),
  ...[link.secret, secret].map(toBase64url),
];

/** What an event names the message by that it is about. */
const seqOf = (id: string) => id.slice(id.lastIndexOf("-") + 1);
const bytes = (text: string) => fromBase64url(text) ?? new Uint8Array();
const collect = async (parts: AsyncIterable<Uint8Array>) => Buffer.concat(await Array.fromAsync(parts));
const folderText = (path: string) =>
  readdirSync(path)
    .map((name) => readFileSync(join(path, name), "latin1"))
    .join("");

test("E36, E21: of a thousand canaries, and of the room's secrets, none is found in memory, on disk, in a backup, in logs, numbers or on the wire; all outlast a crash", async () => {
  const command = ["env", `MAYFLY_ADMIN_TOKEN=${ADMIN_TOKEN}`, ...SOURCE_COMMAND];
  const server = await ServerUnderTest.started({ command, data, flags: ["--keep-free", "1m"] });
  try {
    using wire = recordWire();
    const { client } = server;
    const room = createEncryptedRoom(7, { code: CODE });
    const { token } = await client.session();
    await client.room({ code: CODE, encryption: encryptionRequest(room) } as never, token);
    const alice = await joinEncrypted(server, room, { token });
    const bob = await joinEncrypted(server, room);
    const seal = <C extends EventClass>(name: C, body: BodyOf[C], clear = {}, of: EncryptedRoom = room) =>
      toBase64url(say(of, alice.writer, body, { clear: { class: name, ...clear } }).envelope);

    const ids: string[] = [];
    for (let n = 0; n < 120; n++) {
      alice.socket.send({ type: "chat", sealed: seal("chat", { text: canaries(7) }) });
      ids.push((await alice.socket.next("chat")).id);
    }
    const [first = "", second = "", third = ""] = ids;
    const edited = canaries(20);
    const edit = seal("edit", { text: edited, of: OF }, { about: seqOf(first) });
    alice.socket.send({ type: "edit", id: first, sealed: edit });
    alice.socket.send({ type: "delete", id: second });
    alice.socket.send({ type: "pin", id: third, on: true, sealed: seal("pin", { of: OF }, { about: seqOf(third) }) });
    const react = { of: OF, emoji: "👍", on: true };
    alice.socket.send({ type: "react", id: third, sealed: seal("react", react, { about: seqOf(third) }) });
    for (let n = 0; n < 20; n++) {
      alice.socket.send({ type: "profile", sealed: seal("profile", { name: canary(), avatar: "fox" }) });
      alice.socket.send({ type: "change", sealed: seal("title", { title: canary() }) });
    }
    const content = Buffer.from(canaries(100));
    const description = { name: `${canary()}.txt`, type: "text/plain", bytes: content.length };
    const { parts } = sealFile(room.keys, description, [content], room.random);
    const sealedFile = await collect(parts);
    const put = await fetch(client.address(`api/rooms/${CODE}/files/file`), {
      method: "PUT",
      body: sealedFile,
      headers: { authorization: `Bearer ${token}` },
    });
    const { file } = (await put.json()) as { file: { id: string; url: string } };
    const files = [file.id];
    alice.socket.send({ type: "chat", files, sealed: seal("chat", { text: canary() }, { files }) });
    await alice.socket.next("chat");
    const after = rekeyed(room);
    const record = toBase64url(taken(after.keyring.records.at(-1)).bytes);
    alice.socket.send({ type: "rekey", records: [record] });
    await bob.socket.next("keyring");
    const last = canary();
    const newest = seal("chat", { text: last }, {}, after);
    await alice.socket.request({ type: "chat", sealed: newest }, "chat");
    expect(count).toBeGreaterThanOrEqual(1_000);

    const control = await client.join((await client.room()).room.code, "Ann");
    await control.socket.request({ type: "chat", message: CONTROL }, "chat");
    const admin = await Promise.all(
      ["api/admin", "api/admin/rooms"].map(
        async (path) => (await client.ask("GET", path, { token: ADMIN_TOKEN })).text,
      ),
    );
    expect(JSON.parse(admin[1] ?? "").rooms).toHaveLength(2);
    const metrics = (await client.ask("GET", "metrics")).text;
    if (process.platform === "linux") {
      // Of the keyring's public part the server has the text, and the bytes while it checks a proof.
      const controls = [CONTROL, toBase64url(room.rootKey)];
      const secret = [...spellings(CANARY), ...secretsOf(after)];
      const found = textsInMemory(server.pid, [...secret, ...controls]);
      expect(found).toEqual([...secret.map(() => false), ...controls.map(() => true)]);
    }
    const copy = join(folder, "copy.db");
    expect(Bun.spawnSync([...SOURCE_COMMAND, "backup", copy, "--data", data]).exitCode).toBe(0);
    const places = {
      dataFile: rawDataFile(data),
      files: folderText(`${data}-files`),
      backup: rawDataFile(copy) + folderText(`${copy}-files`),
      log: server.log,
      admin: admin.join(),
      metrics,
      wire: wire.text(),
    };
    expect(places.files.length).toBeGreaterThanOrEqual(sealedFile.length);
    const found = Object.entries(places).filter(([, text]) =>
      [...spellings(CANARY), ...secretsOf(room), ...secretsOf(after)].some((spelling) => text.includes(spelling)),
    );
    expect(found.map(([place]) => place)).toEqual([]);
    for (const place of ["dataFile", "backup", "wire"] as const) expect(places[place]).toContain(CONTROL);

    await server.crash();
    await server.start();
    const late = await joinEncrypted(server, after);
    expect(late.welcome).toMatchObject({
      keyring: [toBase64url(taken(room.keyring.records[0]).bytes), record],
      profiles: [{ userId: alice.memberId }],
      sealedTitle: { userId: alice.memberId },
      board: [{ id: expect.stringContaining("-3"), digest: expect.any(String) }],
    });
    const { events } = late.welcome;
    expect(events[1]).toMatchObject({ deleted: true, message: "" });
    expect(events[1]).not.toContainKey("sealed");
    const keysOf = (epoch: number) => (epoch === 0 ? room.keys : after.keys);
    const sender = alice.memberId;
    const editedEvent = taken(
      openEvent(keysOf, { class: "edit", sender, about: seqOf(first) }, bytes(events[0].edit.sealed)) as never,
    ) as {
      body: Uint8Array;
    };
    expect(decodeBody("edit", editedEvent.body)).toMatchObject({ text: edited });
    expect(events.at(-1)).toMatchObject({ sealed: newest });
    const read = await client.fetch("GET", file.url, { token: late.token });
    const whole = Buffer.from(await read.arrayBuffer());
    const opened = await openFile(keysOf, whole.length, async (start, end) => whole.subarray(start, end));
    if (typeof opened === "string") throw new Error(opened);
    expect(await collect(opened.read(0, content.length))).toEqual(content);
    const old = await server.client.connect(CODE);
    const { challenge } = await old.next("challenge");
    const proof = proofFor(server, room, bob.memberId, challenge);
    expect(await old.request({ type: "join", token: bob.token, proof }, "refused")).toMatchObject({
      code: "key_needed",
    });
  } finally {
    await server.crash();
  }
  expect(server.surprises).toEqual([]);
}, 30_000);
