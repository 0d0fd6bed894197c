// New keys, links for one use and sealed files of encrypted rooms, over the wire, with the core's own cryptography.
import { describe, expect, test } from "bun:test";
import { drawBytes, fromBase64url, toBase64url } from "../../protocol/e2ee/bytes.ts";
import { sealedFileBytes } from "../../protocol/e2ee/file-layout.ts";
import { openInvite, wrapForInvite } from "../../protocol/e2ee/invite.ts";
import { openForSession, sealForSession } from "../../protocol/e2ee/rekey.ts";
import { type EncryptedPage, hostEncryptedRoom, joinEncrypted, proofFor } from "../../testing/encrypted-client.ts";
import { createEncryptedRoom, type EncryptedRoom, rekeyed, say, taken } from "../../testing/encrypted-room.ts";
import { FakeClock } from "../../testing/fake-clock.ts";
import { startTestServer, type TestServer } from "../../testing/test-server.ts";

const CODE = "secret-place";
const bytes = (text: string) => fromBase64url(text) ?? new Uint8Array();

/** Announces the key of a page, and waits until the server has taken it. */
async function announce(room: EncryptedRoom, { socket, writer, session }: EncryptedPage): Promise<void> {
  const body = { kex: toBase64url(session.publicKey) };
  socket.send({
    type: "session",
    sealed: toBase64url(say<"session">(room, writer, body, { clear: { class: "session" } }).envelope),
  });
  await socket.next("session");
}

const newestRecord = ({ keyring }: EncryptedRoom) => toBase64url(keyring.records.at(-1)?.bytes ?? new Uint8Array());

/** Returns the box that hands a page the new secret. */
function boxFor(after: EncryptedRoom, { writer, session }: EncryptedPage): readonly [string, string] {
  const record = taken(after.keyring.secrets.at(-1));
  const secret = { secret: after.secret, linkSecret: after.link.secret };
  const box = sealForSession(after.keyring.roomId, record, writer.session, session.publicKey, secret, after.random);
  return [toBase64url(writer.session), toBase64url(taken(box))];
}

async function start(server: TestServer) {
  const hosted = await hostEncryptedRoom(server);
  const { room } = hosted;
  const alice = await joinEncrypted(server, room, { token: hosted.ownerToken });
  const bob = await joinEncrypted(server, room);
  const eve = await joinEncrypted(server, room);
  for (const page of [alice, bob, eve]) await announce(room, page);
  return { ...hosted, alice, bob, eve };
}

test("E32, E33: a kick and a new key: who stays gets it and goes on, who was removed reads and joins no more", async () => {
  await using server = await startTestServer();
  const { room, alice, bob, eve } = await start(server);
  alice.socket.send({ type: "moderate", action: "kick", userId: eve.memberId });
  expect(await eve.socket.next("refused")).toMatchObject({ code: "kicked" });
  const after = rekeyed(room);
  alice.socket.send({ type: "rekey", records: [newestRecord(after)], boxes: Object.fromEntries([boxFor(after, bob)]) });
  expect(await bob.socket.next("keyring")).toEqual({ type: "keyring", records: [newestRecord(after)] });
  const { box } = await bob.socket.next("box");
  const record = taken(after.keyring.secrets.at(-1));
  const opened = openForSession(after.keyring, record, bob.writer.session, bob.session, bytes(box));
  expect(opened?.keys).toEqual(after.keys);

  const old = toBase64url(say(room, bob.writer, { text: "Under the old key" }).envelope);
  expect(await bob.socket.request({ type: "chat", sealed: old, nonce: "n" }, "refused")).toMatchObject({
    code: "key_old",
    nonce: "n",
  });
  const anew = toBase64url(say(after, bob.writer, { text: "Under the new one" }).envelope);
  expect(await bob.socket.request({ type: "chat", sealed: anew, nonce: "n" }, "chat")).toMatchObject({ sealed: anew });

  const socket = await server.client.connect(CODE);
  const { challenge, keyEpoch } = await socket.next("challenge");
  expect(keyEpoch).toBe(1);
  const { token, member } = await server.client.session("Eve again");
  const proof = proofFor(server, room, member.id, challenge);
  expect(await socket.request({ type: "join", token, proof }, "refused")).toMatchObject({ code: "key_needed" });
  const late = await joinEncrypted(server, after);
  expect(late.welcome.keyring).toHaveLength(2);
});

