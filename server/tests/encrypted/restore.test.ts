// An encrypted room after its server went back to a backup: over the wire, with the core's own cryptography.
import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEpochId } from "../../chat/lib/ids.ts";
import { backUp, restore } from "../../engine/sqlite/backup.ts";
import { fromBase64url, toBase64url } from "../../protocol/e2ee/bytes.ts";
import { openEvent } from "../../protocol/e2ee/event.ts";
import { type BodyOf, decodeBody } from "../../protocol/e2ee/event-body.ts";
import type { ClearFields, EventClass } from "../../protocol/e2ee/event-envelope.ts";
import { appendRecord, type Keyring, mergeKeyring } from "../../protocol/e2ee/keyring.ts";
import { makeSignersRecord } from "../../protocol/e2ee/room-secrets.ts";
import { ApiClient } from "../../testing/api-client.ts";
import { type EncryptedPage, hostEncryptedRoom, joinEncrypted } from "../../testing/encrypted-client.ts";
import { type EncryptedRoom, rekeyed, say, taken } from "../../testing/encrypted-room.ts";
import { spawnServerProcess } from "../../testing/server-process.ts";
import { fullLinkOf, Terminal } from "../../testing/terminal.ts";

const CODE = "secret-place";
const text = toBase64url;

const newestRecord = ({ keyring }: EncryptedRoom) => text(taken(keyring.records.at(-1)).bytes);

let counter = 0;
function seal<C extends EventClass>(room: EncryptedRoom, { writer }: EncryptedPage, body: BodyOf[C], clear: object) {
  return text(say(room, writer, body, { clear: clear as never, counter: ++counter }).envelope);
}

function read(room: EncryptedRoom, sealed: string, clear: ClearFields) {
  const opened = openEvent(() => room.keys, clear, fromBase64url(sealed) ?? new Uint8Array());
  return typeof opened === "string" ? opened : decodeBody(clear.class, opened.body);
}

test("E62: a restored encrypted room takes the same link; history, names and what is about messages of before open, and it goes on", async () => {
  const folder = mkdtempSync(join(tmpdir(), "mayfly-encrypted-restore-"));
  const terminal = new Terminal();
  const [data, copy] = [join(folder, "mayfly.db"), join(folder, "copy.db")];
  const start = async () => {
    const process_ = await spawnServerProcess(["--data", data]);
    return { process_, server: { client: new ApiClient(process_.url), port: process_.port } };
  };
  try {
    const first = await start();
    const { room: begun, ownerToken } = await hostEncryptedRoom(first.server);
    const room = rekeyed(begun);
    let alice = await joinEncrypted(first.server, begun, { token: ownerToken, ownSeed: begun.ownerSeed });
    alice.socket.send({ type: "rekey", records: [newestRecord(room)] });
    await alice.socket.next("keyring");
    const send = async (page: EncryptedPage, frame: object, type: string) => page.socket.request(frame, type);
    const hello = await send(alice, { type: "chat", sealed: seal(room, alice, { text: "Hello" }, {}) }, "chat");
    const about = { about: String(hello.seq) };
    const of = hello.digest as string;
    const heart = { of, emoji: "❤️", on: true };
    const reaction = seal<"react">(room, alice, heart, { class: "react", ...about });
    await send(alice, { type: "react", id: hello.id, sealed: reaction }, "react");
    const profile = seal<"profile">(room, alice, { name: "Ada", avatar: null }, { class: "profile" });
    await send(alice, { type: "profile", sealed: profile }, "profile");
    await send(
      alice,
      { type: "change", sealed: seal<"title">(room, alice, { title: "Plans" }, { class: "title" }) },
      "room",
    );
    backUp(data, copy);
    // What came after the backup is lost, a newer keyring with it.
    await send(alice, { type: "chat", sealed: seal(room, alice, { text: "Lost" }, {}) }, "chat");
    const lost = taken<Keyring>(
      appendRecord(room.keyring, makeSignersRecord(room.keyring, room.keyring.signers, room.ownerSeed)),
    );
    alice.socket.send({ type: "rekey", records: [text(taken(lost.records.at(-1)).bytes)] });
    await alice.socket.next("keyring");
    await first.process_.stop();
    restore(data, copy, Date.now(), () => createEpochId((bytes) => void crypto.getRandomValues(bytes)));

    const second = await start();
    const { server } = second;
    const refused = await server.client.connect(CODE);
    expect(await refused.next("challenge")).toMatchObject({ keyEpoch: 1 });
    alice = await joinEncrypted(server, room, { token: ownerToken, ownSeed: begun.ownerSeed });
    const { welcome } = alice;
    expect(welcome.you).toMatchObject({ role: "owner" });
    expect(welcome.keyring).toEqual(room.keyring.records.map(({ bytes }) => text(bytes)));
    // Who had seen the newer keyring is told, and decides.
    expect(mergeKeyring(lost, welcome.keyring.map(fromBase64url))).toBe("rolled_back");
    const [said] = welcome.events;
    expect(said.id).not.toBe(hello.id);
    expect(said).toMatchObject({ seq: hello.seq, digest: of, sealedReactions: [{ sealed: reaction }] });
    const sender = alice.memberId;
    expect(read(room, said.sealed, { class: "chat", sender })).toEqual({ text: "Hello" });
    expect(read(room, reaction, { class: "react", sender, ...about })).toEqual(heart);
    expect(read(room, welcome.profiles[0].sealed, { class: "profile", sender })).toMatchObject({ name: "Ada" });
    expect(read(room, welcome.sealedTitle.sealed, { class: "title", sender })).toEqual({ title: "Plans" });
    expect(JSON.stringify(welcome)).not.toContain("Lost");

    const edit = seal<"edit">(room, alice, { text: "Hello again", of }, { class: "edit", ...about });
    expect(await send(alice, { type: "edit", id: said.id, sealed: edit }, "edit")).toMatchObject({ sealed: edit });
    const after = rekeyed(room);
    alice.socket.send({ type: "rekey", records: [newestRecord(after)] });
    await alice.socket.next("keyring");
    const bob = await joinEncrypted(server, after);
    const next = seal(after, bob, { text: "Here I am" }, {});
    expect(await send(bob, { type: "chat", sealed: next }, "chat")).toMatchObject({ sealed: next });

    // The same in a terminal, which takes all from the answers of the API.
    const { token, member } = await server.client.session();
    const ask = async (path: string) => (await server.client.ask("GET", `api/rooms/${CODE}/${path}`, { token })).text;
    const link = terminal.file(fullLinkOf(server, after));
    const proof = await terminal.run("prove", ["--link", link, "--member", member.id], await ask("challenge"));
    await server.client.ask("POST", `api/rooms/${CODE}/join`, { token, body: proof.out[0] });
    const opened = await terminal.run(
      "open",
      ["--link", link, "--json"],
      [await ask("keyring"), await ask("messages")],
    );
    expect(opened.code).toBe(0);
    expect(opened.out.map((line) => JSON.parse(line))).toMatchObject([
      { type: "profile" },
      { type: "title", body: { title: "Plans" } },
      { type: "edit", about: hello.seq, name: "Ada", body: { text: "Hello again" } },
      { type: "react", about: hello.seq },
      { type: "chat", body: { text: "Here I am" } },
    ]);
    await second.process_.stop();
  } finally {
    terminal.close();
    rmSync(folder, { recursive: true });
  }
}, 60_000);
