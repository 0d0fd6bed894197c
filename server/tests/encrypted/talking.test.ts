// What is said in encrypted rooms, over the wire, with the core's own cryptography.
import { describe, expect, test } from "bun:test";
import { fromBase64url, toBase64url } from "../../protocol/e2ee/bytes.ts";
import { openEvent } from "../../protocol/e2ee/event.ts";
import { type BodyOf, decodeBody } from "../../protocol/e2ee/event-body.ts";
import type { ClearFields, EventClass } from "../../protocol/e2ee/event-envelope.ts";
import { type EncryptedPage, hostEncryptedRoom, joinEncrypted } from "../../testing/encrypted-client.ts";
import { createEncryptedRoom, type EncryptedRoom, rekeyed, say } from "../../testing/encrypted-room.ts";
import { startTestServer, type TestServer } from "../../testing/test-server.ts";

const CODE = "secret-place";
// biome-ignore lint/suspicious/noExplicitAny: tests read frames of every kind
type AnyJson = any;

/** Returns something sealed as it goes over the wire. */
function seal<C extends EventClass>(
  room: EncryptedRoom,
  { writer }: EncryptedPage,
  name: C,
  body: BodyOf[C],
  clear: object = {},
): string {
  return toBase64url(say(room, writer, body, { clear: { class: name, ...clear } }).envelope);
}

/** Opens what came over the wire, by the fields beside it. */
function open(room: EncryptedRoom, sealed: string, clear: ClearFields): AnyJson {
  const opened = openEvent(() => room.keys, clear, fromBase64url(sealed) ?? new Uint8Array());
  return typeof opened === "string" ? opened : decodeBody(clear.class, opened.body);
}

async function start(server: TestServer) {
  const { room, ownerToken } = await hostEncryptedRoom(server);
  const alice = await joinEncrypted(server, room, { token: ownerToken });
  const bob = await joinEncrypted(server, room);
  return { room, alice, bob };
}

const OF = toBase64url(new Uint8Array(32));

test("E27: messages pass sealed, and open with what stands beside them; who comes later reads them", async () => {
  await using server = await startTestServer();
  const { room, alice, bob } = await start(server);
  alice.socket.send({ type: "chat", sealed: seal(room, alice, "chat", { text: "Hello" }), nonce: "n1" });
  const said = await bob.socket.next("chat");
  expect(said).toMatchObject({ user: "Member", userId: alice.memberId, avatar: null, message: "" });
  expect(open(room, said.sealed, { class: "chat", sender: alice.memberId })).toEqual({ text: "Hello" });
  expect(open(room, said.sealed, { class: "chat", sender: bob.memberId })).toBe("damaged");
  expect(await alice.socket.next("chat")).toEqual(said);
  alice.socket.send({ type: "chat", sealed: seal(room, alice, "chat", { text: "Hello" }), nonce: "n1" });
  expect(await alice.socket.next("chat")).toEqual(said);
  const late = await joinEncrypted(server, room);
  expect(late.welcome.events).toEqual([said]);
  const { body } = await server.ask("GET", `api/rooms/${CODE}/messages`, { token: late.token });
  expect(body.messages).toEqual([said]);
});

test("E27: the digest is the one that members compute", async () => {
  await using server = await startTestServer();
  const { room, alice, bob } = await start(server);
  const { envelope, digest } = say(room, alice.writer, { text: "Hello" });
  alice.socket.send({ type: "chat", sealed: toBase64url(envelope) });
  expect((await bob.socket.next("chat")).digest).toBe(toBase64url(digest));
});

test("E27: over REST, the same", async () => {
  await using server = await startTestServer();
  const { room, alice, bob } = await start(server);
  const post = (path: string, body: object, method = "POST") =>
    server.ask(method, `api/rooms/${CODE}/messages${path}`, { token: alice.token, body });
  const { status, body: said } = await post("", { sealed: seal(room, alice, "chat", { text: "Hello" }) });
  expect(status).toBe(201);
  expect(await bob.socket.next("chat")).toEqual(said);
  const about = { about: String(said.seq) };
  const edited = await post(
    `/${said.id}`,
    { sealed: seal(room, alice, "edit", { text: "Hallo", of: OF }, about) },
    "PATCH",
  );
  expect(edited.body).toMatchObject({ edit: { sealed: expect.any(String) }, digest: said.digest });
  expect(edited.body).not.toContainKey("sealed");
  const emoji = seal(room, alice, "react", { of: OF, emoji: "👍", on: true }, about);
  const reacted = await post(`/${said.id}/reactions`, { sealed: emoji });
  expect(reacted.body.sealedReactions).toMatchObject([{ userId: alice.memberId, sealed: emoji }]);
  const pinned = await post(`/${said.id}/pin`, { on: true, sealed: seal(room, alice, "pin", { of: OF }, about) });
  expect(pinned.body.pins).toMatchObject([{ id: said.id, edit: edited.body.edit }]);
});