test("E32: of two at once the first wins, and the other is told; who may not, and what isn't signed, changes nothing", async () => {
  await using server = await startTestServer();
  const { room, alice, bob } = await start(server);
  const [one, other] = [rekeyed(room), rekeyed(room)];
  const foreign = createEncryptedRoom(9, { code: CODE });
  const rekey = (page: EncryptedPage, records: string[]) =>
    page.socket.request({ type: "rekey", records, nonce: "n" }, "refused");
  expect(await rekey(bob, [newestRecord(one)])).toMatchObject({ code: "not_allowed", nonce: "n" });
  expect(await rekey(alice, [newestRecord(foreign)])).toMatchObject({ code: "out_of_date" });
  expect(await rekey(alice, ["AAAA"])).toMatchObject({ code: "malformed" });
  expect(await rekey(alice, [newestRecord(one), newestRecord(one)])).toMatchObject({ code: "out_of_date" });
  const changed = `${newestRecord(one).slice(0, -4)}AAAA`;
  expect(await rekey(alice, [changed])).toMatchObject({ code: "malformed" });
  for (const { keyring } of [one, other]) {
    alice.socket.send({ type: "rekey", records: [toBase64url(taken(keyring.records.at(-1)).bytes)], nonce: "n" });
  }
  const frames = await alice.socket.nextUntil("refused");
  expect(frames.filter(({ type }) => type === "keyring")).toHaveLength(1);
  expect(frames.at(-1)).toMatchObject({ code: "out_of_date" });
  // The other's author makes it on the first one.
  const second = rekeyed(one);
  alice.socket.send({ type: "rekey", records: [newestRecord(second)] });
  await alice.socket.next("keyring");
  expect((await joinEncrypted(server, second)).welcome.keyring).toHaveLength(3);
});

test("E33: over REST, a new key ends what was proven of the old one; a box can come later, without a record", async () => {
  await using server = await startTestServer();
  const { room, alice, bob } = await start(server);
  const { token, member } = await server.client.session("Program");
  const join = async (of: EncryptedRoom) => {
    const { challenge } = (await server.ask("GET", `api/rooms/${CODE}/challenge`)).body;
    const body = { challenge, proof: proofFor(server, of, member.id, challenge) };
    return (await server.ask("POST", `api/rooms/${CODE}/join`, { token, body })).status;
  };
  const read = async () => (await server.ask("GET", `api/rooms/${CODE}/messages`, { token })).status;
  expect([await join(room), await read()]).toEqual([200, 200]);
  const after = rekeyed(room);
  alice.socket.send({ type: "rekey", records: [newestRecord(after)] });
  await bob.socket.next("keyring");
  expect([await read(), await join(room)]).toEqual([403, 403]);
  expect([await join(after), await read()]).toEqual([200, 200]);
  alice.socket.send({ type: "rekey", records: [], boxes: Object.fromEntries([boxFor(after, bob)]) });
  expect(await bob.socket.next("box")).toMatchObject({ session: toBase64url(bob.writer.session) });
});

test("E61, E64: a page that missed its box asks again under the key it has, and gets one of a member; nothing else is taken under it", async () => {
  await using server = await startTestServer();
  const { room, alice, bob } = await start(server);
  // It joined while the new key was being made: nobody has sealed for it.
  const carol = await joinEncrypted(server, room);
  const after = rekeyed(room);
  alice.socket.send({ type: "rekey", records: [newestRecord(after)], boxes: Object.fromEntries([boxFor(after, bob)]) });
  await carol.socket.next("keyring");
  const ask = { kex: toBase64url(carol.session.publicKey) };
  const sealed = toBase64url(say<"session">(room, carol.writer, ask, { clear: { class: "session" } }).envelope);
  for (const type of ["typing", "profile", "chat"]) {
    expect(await carol.socket.request({ type, sealed }, "refused")).toMatchObject({ code: "key_old" });
  }
  carol.socket.send({ type: "session", sealed });
  let asked = await alice.socket.next("session");
  while (asked.userId !== carol.memberId) asked = await alice.socket.next("session");
  expect(asked.sealed).toBe(sealed);
  bob.socket.send({ type: "rekey", records: [], boxes: Object.fromEntries([boxFor(after, carol)]) });
  const { box } = await carol.socket.next("box");
  const record = taken(after.keyring.secrets.at(-1));
  expect(openForSession(after.keyring, record, carol.writer.session, carol.session, bytes(box))?.keys).toEqual(
    after.keys,
  );
  expect((await joinEncrypted(server, after)).welcome.sessions).toHaveLength(4);
});

