// Two pages' workers in one encrypted room on a real server: what each page is told, as if the room weren't encrypted.
import { expect, test } from "bun:test";
import { fromBase64url, toBase64url } from "#protocol/e2ee/bytes";
import { sealEvent } from "#protocol/e2ee/event";
import { encodeBody } from "#protocol/e2ee/event-body";
import { makeJoinProof } from "#protocol/e2ee/join-proof";
import type { EpochKeys } from "#protocol/e2ee/key-schedule";
import { appendRecord, type Keyring, newestSecret } from "#protocol/e2ee/keyring";
import type { SecretRecord } from "#protocol/e2ee/keyring-record";
import { sealForSession } from "#protocol/e2ee/rekey";
import { makeSecretRecord } from "#protocol/e2ee/room-secrets";
import { baseOf, bytesOf } from "../../../../server/testing/encrypted-client.ts";
import { startTestServer, type TestServer } from "../../../../server/testing/test-server.ts";
import { makeRoomSecrets } from "./make-room-secrets.ts";
import { type AnyJson, CODE, guest, host, Page, random } from "./test-page.ts";

/** Returns the welcome of somebody who joins anew and knows nothing, as the server shows it. */
async function snapshotFor(server: TestServer, { token, session }: Page): Promise<AnyJson> {
  const socket = await server.client.connect(CODE);
  const { challenge } = await socket.next("challenge");
  const { id } = (await server.client.session(undefined, token)).member;
  const keys = session.keys.newest as EpochKeys;
  const proof = makeJoinProof(keys, { challenge: bytesOf(challenge), memberId: id, base: baseOf(server) });
  socket.send({ type: "join", token, proof: toBase64url(proof) });
  return socket.next("welcome");
}

test("E41, E42: a page talks as in any room; names, texts, edits, reactions, replies and pins pass sealed", async () => {
  await using server = await startTestServer();
  const { kept, token } = await host(server);
  const ann = await Page.open(server, kept, "Ann Canary", {}, token);
  expect(await ann.next("welcome")).toMatchObject({ you: { name: "Ann Canary", role: "owner" }, events: [] });
  const bob = await Page.open(server, guest(kept), "Bob Canary");
  const welcome = await bob.next("welcome");
  expect(welcome.members.map(({ name }: { name: string }) => name)).toEqual(["Ann Canary", "Bob Canary"]);
  expect(await ann.next("user_joined")).toMatchObject({ user: "Bob Canary" });

  ann.say({ type: "chat", message: "Hello canary", nonce: "n1" });
  const said = await bob.next("chat");
  expect(said).toMatchObject({ user: "Ann Canary", message: "Hello canary", nonce: "n1" });
  expect(said).not.toContainAnyKeys(["sealed", "digest"]);
  expect(await ann.next("chat")).toEqual(said);
  bob.say({ type: "chat", message: "Hi canary", replyTo: said.id, nonce: "n2" });
  expect(await ann.next("chat")).toMatchObject({ user: "Bob Canary", replyTo: said.id });
  bob.say({ type: "react", id: said.id, emoji: "👍", on: true, nonce: "n3" });
  expect(await ann.next("react")).toMatchObject({ messageId: said.id, emoji: "👍", on: true });
  ann.say({ type: "edit", id: said.id, message: "Hallo canary", nonce: "n4" });
  expect(await bob.next("edit")).toMatchObject({ messageId: said.id, message: "Hallo canary" });
  bob.say({ type: "typing" });
  expect(await ann.next("typing")).toMatchObject({ user: "Bob Canary" });
  bob.say({ type: "rename", name: "Bobby Canary", avatar: "fox" });
  let members: AnyJson[] = [];
  while (!members.some(({ name, avatar }) => name === "Bobby Canary" && avatar === "fox")) {
    ({ members } = await ann.next("roster"));
  }
  ann.session.setTitle("Canary plans");
  expect(await bob.next("room")).toMatchObject({ user: "Ann Canary", room: { title: "Canary plans" } });

  const late = await Page.open(server, guest(kept, 11), "Cy Canary");
  const later = await late.next("welcome");
  expect(later.room.title).toBe("Canary plans");
  expect(later.events[0]).toMatchObject({
    message: "Hallo canary",
    user: "Ann Canary",
    reactions: { "👍": [bob.you.id] },
  });
  expect(later.events[1]).toMatchObject({ message: "Hi canary", user: "Bobby Canary", replyTo: said.id });
  const { body } = await server.ask("GET", `api/rooms/${CODE}/messages`, { token: late.token });
  expect(late.session.messages(body.messages)[1]).toMatchObject({ message: "Hi canary" });
  for (const type of ["change", "moderate", "pin", "anything"]) {
    ann.say({ type, title: "Canary", reason: "Canary", id: said.id, on: true });
  }
  for (const page of [ann, bob, late]) {
    expect(page.sent.join()).not.toContain("anary");
    expect(page.others).toEqual([]);
  }
});