test("E28, H10, H11, G3: edits, reactions and deletions name their message; what they replace is erased", async () => {
  await using server = await startTestServer();
  const { room, alice, bob } = await start(server);
  const first = seal(room, alice, "chat", { text: "Hello" });
  alice.socket.send({ type: "chat", sealed: first });
  const { id, seq, digest } = await bob.socket.next("chat");
  const edit = (text: string) => {
    const sealed = seal(room, alice, "edit", { text, of: OF }, { about: String(seq) });
    alice.socket.send({ type: "edit", id, sealed });
    return sealed;
  };
  const second = edit("Hallo");
  const edited = await bob.socket.next("edit");
  expect(edited).toMatchObject({ messageId: id, sealed: second, message: "" });
  expect(open(room, second, { class: "edit", sender: alice.memberId, about: String(seq) })).toEqual({
    text: "Hallo",
    of: OF,
  });
  const reaction = seal(room, bob, "react", { of: OF, emoji: "👍", on: true }, { about: String(seq) });
  bob.socket.send({ type: "react", id, sealed: reaction });
  const third = edit("Salut");
  await bob.socket.next("edit");
  const { welcome } = await joinEncrypted(server, room);
  const text = JSON.stringify(welcome.events);
  for (const erased of [first, second]) expect(text).not.toContain(erased);
  expect(welcome.events[0]).toMatchObject({ digest, edit: { sealed: third }, sealedReactions: [{ sealed: reaction }] });
  expect(welcome.events[1]).toMatchObject({ type: "edit", digest: edited.digest });

  bob.socket.send({
    type: "edit",
    id,
    sealed: seal(room, bob, "edit", { text: "Mine", of: OF }, { about: String(seq) }),
  });
  expect(await bob.socket.next("refused")).toMatchObject({ code: "not_allowed" });
  alice.socket.send({ type: "delete", id });
  await bob.socket.next("delete");
  const later = await joinEncrypted(server, room);
  const after = JSON.stringify(later.welcome.events);
  for (const erased of [first, second, third]) expect(after).not.toContain(erased);
  expect(later.welcome.events[0]).toMatchObject({ deleted: true, digest, message: "" });
  expect(later.welcome.events[0]).not.toContainAnyKeys(["sealed", "edit", "sealedReactions"]);
});

test("E28, B5: a pinned message is on the board sealed; its edits replace it there, its deletion ends it", async () => {
  await using server = await startTestServer();
  const { room, alice, bob } = await start(server);
  const first = seal(room, alice, "chat", { text: "Hello" });
  alice.socket.send({ type: "chat", sealed: first });
  const { id, seq } = await bob.socket.next("chat");
  const pin = seal(room, alice, "pin", { of: OF }, { about: String(seq) });
  alice.socket.send({ type: "pin", id, on: true, sealed: pin });
  expect(await bob.socket.next("room")).toMatchObject({
    pin: { id, on: true },
    sealed: pin,
    message: "Member pinned a message",
  });
  const board = async () => (await server.ask("GET", `api/rooms/${CODE}/board`, { token: bob.token })).body.pins;
  expect(await board()).toMatchObject([{ id, sealed: first, message: "" }]);
  const sealed = seal(room, alice, "edit", { text: "Hallo", of: OF }, { about: String(seq) });
  alice.socket.send({ type: "edit", id, sealed });
  await bob.socket.next("edit");
  expect(await board()).toMatchObject([{ id, edit: { sealed } }]);
  expect(JSON.stringify(await board())).not.toContain(first);
  alice.socket.send({ type: "delete", id });
  await bob.socket.next("delete");
  expect(await board()).toEqual([]);
});

test("E29: a life is what its writer signed: the room's own isn't added, and has to be said", async () => {
  await using server = await startTestServer();
  const { room, alice, bob } = await start(server);
  alice.socket.send({ type: "change", vanish: 60 });
  await bob.socket.next("room");
  const refused = await alice.socket.request(
    { type: "chat", sealed: seal(room, alice, "chat", { text: "Hi" }) },
    "refused",
  );
  expect(refused).toMatchObject({ code: "malformed", message: expect.stringContaining("vanish: ") });
  const sealed = seal(room, alice, "chat", { text: "Hi" }, { vanish: 600 });
  alice.socket.send({ type: "chat", sealed, vanish: 600 });
  const said = await bob.socket.next("chat");
  expect(said.vanish).toBe(600);
  expect(open(room, said.sealed, { class: "chat", sender: alice.memberId, vanish: 600 })).toEqual({ text: "Hi" });
  const seen = seal(room, bob, "chat", { text: "Look" }, { vanish: "seen" });
  bob.socket.send({ type: "chat", sealed: seen, vanish: "seen" });
  const waits = await alice.socket.next("chat");
  const looked = waits.userId === bob.memberId ? waits : await alice.socket.next("chat");
  alice.socket.send({ type: "seen", seq: looked.seq });
  expect(await bob.socket.next("vanish")).toMatchObject({ messageIds: [looked.id] });
  const { welcome } = await joinEncrypted(server, room);
  expect(JSON.stringify(welcome.events)).not.toContain(seen);
});