describe("links for one use", () => {
  const inviteKey = new Uint8Array(16).fill(5);
  const wrap = ({ keys, secret, link, random }: EncryptedRoom) =>
    toBase64url(wrapForInvite(inviteKey, keys, { secret, linkSecret: link.secret }, random));

  test("E34: one hands out the room's secret once, to one member, and is erased", async () => {
    const clock = new FakeClock();
    await using server = await startTestServer({}, { clock });
    const { room, ownerToken: token } = await hostEncryptedRoom(server);
    const wrapped = wrap(room);
    const created = await server.ask("POST", `api/rooms/${CODE}/invites`, { token, body: { wrapped } });
    expect(created.status).toBe(201);
    expect(created.text).not.toContain(wrapped);
    await server.ask("PATCH", `api/rooms/${CODE}`, { token, body: { entry: "locked" } });
    const { invite } = created.body;
    const guest = await server.client.session("Guest");
    const other = await server.client.session("Other");
    const claim = (who: { token: string }) =>
      server.ask("POST", `api/rooms/${CODE}/invites/claim`, { token: who.token, body: { invite } });
    expect((await server.ask("POST", `api/rooms/${CODE}/invites/claim`, { body: { invite } })).status).toBe(401);
    const { body } = await claim(guest);
    const opened = taken(openInvite(inviteKey, room.keyring, bytes(body.wrapped)));
    expect(opened.keys).toEqual(room.keys);
    expect((await claim(guest)).body).toEqual({ wrapped });
    expect((await claim(other)).body.error.code).toBe("not_allowed");
    expect((await server.ask("GET", `api/rooms/${CODE}/invites`, { token })).body.invites).toEqual([]);
    // The room is locked, and lets in whoever has used an invite.
    const joined = await joinEncrypted(server, room, { token: guest.token });
    expect(joined.memberId).toBe(guest.member.id);
    server.advance(60_000);
    expect((await claim(guest)).body.error.code).toBe("not_allowed");
  });

  test("E34: a new key ends those that are open; each bad one has its answer", async () => {
    await using server = await startTestServer();
    const { room, ownerToken: token, alice } = await start(server);
    const create = async (body: object, code = CODE) => {
      const answer = await server.ask("POST", `api/rooms/${code}/invites`, { token, body });
      return answer.body.error ? [answer.body.error.code, answer.body.error.message.split(":")[0]] : answer.body.invite;
    };
    expect(await create({})).toEqual(["malformed", "wrapped"]);
    expect(await create({ wrapped: wrap(room), uses: 2 })).toEqual(["malformed", "uses"]);
    expect((await create({ wrapped: "AAAA" }))[0]).toBe("malformed");
    const after = rekeyed(room);
    expect((await create({ wrapped: wrap(after) }))[0]).toBe("key_old");
    const invite = await create({ wrapped: wrap(room) });
    alice.socket.send({ type: "rekey", records: [newestRecord(after)] });
    await alice.socket.next("keyring");
    const guest = await server.client.session("Guest");
    const claim = await server.ask("POST", `api/rooms/${CODE}/invites/claim`, { token: guest.token, body: { invite } });
    expect(claim.body.error.code).toBe("not_allowed");
    expect((await create({ wrapped: wrap(room) }))[0]).toBe("key_old");
    const plain = await server.client.room({}, token);
    expect(await create({ wrapped: wrap(room) }, plain.room.code)).toEqual(["malformed", "wrapped"]);
  });
});

test("E35: files are taken sealed: nothing is found in them, shown of them, or said of them", async () => {
  await using server = await startTestServer();
  const { room, alice, bob } = await start(server);
  const upload = (body: Uint8Array, headers = {}) =>
    fetch(`${server.origin}/api/rooms/${CODE}/files/${encodeURIComponent("holiday canary.png")}`, {
      method: "PUT",
      body: body as BodyInit,
      headers: { authorization: `Bearer ${alice.token}`, ...headers },
    });
  // What looks like a picture is none.
  const content = drawBytes(room.random, sealedFileBytes(5_000));
  content.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const { file } = (await (await upload(content, { "mayfly-seconds": "5" })).json()) as {
    file: { id: string; url: string };
  };
  expect(file).toEqual({ ...file, name: "file", type: "application/octet-stream", bytes: content.length } as never);
  expect(Object.keys(file).toSorted()).toEqual(["bytes", "id", "name", "type", "url"]);
  const clear = { class: "chat", files: [file.id] } as const;
  const { envelope } = say(room, alice.writer, { text: "", files: [] }, { clear });
  alice.socket.send({ type: "chat", sealed: toBase64url(envelope), files: [file.id] });
  expect((await bob.socket.next("chat")).files).toEqual([file]);
  const read = await server.client.fetch("GET", file.url, { token: bob.token, headers: { range: "bytes=0-99" } });
  expect([read.status, read.headers.get("content-type")]).toEqual([206, "application/octet-stream"]);
  expect(read.headers.get("content-disposition")).toStartWith("attachment");
  expect(new Uint8Array(await read.arrayBuffer())).toEqual(content.slice(0, 100));
  expect((await server.client.fetch("GET", file.url)).status).toBeWithin(401, 404);
  for (const size of [0, 100, content.length - 1, content.length + 1, 70_000]) {
    expect(
      (await upload(content.slice(0, size).length === size ? content.slice(0, size) : new Uint8Array(size))).status,
    ).toBe(400);
  }
  expect((await upload(content, { "mayfly-message": "Look" })).status).toBe(400);
  const { body } = await server.ask("GET", `api/rooms/${CODE}/files`, { token: bob.token });
  expect(body.files).toHaveLength(1);
  expect(body.bytes).toBe(content.length);
});
