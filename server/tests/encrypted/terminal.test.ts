// `mayfly prove`, `seal` and `open` over the wire, beside pages that use the same core.
import { afterAll, expect, test } from "bun:test";
import { statSync } from "node:fs";
import { fromBase64url, toBase64url } from "../../protocol/e2ee/bytes.ts";
import { openEvent } from "../../protocol/e2ee/event.ts";
import { decodeBody } from "../../protocol/e2ee/event-body.ts";
import type { ClearFields, EventClass } from "../../protocol/e2ee/event-envelope.ts";
import { derivePasswordKey } from "../../protocol/e2ee/key-schedule.ts";
import { encryptionRequest, hostEncryptedRoom, joinEncrypted } from "../../testing/encrypted-client.ts";
import { createEncryptedRoom, type EncryptedRoom, rekeyed, say, taken } from "../../testing/encrypted-room.ts";
import { fullLinkOf, keyringAnswer, Terminal } from "../../testing/terminal.ts";
import { startTestServer, type TestServer } from "../../testing/test-server.ts";

const CODE = "secret-place";
const terminal = new Terminal();
afterAll(() => terminal.close());
const run = terminal.run.bind(terminal);
const file = terminal.file.bind(terminal);

/** Joins as somebody with curl and `mayfly prove` does. */
async function joinByTerminal(server: TestServer, link: string) {
  const { token, member } = await server.client.session();
  const { text } = await server.ask("GET", `api/rooms/${CODE}/challenge`);
  const proven = await run("prove", ["--link", link, "--member", member.id], text);
  const joined = await server.ask("POST", `api/rooms/${CODE}/join`, { token, body: proven.out[0] ?? "" });
  const ask = (path: string) => server.ask("GET", `api/rooms/${CODE}/${path}`, { token });
  return { token, id: member.id, proven, joined, ask, keyring: file((await ask("keyring")).text) };
}

/** Reads what a page would. */
function read(room: EncryptedRoom, sealed: string, clear: ClearFields) {
  const opened = openEvent(() => room.keys, clear, fromBase64url(sealed) ?? new Uint8Array());
  return typeof opened === "string" ? opened : decodeBody(clear.class, opened.body);
}

async function start() {
  const server = await startTestServer();
  const { room, ownerToken } = await hostEncryptedRoom(server);
  const alice = await joinEncrypted(server, room, { token: ownerToken, ownSeed: room.ownerSeed });
  let counter = 0;
  const seal = <C extends EventClass>(name: C, body: object, clear: object = {}) =>
    toBase64url(
      say(room, alice.writer, body as never, { counter: ++counter, clear: { class: name, ...clear } }).envelope,
    );
  return { server, room, alice, seal, link: file(`${fullLinkOf(server, room)}\n`) };
}