test("E29: where nobody else is to see it, a message that vanishes once seen is refused, and sealed anew", async () => {
  await using server = await startTestServer();
  const { room, ownerToken } = await hostEncryptedRoom(server);
  const alice = await joinEncrypted(server, room, { token: ownerToken });
  const sealed = seal(room, alice, "chat", { text: "Hi" }, { vanish: "seen" });
  const refused = await alice.socket.request({ type: "chat", sealed, vanish: "seen" }, "refused");
  expect(refused).toMatchObject({ code: "malformed", message: expect.stringContaining("vanish: ") });
});

test("E31: titles, profiles and the keys of pages pass sealed, and newcomers get the newest of each", async () => {
  await using server = await startTestServer();
  const { room, alice, bob } = await start(server);
  const title = (text: string) => seal(room, alice, "title", { title: text });
  const [former, newest] = [title("Before"), title("Now")];
  for (const sealed of [former, newest]) alice.socket.send({ type: "change", sealed });
  const profile = (name: string) => seal(room, bob, "profile", { name, avatar: "fox" });
  const [wasCalled, isCalled] = [profile("Bobby"), profile("Bob")];
  for (const sealed of [wasCalled, isCalled]) bob.socket.send({ type: "profile", sealed });
  const session = seal(room, bob, "session", { kex: toBase64url(bob.session.publicKey) });
  bob.socket.send({ type: "session", sealed: session });
  expect(await alice.socket.next("session")).toEqual({ type: "session", userId: bob.memberId, sealed: session });
  bob.socket.send({ type: "typing", sealed: seal(room, bob, "typing", {}) });
  expect(await alice.socket.next("typing")).toMatchObject({ userId: bob.memberId, sealed: expect.any(String) });
  const { welcome } = await joinEncrypted(server, room);
  expect(welcome).toMatchObject({
    sealedTitle: { userId: alice.memberId, sealed: newest },
    profiles: [{ userId: bob.memberId, sealed: isCalled }],
    sessions: [{ userId: bob.memberId, sealed: session }],
    keyring: room.keyring.records.map(({ bytes }) => toBase64url(bytes)),
  });
  const text = JSON.stringify(welcome);
  for (const erased of [former, wasCalled]) expect(text).not.toContain(erased);
  expect(open(room, isCalled, { class: "profile", sender: bob.memberId })).toEqual({ name: "Bob", avatar: "fox" });
  bob.socket.send({ type: "change", sealed: seal(room, bob, "title", { title: "Mine" }) });
  expect(await bob.socket.next("refused")).toMatchObject({ code: "not_allowed" });
  bob.socket.close();
  await alice.socket.request({ type: "ping" }, "pong");
  expect((await joinEncrypted(server, room)).welcome.sessions).toEqual([]);
});