test("E43: the same command is sent again as it was sealed", async () => {
  await using server = await startTestServer();
  const { kept, token } = await host(server);
  const ann = await Page.open(server, kept, "Ann", {}, token);
  await ann.next("welcome");
  ann.say({ type: "chat", message: "Hello", nonce: "n1" });
  ann.say({ type: "chat", message: "Hello", nonce: "n1" });
  const [first, second] = ann.sent.filter((text) => text.includes('"chat"'));
  expect(first).toBe(second as string);
  expect((await ann.next("chat")).id).toBe((await ann.next("chat")).id);
});

test("E40: a wrong link is told from an old one and from another room's, before anything is sent that could tell of it", async () => {
  await using server = await startTestServer();
  const { kept } = await host(server);
  const other = makeRoomSecrets(CODE, undefined, random).kept;
  const [, secret] = other.link.split(".");
  const [, , root] = kept.link.split(".");
  for (const [link, problem] of [
    [other.link, "other_room"],
    [`e2ee=1.${secret}.${root}`, "old_link"],
  ] as const) {
    const page = await Page.open(server, guest({ ...kept, link }), "Eve");
    expect(await page.other("problem")).toMatchObject({ type: "problem", problem });
    expect(page.sent).toEqual([]);
  }
});

test("E44: a room with a password asks for it, says that a wrong one is wrong, and doesn't ask again", async () => {
  await using server = await startTestServer();
  const { kept } = await host(server, "sesame");
  const page = await Page.open(server, guest(kept), "Bob");
  expect(await page.next("refused")).toMatchObject({ code: "password_needed" });
  const wrong = await Page.open(server, guest(kept), "Bob", { password: "simsalabim" });
  expect(await wrong.next("refused")).toMatchObject({ code: "wrong_password" });
  const right = await Page.open(server, guest(kept), "Bob", { password: "sesame" });
  await right.next("welcome");
  const again = await Page.open(server, right.kept, "Bob", {}, right.token);
  await again.next("welcome");
});

test("E45, E65: a text that isn't signed by its author is marked; what doesn't open says why", async () => {
  await using server = await startTestServer();
  const { kept, token } = await host(server);
  const ann = await Page.open(server, kept, "Ann", {}, token);
  await ann.next("welcome");
  const bob = await Page.open(server, guest(kept), "Bob");
  await bob.next("welcome");
  const forge = (keys: EpochKeys) => {
    const writer = {
      memberId: bob.you.id,
      signingKey: new Uint8Array(32).fill(3),
      memberKey: ann.session.memberKey,
      session: new Uint8Array(8),
    };
    const body = encodeBody("chat", { text: "Forged" });
    const seen = { seq: 0, head: keys.roomId };
    const sealed = sealEvent(keys, writer, { clear: { class: "chat" }, counter: 0, seen, writtenAt: 0, body }, random);
    return typeof sealed === "string" ? sealed : toBase64url(sealed.envelope);
  };
  const keys = bob.session.keys.newest as EpochKeys;
  bob.socket.send({ type: "chat", sealed: forge(keys) });
  const forged = await ann.next("chat");
  expect((await ann.other("mark")).edits).toMatchObject([{ messageId: forged.id, message: "not signed\n\nForged" }]);
  bob.socket.send({ type: "chat", sealed: forge({ ...keys, messages: new Uint8Array(32) }) });
  expect(await ann.next("chat")).toMatchObject({ message: "unreadable" });
});

test("E45: a server that puts an event in for one of them is told of once", async () => {
  await using server = await startTestServer();
  const { kept, token } = await host(server);
  const ann = await Page.open(server, kept, "Ann", {}, token);
  await ann.next("welcome");
  const bob = await Page.open(server, guest(kept), "Bob");
  await bob.next("welcome");
  for (const nonce of ["n1", "n2", "n3"]) {
    bob.say({ type: "chat", message: "Hi", nonce });
    await bob.next("chat");
    const said = await ann.next("chat");
    // Ann's page gets one that nobody else has.
    if (nonce === "n1") {
      const digest = toBase64url(new Uint8Array(32));
      ann.session.receive(JSON.stringify({ ...said, seq: said.seq + 1, digest, nonce: undefined }));
    }
  }
  expect(await ann.other("notice")).toEqual({ type: "notice", notice: { is: "history" } });
});