test("C17, C18, C19, E60: by curl and terminal: join, read what a page wrote, and write what a page reads", async () => {
  const { server, room, alice, seal, link } = await start();
  await using _ = server;
  alice.socket.send({ type: "profile", sealed: seal("profile", { name: "Ada", avatar: null }) });
  alice.socket.send({ type: "chat", sealed: seal("chat", { text: "Who brings bread?\nAnd cheese?" }) });
  const asked = await alice.socket.next("chat");
  expect((await server.ask("GET", `api/rooms/${CODE}/keyring`)).status).toBe(401);
  const bob = await joinByTerminal(server, link);
  expect(bob.joined).toMatchObject({ status: 200, body: { status: "member", role: "member" } });

  const key = terminal.path("key-of-bob");
  const flags = ["--link", link, "--keyring", bob.keyring, "--key", key, "--member", bob.id];
  const sealed = await run("seal", flags, "I do\r\n\nGrüße 🌻");
  expect(sealed).toMatchObject({ code: 0, err: "" });
  expect(statSync(key).mode & 0o777).toBe(0o600);
  for (const body of sealed.out) {
    const said = await server.ask("POST", `api/rooms/${CODE}/messages`, { token: bob.token, body });
    expect(said.status).toBe(201);
    // Sent twice, it is said once.
    expect((await server.ask("POST", `api/rooms/${CODE}/messages`, { token: bob.token, body })).status).toBe(200);
  }
  const texts = [];
  for (const _ of sealed.out) {
    const { sealed: one } = await alice.socket.next("chat");
    texts.push(read(room, one, { class: "chat", sender: bob.id }));
  }
  expect(texts).toEqual([{ text: "I do" }, { text: "Grüße 🌻" }]);

  // One more run has the same member key, and the statements of other kinds are those of the core.
  const about = { id: asked.id, of: asked.digest };
  const more = [
    { type: "chat", text: "Twice\nas much", reply: { id: asked.id, digest: asked.digest }, vanish: 600 },
    { type: "react", ...about, emoji: "👍", on: true },
    { type: "profile", name: "Bob", avatar: "fox" },
  ];
  const others = await run("seal", [...flags, "--json"], more.map((line) => JSON.stringify(line)).join("\n"));
  expect(others).toMatchObject({ code: 0, err: "" });
  const [chat = "", reaction = "", profile = ""] = others.out;
  const post = (path: string, body: string) =>
    server.ask("POST", `api/rooms/${CODE}/${path}`, { token: bob.token, body });
  expect((await post("messages", chat)).body).toMatchObject({ vanish: 600 });
  expect((await post(`messages/${asked.id}/reactions`, reaction)).body.sealedReactions).toHaveLength(1);
  // A frame for a socket, too.
  const page = await joinEncrypted(server, room, { token: bob.token });
  page.socket.sendRaw(profile);
  await page.socket.next("profile");

  const opened = await run(
    "open",
    ["--link", link],
    [(await bob.ask("keyring")).text, (await bob.ask("messages")).text],
  );
  const bobs = `Bob (${bob.id.slice(0, 4)})`;
  const ada = `Ada (${alice.memberId.slice(0, 4)})`;
  expect(opened.out.map((line) => line.replace(/ \d{4}-[\d:T-]+Z/, "").replace(/ \(written.*/, ""))).toEqual([
    `ok   ${ada}: is called Ada`,
    `ok   ${bobs}: is called Bob`,
    `ok   #1 ${ada}: Who brings bread?\n     And cheese?`,
    expect.stringMatching(/^ok {3}#\d+ Bob \(....\): put 👍 on #1$/),
    `ok   #2 ${bobs}: I do`,
    `ok   #3 ${bobs}: Grüße 🌻`,
    `ok   #4 ${bobs}: reply to #1: Twice\n     as much`,
  ]);
  expect(opened).toMatchObject({ code: 0, err: "" });
});

test("C18: streams are read as they come, edits, deletions and new keys with them", async () => {
  const { server, room, alice, seal, link } = await start();
  await using _ = server;
  const { token, ask } = await joinByTerminal(server, link);
  alice.socket.send({ type: "chat", sealed: seal("chat", { text: "Hello" }) });
  const { id, seq, digest } = await alice.socket.next("chat");
  const edit = seal("edit", { text: "Hallo", of: digest }, { about: String(seq) });
  alice.socket.send({ type: "edit", id, sealed: edit });
  await alice.socket.next("edit");
  alice.socket.send({ type: "pin", id, on: true, sealed: seal("pin", { of: digest }, { about: String(seq) }) });
  alice.socket.send({ type: "change", sealed: seal("title", { title: "Picnic" }) });
  await alice.socket.next("room");
  await alice.socket.next("room");
  const after = rekeyed(room);
  const stream = await server.client.openEventStream(CODE, { token, headers: { "last-event-id": "0" } });
  const events: string[] = [];
  const take = async (type: string) => {
    for (;;) {
      const event = taken(await stream.next());
      events.push(`${event.id === undefined ? "" : `id: ${event.id}\n`}data: ${JSON.stringify(event.data)}\n\n`);
      if (event.data.type === type) return;
    }
  };
  await take("room");
  await take("room");
  alice.socket.send({ type: "rekey", records: [toBase64url(taken(after.keyring.records.at(-1)).bytes)] });
  // Who proved to have the former key is read to no more; a page is, and what it gets can be opened as well.
  expect(await stream.next()).toBeUndefined();
  events.push(`${JSON.stringify(await alice.socket.next("keyring"))}\n`);
  const { text } = await ask("keyring");
  expect(text).toContain("key_needed");
  const known = file(keyringAnswer(room));
  const opened = await run("open", ["--link", link, "--keyring", known, "--json"], [": mayfly\n\n", ...events]);
  expect(opened.out.map((line) => JSON.parse(line))).toMatchObject([
    // The message comes with its edit, which isn't said twice.
    { ok: true, type: "edit", seq: 2, about: 1, signature: "right", body: { text: "Hallo" } },
    { ok: true, type: "pin", seq: 3, about: 1 },
    { ok: true, type: "title", seq: 4, body: { title: "Picnic" } },
    { ok: true, type: "note", text: expect.stringContaining("new key") },
  ]);
  expect(opened.code).toBe(0);
  // The old link still reads the past; it seals nothing any more.
  const now = file(keyringAnswer(after));
  expect((await run("open", ["--link", link, "--keyring", now], events)).code).toBe(0);
  const flags = ["--keyring", now, "--key", terminal.path("key-new"), "--member", "m1"];
  expect(await run("seal", ["--link", link, ...flags], "Hi")).toMatchObject({
    code: 2,
    err: expect.stringContaining("ask for the new link"),
  });
  const fresh = file(fullLinkOf(server, after));
  const late = await joinByTerminal(server, fresh);
  const all = await run(
    "open",
    ["--link", fresh],
    [(await late.ask("keyring")).text, (await late.ask("messages")).text],
  );
  expect(all).toMatchObject({ code: 0 });
  expect(all.out.join()).toContain("edited #1: Hallo");
  expect((await run("prove", ["--link", link, "--member", late.id], (await late.ask("challenge")).text)).err).toContain(
    "ask for the new link",
  );
});

test("C17, C18, C19: a room's password stands on the line below the link; a missing or wrong one is told", async () => {
  await using server = await startTestServer();
  const salt = new Uint8Array(16).fill(7);
  const password = { key: derivePasswordKey("alto", salt), salt };
  const room = createEncryptedRoom(3, { code: CODE, password });
  await server.client.room({ code: CODE, encryption: encryptionRequest(room) } as never);
  const link = fullLinkOf(server, room);
  const right = await joinByTerminal(server, file(`${link}\nalto\n`));
  expect(right.joined.status).toBe(200);
  const wrong = await joinByTerminal(server, file(`${link}\nsoprano\n`));
  expect(wrong.joined.body.error.code).toBe("key_needed");
  const without = await joinByTerminal(server, file(link));
  expect(without.proven).toMatchObject({ code: 2, err: expect.stringContaining("the room has a password") });
  const seal = (text: string) =>
    run(
      "seal",
      ["--link", file(text), "--keyring", right.keyring, "--key", terminal.path("key"), "--member", right.id],
      "Hi\n",
    );
  expect(await seal(link)).toMatchObject({ code: 2, err: expect.stringContaining("the room has a password") });
  expect(await seal(`${link}\nsoprano`)).toMatchObject({ code: 2, err: expect.stringContaining("password below") });
  const { out } = await seal(`${link}\nalto`);
  const { sealed } = JSON.parse(out[0] ?? "");
  expect(read(room, sealed, { class: "chat", sender: right.id })).toEqual({ text: "Hi" });
  // scrypt is slow on purpose.
}, 30_000);