describe("a malicious client", () => {
  const KEY = createEncryptedRoom(1, { code: CODE });

  test("E30: each bad input has its answer, and changes nothing", async () => {
    await using server = await startTestServer();
    const { room, alice, bob } = await start(server);
    alice.socket.send({ type: "chat", sealed: seal(room, alice, "chat", { text: "Hello" }) });
    const { id } = await bob.socket.next("chat");
    const good = () => seal(room, bob, "chat", { text: "x" });
    const bytes = fromBase64url(good()) ?? new Uint8Array();
    const cut = (length: number) => toBase64url(bytes.slice(0, length));
    const version = toBase64url(Uint8Array.from(bytes, (byte, at) => (at === 0 ? 2 : byte)));
    const future = seal(rekeyed(KEY), bob, "chat", { text: "x" });
    const large = seal(room, bob, "chat", { text: "x".repeat(3000) });
    const cases: readonly (readonly [object, string, string])[] = [
      [{ type: "chat", message: "In clear" }, "malformed", "message: "],
      [{ type: "chat", message: "", sealed: good() }, "malformed", "message: "],
      [{ type: "chat", sealed: good(), mentions: [bob.memberId] }, "malformed", "mentions: "],
      [{ type: "chat", sealed: good(), replyTo: id }, "malformed", "replyTo: "],
      [{ type: "chat", sealed: "" }, "malformed", "sealed: "],
      [{ type: "chat", sealed: "not base64!" }, "malformed", "sealed: "],
      [{ type: "chat", sealed: `${good()}A` }, "malformed", "sealed: "],
      [{ type: "chat", sealed: cut(0) }, "malformed", "sealed: "],
      [{ type: "chat", sealed: cut(40) }, "malformed", "sealed: "],
      [{ type: "chat", sealed: cut(bytes.length - 1) }, "malformed", "sealed: "],
      [{ type: "chat", sealed: version }, "malformed", "sealed: of another version"],
      [{ type: "chat", sealed: future }, "malformed", "sealed: of a key that"],
      [{ type: "chat", sealed: "A".repeat(54_691) }, "malformed", "sealed: "],
      [{ type: "chat", files: ["nofile"], sealed: good() }, "not_found", "files: "],
      [{ type: "chat" }, "malformed", "message: "],
      [{ type: "edit", id, message: "In clear" }, "not_allowed", "Only the author"],
      [{ type: "edit", id: "nothing", sealed: good() }, "not_found", "id: "],
      [{ type: "edit", id }, "malformed", "message: "],
      [{ type: "react", id, emoji: "👍" }, "malformed", "emoji: "],
      [{ type: "react", id, sealed: large }, "malformed", "sealed: "],
      [{ type: "react", id: "nothing", sealed: good() }, "not_found", "id: "],
      [{ type: "react", id }, "malformed", "emoji: "],
      [{ type: "pin", id, on: true }, "not_allowed", "Your role"],
      [{ type: "typing" }, "malformed", "sealed: "],
      [{ type: "typing", sealed: large }, "malformed", "sealed: "],
      [{ type: "profile", sealed: "AAAA" }, "malformed", "sealed: "],
      [{ type: "profile", sealed: large }, "malformed", "sealed: "],
      [{ type: "session", sealed: "AAAA" }, "malformed", "sealed: "],
      [{ type: "rename", name: "Bob Canary" }, "malformed", "rename: "],
      [{ type: "change", title: "Title" }, "not_allowed", "Your role"],
      [{ type: "moderate", action: "mute", userId: alice.memberId, reason: "Words" }, "not_allowed", "Your role"],
    ];
    for (const [frame, code, message] of cases) {
      bob.socket.send(frame);
      const refused = await bob.socket.next("refused");
      expect({ frame, ...refused }).toMatchObject({ code, message: expect.stringContaining(message) });
      // A good one between them, or the socket would be closed for too many refused ones.
      bob.socket.send({ type: "seen", seq: 1 });
    }
    const ownerCases: readonly (readonly [object, string])[] = [
      [{ type: "pin", id, on: true }, "sealed: "],
      [{ type: "edit", id, sealed: seal(room, alice, "edit", { text: "x", of: OF }), files: ["other"] }, "files: "],
      [{ type: "edit", id, sealed: seal(room, alice, "edit", { text: "x", of: OF }), vanish: 60 }, "vanish: "],
      [{ type: "change", title: "Title" }, "title: "],
      [{ type: "change", sealed: large }, "sealed: "],
      [{ type: "moderate", action: "mute", userId: bob.memberId, reason: "Words" }, "reason: "],
    ];
    for (const [frame, message] of ownerCases) {
      const refused = await alice.socket.request(frame, "refused");
      expect(refused).toMatchObject({ code: "malformed", message: expect.stringContaining(message) });
    }
    const { welcome } = await joinEncrypted(server, room);
    expect(welcome.events).toHaveLength(1);
  });

  test("E30: a message has a hundred reactions at most", async () => {
    await using server = await startTestServer({ LIMITS: "off" });
    const { room, alice } = await start(server);
    alice.socket.send({ type: "chat", sealed: seal(room, alice, "chat", { text: "Hello" }) });
    const { id, seq } = await alice.socket.next("chat");
    const sealed = seal(room, alice, "react", { of: OF, emoji: "👍", on: true }, { about: String(seq) });
    for (let n = 0; n < 101; n++) alice.socket.send({ type: "react", id, sealed });
    expect(await alice.socket.next("refused")).toMatchObject({ code: "too_large" });
    const { welcome } = await joinEncrypted(server, room);
    expect(welcome.events[0].sealedReactions).toHaveLength(100);
  });

  test("E30: nothing sealed is taken in a room that isn't encrypted", async () => {
    await using server = await startTestServer();
    const created = await server.client.room();
    const { socket } = await server.client.join(created.room.code, "Ann");
    const sealed = "A".repeat(400);
    for (const frame of [
      { type: "chat", sealed },
      { type: "chat", message: "Hello", sealed },
      { type: "typing", sealed },
      { type: "profile", sealed },
      { type: "session", sealed },
    ]) {
      const refused = await socket.request(frame, "refused");
      expect({ frame, ...refused }).toMatchObject({ code: "malformed", message: "sealed: this room isn't encrypted." });
    }
  });
});