test("E43: after a new key, what was sealed with the old one is sealed anew; who got no box is told", async () => {
  await using server = await startTestServer();
  const { kept, token } = await host(server);
  const ann = await Page.open(server, kept, "Ann", {}, token);
  await ann.next("welcome");
  const bob = await Page.open(server, guest(kept), "Bob");
  await bob.next("welcome");
  const cy = await Page.open(server, guest(kept, 11), "Cy");
  await cy.next("welcome");
  const keyring = ann.session.keys.keyring as Keyring;
  const linkSecret = new Uint8Array(16).fill(5);
  const pastSecret = fromBase64url(kept.secret?.value ?? "") as Uint8Array;
  const signingKey = fromBase64url(kept.seed) as Uint8Array;
  const { record, secret } = makeSecretRecord(keyring, { linkSecret, pastSecret }, signingKey, random);
  const next = appendRecord(keyring, record) as Keyring;
  const boxes: Record<string, string> = {};
  for (const page of [ann, bob]) {
    const { sealed } = JSON.parse(page.sent.find((text) => text.includes('"session"')) ?? "");
    const opened = ann.session.opener.open("session", page.you.id, sealed);
    if (typeof opened === "string") throw new Error(opened);
    const { session } = opened.event.header;
    const newest = newestSecret(next) as SecretRecord;
    const kex = fromBase64url(opened.body.kex) as Uint8Array;
    const box = sealForSession(next.roomId, newest, session, kex, { secret, linkSecret }, random);
    boxes[toBase64url(session)] = toBase64url(box as Uint8Array);
  }
  ann.socket.send({ type: "rekey", records: [toBase64url(record)], boxes });
  // Sealed before Bob's page knows of the new key.
  bob.say({ type: "chat", message: "Sealed anew", nonce: "n1" });
  expect(await ann.next("chat")).toMatchObject({ message: "Sealed anew", nonce: "n1" });
  expect(await bob.next("chat")).toMatchObject({ message: "Sealed anew" });
  expect(await cy.next("chat")).toMatchObject({ message: "no key" });
  cy.pass(10_000);
  expect(await cy.other("notice")).toEqual({ type: "notice", notice: { is: "no_new_key" } });
  expect([...ann.others, ...bob.others]).toEqual([]);
  expect(bob.kept.link).toContain(toBase64url(linkSecret));
  const again = await Page.open(server, bob.kept, "Bob", {}, bob.token);
  expect((await again.next("welcome")).events).toMatchObject([{ message: "Sealed anew" }]);
  const late = await Page.open(server, guest(kept, 12), "Di");
  expect(await late.other("problem")).toMatchObject({ type: "problem", problem: "old_link" });
});

test("E67: of many messages the newest come with the welcome; the others follow, and what comes meanwhile about them is right", async () => {
  await using server = await startTestServer({ LIMITS: "off" });
  const { kept, token } = await host(server);
  const ann = await Page.open(server, kept, "Ann", {}, token);
  await ann.next("welcome");
  const ids: string[] = [];
  for (let number = 1; number <= 60; number++) {
    ann.say({ type: "chat", message: `Message ${number}`, nonce: `n${number}` });
    ids.push((await ann.next("chat")).id);
  }
  const bob = await Page.open(server, guest(kept), "Bob");
  const textsOf = (events: readonly AnyJson[]) => events.map(({ message }) => message);
  const first = textsOf((await bob.next("welcome")).events);
  expect([first.length, first[0], first.at(-1)]).toEqual([40, "Message 21", "Message 60"]);
  await bob.other("older");
  const older = bob.session.backlog.take(21);
  expect([textsOf(older?.messages ?? []), older?.more]).toEqual([
    ids.slice(0, 20).map((_, at) => `Message ${at + 1}`),
    false,
  ]);
  expect(bob.session.backlog.take(21)).toBeUndefined();
  expect(bob.others.filter(({ type }) => type === "notice")).toEqual([]);

  // Nothing is opened in the background here: an edit of an old message, and one's own reaction to it, have it opened.
  const cy = await Page.open(server, guest(kept, 11), "Cy", {}, undefined, false);
  await cy.next("welcome");
  ann.say({ type: "edit", id: ids[0], message: "Better words", nonce: "e1" });
  expect(await cy.next("edit")).toMatchObject({ messageId: ids[0], message: "Better words" });
  const di = await Page.open(server, guest(kept, 12), "Di", {}, undefined, false);
  await di.next("welcome");
  di.say({ type: "react", id: ids[1], emoji: "👍", on: true, nonce: "r1" });
  expect(await ann.next("react")).toMatchObject({ messageId: ids[1], emoji: "👍" });
  expect(textsOf(di.session.backlog.take(21)?.messages ?? [])[0]).toBe("Better words");
});

test("E68: a page that is shown the history anew says if it is another than before", async () => {
  await using server = await startTestServer();
  const { kept, token } = await host(server);
  const ann = await Page.open(server, kept, "Ann", {}, token);
  await ann.next("welcome");
  const bob = await Page.open(server, guest(kept), "Bob");
  await bob.next("welcome");
  for (const nonce of ["n1", "n2", "n3"]) {
    ann.say({ type: "chat", message: nonce, nonce });
    await bob.next("chat");
  }
  const shown = await snapshotFor(server, bob);
  const noticesOf = ({ others }: Page) => others.filter(({ type }) => type === "notice");
  bob.session.receive(JSON.stringify(shown));
  // Older history may be dropped.
  bob.session.receive(JSON.stringify({ ...shown, events: shown.events.slice(1) }));
  // What is done in the background is done by then.
  await new Promise(setImmediate);
  expect(noticesOf(bob)).toEqual([]);
  bob.session.receive(JSON.stringify({ ...shown, events: shown.events.toSpliced(1, 1) }));
  expect((await bob.other("notice")).notice).toEqual({ is: "history" });
});

test("E87, E101: a title counts only from who is on the keyring's list; no name comes back, or stays unsigned", async () => {
  await using server = await startTestServer();
  const { kept, token } = await host(server);
  const ann = await Page.open(server, kept, "Ann", {}, token);
  await ann.next("welcome");
  const bob = await Page.open(server, guest(kept), "Bob");
  await bob.next("welcome");
  const sealed: string[] = [];
  for (const title of ["First", "Second"]) {
    ann.time++;
    ann.session.setTitle(title);
    sealed.push(JSON.parse(ann.sent.at(-1) ?? "").sealed);
    expect(await bob.next("room")).toMatchObject({ room: { title } });
  }
  const snapshotWith = async (change: object): Promise<AnyJson> => {
    bob.session.receive(JSON.stringify({ ...(await snapshotFor(server, bob)), ...change }));
    return bob.next("welcome");
  };
  const titleOf = async ({ you }: Page, of: string | undefined) =>
    (await snapshotWith({ sealedTitle: { userId: you.id, sealed: of } })).room.title;
  expect(await titleOf(ann, sealed[1])).toBe("Second");
  expect(await titleOf(ann, sealed[0])).toBe("Second");
  expect(await titleOf(bob, bob.session.sealer.seal("title", { title: "Bob’s" }))).toBe("Second");

  const former = JSON.parse(ann.sent.find((text) => text.includes('"profile"')) ?? "").sealed;
  ann.time++;
  ann.say({ type: "rename", name: "Anna", avatar: null });
  const isAnna = ({ name }: { name: string }) => name === "Anna";
  while (!(await bob.next("roster")).members.some(isAnna));
  const { members } = await snapshotWith({ profiles: [{ userId: ann.you.id, sealed: former }] });
  expect(members.some(isAnna)).toBe(true);

  const keys = bob.session.keys.newest as EpochKeys;
  const { memberKey } = ann.session;
  const writer = {
    memberId: ann.you.id,
    signingKey: new Uint8Array(32).fill(3),
    memberKey,
    session: new Uint8Array(8),
  };
  const body = encodeBody("profile", { name: "Forged", avatar: null });
  const said = { counter: 0, seen: { seq: 0, head: keys.roomId }, writtenAt: ann.time + 1, body };
  const forged = sealEvent(keys, writer, { ...said, clear: { class: "profile" } }, random);
  if (typeof forged === "string") throw new Error(forged);
  await snapshotWith({ profiles: [{ userId: ann.you.id, sealed: toBase64url(forged.envelope) }] });
  expect(await bob.other("notice")).toMatchObject({ notice: { is: "other_key", memberId: ann.you.id } });
  const isForged = ({ name }: { name: string }) => name === "Forged";
  expect(bob.frames.findLast(({ type }) => type === "roster").members.some(isForged)).toBe(false);
});

test("E89: a next room is offered only where the owner's words name it, not by what the server says beside them", async () => {
  await using server = await startTestServer();
  const { kept, token } = await host(server);
  const ann = await Page.open(server, kept, "Ann", {}, token);
  await ann.next("welcome");
  const bob = await Page.open(server, guest(kept), "Bob");
  await bob.next("welcome");
  for (const message of ["Bye", "On we go: https://example.org/K7PQ-2MFX#e2ee=1.a.b"]) {
    ann.say({ type: "chat", message, nonce: `n${message.length}` });
    await bob.next("chat");
  }
  const nonce = "next:k7pq2mfx:abcd";
  const shown = await snapshotFor(server, bob);
  const events = shown.events.map((event: AnyJson) => ({ ...event, nonce }));
  bob.session.receive(JSON.stringify({ ...shown, events }));
  expect((await bob.next("welcome")).events.map((event: AnyJson) => event.nonce)).toEqual([undefined, nonce]);
});
