// Creating and joining encrypted rooms over the wire, with the core's own cryptography.
import { describe, expect, test } from "bun:test";
import { CLOSE } from "#protocol/error-codes";
import { toBase64url } from "../../protocol/e2ee/bytes.ts";
import {
  baseOf,
  encryptionRequest,
  hostEncryptedRoom,
  joinEncrypted,
  proofFor,
} from "../../testing/encrypted-client.ts";
import { createEncryptedRoom } from "../../testing/encrypted-room.ts";
import { FakeClock } from "../../testing/fake-clock.ts";
import { startTestServer } from "../../testing/test-server.ts";

const CODE = "secret-place";

test("E21: an encrypted room says that it is one; its keyring is checked at its creation", async () => {
  await using server = await startTestServer();
  const room = createEncryptedRoom(1, { code: CODE });
  const encryption = encryptionRequest(room);
  const create = (changes: object) =>
    server.ask("POST", "api/rooms", { body: { code: CODE, encryption: { ...encryption, ...changes } } });
  const changed = `${encryption.record.slice(0, -3)}AAA`;
  for (const [changes, message] of [
    [{ record: changed }, "record: its signature is wrong."],
    [{ record: "AAAA" }, "record: not as documented."],
    [{ record: "not base64" }, "record: not as documented."],
    [{ rootKey: toBase64url(createEncryptedRoom(2).rootKey) }, "record: of another code or another owner."],
    [{ rootKey: toBase64url(new Uint8Array(32)) }, "record: not as documented."],
  ] as const) {
    const { status, body } = await create(changes);
    expect({ status, ...body.error }).toMatchObject({ message });
    expect(status).toBeWithin(400, 404);
  }
  expect((await create({ version: "mayfly/e2ee/2" })).status).toBe(400);
  const { status, body } = await create({});
  expect(status).toBe(201);
  expect(body.room).toMatchObject({ encryption: "mayfly/e2ee/1", title: "", entry: "open" });
  expect((await server.client.room({})).room).not.toContainKey("encryption");
});

test("E21: a record of another code is none of this room", async () => {
  await using server = await startTestServer();
  const encryption = encryptionRequest(createEncryptedRoom(1, { code: "other-place" }));
  const { status, body } = await server.ask("POST", "api/rooms", { body: { code: CODE, encryption } });
  expect([status, body.error.code]).toEqual([400, "malformed"]);
});

test("E38: a code is drawn ahead for a room whose keyring is bound to it, once and for a minute", async () => {
  const clock = new FakeClock();
  await using server = await startTestServer({ CUSTOM_CODES: "off" }, { clock });
  const draw = async () => (await server.ask("POST", "api/rooms/code")).body.code as string;
  const create = async (code: string) => {
    const encryption = encryptionRequest(createEncryptedRoom(1, { code }));
    const { status, body } = await server.ask("POST", "api/rooms", { body: { code, encryption } });
    return status === 201 ? body.room : body.error.code;
  };
  const code = await draw();
  expect(code).toMatch(/^[a-z0-9]{8}$/);
  expect(await create(code)).toMatchObject({ code, shownCode: `${code.slice(0, 4)}-${code.slice(4)}` });
  expect(await create(code)).toBe("not_allowed");
  const late = await draw();
  server.advance(60_000);
  expect(await create(late)).toBe("not_allowed");
  expect(await create("chosen-code")).toBe("not_allowed");
});

test("E22: what such a room can't have is refused by name, at its creation and later", async () => {
  await using server = await startTestServer();
  const encryption = encryptionRequest(createEncryptedRoom(1, { code: CODE }));
  for (const [field, value] of Object.entries({
    title: "Plans",
    visibility: "public",
    password: "secret",
    entry: "knock",
  })) {
    const body = { code: CODE, encryption, [field]: value };
    const answer = await server.ask("POST", "api/rooms", { body });
    expect([answer.status, answer.body.error.code]).toEqual([400, "malformed"]);
    expect(answer.body.error.message).toStartWith(`${field}: `);
  }
  const withoutCode = await server.ask("POST", "api/rooms", { body: { encryption } });
  expect(withoutCode.body.error.message).toStartWith("code: ");
  const { ownerToken: token } = await hostEncryptedRoom(server);
  for (const [field, value] of Object.entries({
    title: "Plans",
    visibility: "public",
    password: "x",
    entry: "members",
  })) {
    const answer = await server.ask("PATCH", `api/rooms/${CODE}`, { token, body: { [field]: value } });
    expect(answer.body.error.message).toStartWith(`${field}: `);
  }
  const locked = await server.ask("PATCH", `api/rooms/${CODE}`, { token, body: { entry: "locked" } });
  expect(locked.body.entry).toBe("locked");
});

describe("joining", () => {
  test("E23: a socket begins with a challenge, and who has the key answers it", async () => {
    await using server = await startTestServer();
    const { room } = await hostEncryptedRoom(server);
    const socket = await server.client.connect(CODE);
    const challenge = await socket.next("challenge");
    expect(challenge).toMatchObject({
      keyEpoch: 0,
      rootKey: toBase64url(room.rootKey),
      linkCheck: toBase64url(room.keyring.secrets[0]?.linkCheck ?? new Uint8Array()),
    });
    expect(challenge).not.toContainKey("passwordSalt");
    const bob = await joinEncrypted(server, room);
    expect(bob.welcome).toMatchObject({ recovered: false, room: { encryption: "mayfly/e2ee/1" } });
  });

  test("E23: a plain client is told why it can't come in, and doesn't come back", async () => {
    await using server = await startTestServer();
    await hostEncryptedRoom(server);
    const { token } = await server.client.session("Plain");
    const socket = await server.client.connect(CODE);
    const refused = await socket.request({ type: "join", token }, "refused");
    expect(refused).toMatchObject({ code: "key_needed", message: expect.stringContaining("encrypted") });
    expect(await socket.closed).toEqual({ code: CLOSE.notAllowed, reason: "key_needed" });
    const withToken = await server.client.connect(CODE, { query: `?session_id=${token}` });
    expect(await withToken.closed).toEqual({ code: CLOSE.notAllowed, reason: "key_needed" });
    const plainReads = ["messages", "events", "members", "board", "files"].map((path) =>
      server.ask("GET", `api/rooms/${CODE}/${path}`, { token }),
    );
    for (const { status, body } of await Promise.all(plainReads)) {
      expect([status, body.error.code]).toEqual([403, "key_needed"]);
    }
    const { status, body } = await server.ask("POST", `api/rooms/${CODE}/messages`, { token, body: { message: "Hi" } });
    expect([status, body.error.code]).toEqual([403, "key_needed"]);
    expect((await server.ask("GET", `api/rooms/${CODE}/messages`)).status).toBe(401);
  });

  test("E23: over REST, a proof lets in whoever made it, and the owner needs one as well", async () => {
    await using server = await startTestServer();
    const { room, ownerToken, created } = await hostEncryptedRoom(server);
    const read = (headers = {}) => server.ask("GET", `api/rooms/${CODE}/messages`, { token: ownerToken, headers });
    expect((await read()).status).toBe(403);
    expect((await read({ "x-owner-key": created.ownerKey })).status).toBe(403);
    const { member } = await server.client.session(undefined, ownerToken);
    const { body: challenge } = await server.ask("GET", `api/rooms/${CODE}/challenge`);
    const proof = proofFor(server, room, member.id, challenge.challenge);
    const join = (body: object) => server.ask("POST", `api/rooms/${CODE}/join`, { token: ownerToken, body });
    expect((await join({})).body.error.code).toBe("key_needed");
    expect((await join({ challenge: challenge.challenge, proof })).body).toMatchObject({
      status: "member",
      role: "owner",
    });
    expect((await read()).status).toBe(200);
    const plain = await server.client.room({ code: "plain-place" });
    expect((await server.ask("GET", `api/rooms/${plain.room.code}/challenge`)).status).toBe(404);
  });

  test("E24: a challenge is good once, for its room and member, for this server, and for a minute", async () => {
    const clock = new FakeClock();
    await using server = await startTestServer({ CUSTOM_CODES: "true" }, { clock });
    const { room } = await hostEncryptedRoom(server);
    const other = await hostEncryptedRoom(server, { code: "other-place", seed: 2 });
    const { token, member } = await server.client.session("Bob");
    const draw = async (code = CODE) => (await server.ask("GET", `api/rooms/${code}/challenge`)).body.challenge;
    const join = async (challenge: string, proof: string) => {
      const { status, body } = await server.ask("POST", `api/rooms/${CODE}/join`, {
        token,
        body: { challenge, proof },
      });
      return status === 200 ? "in" : body.error.code;
    };
    const right = await draw();
    expect(await join(right, proofFor(server, room, member.id, right))).toBe("in");
    expect(await join(right, proofFor(server, room, member.id, right))).toBe("key_needed");
    const ofOther = await draw("other-place");
    expect(await join(ofOther, proofFor(server, room, member.id, ofOther))).toBe("key_needed");
    const wrong = await draw();
    expect(await join(wrong, proofFor(server, other.room, member.id, wrong))).toBe("key_needed");
    const elsewhere = await draw();
    expect(await join(elsewhere, proofFor(server, room, member.id, elsewhere, "evil.example/"))).toBe("key_needed");
    const somebodys = await draw();
    expect(await join(somebodys, proofFor(server, room, "somebody", somebodys))).toBe("key_needed");
    const own = toBase64url(new Uint8Array(32).fill(7));
    expect(await join(own, proofFor(server, room, member.id, own))).toBe("key_needed");
    const late = await draw();
    server.advance(60_000);
    expect(await join(late, proofFor(server, room, member.id, late))).toBe("key_needed");
  });

  test("E24: after a wrong answer, a socket gets another challenge", async () => {
    await using server = await startTestServer();
    const { room } = await hostEncryptedRoom(server);
    const { token, member } = await server.client.session("Bob");
    const socket = await server.client.connect(CODE);
    const first = await socket.next("challenge");
    const wrong = proofFor(server, room, "somebody", first.challenge);
    expect(await socket.request({ type: "join", token, proof: wrong }, "refused")).toMatchObject({
      code: "key_needed",
    });
    const { challenge } = await socket.next("challenge");
    expect(challenge).not.toBe(first.challenge);
    const proof = proofFor(server, room, member.id, challenge);
    expect(await socket.request({ type: "join", token, proof }, "welcome")).toMatchObject({ type: "welcome" });
  });

  test("E24: a public address is the only one that a proof may name", async () => {
    await using server = await startTestServer({ PUBLIC_URL: "https://chat.example/" });
    const { room } = await hostEncryptedRoom(server);
    const { token, member } = await server.client.session("Bob");
    const join = async (base: string) => {
      const { body } = await server.ask("GET", `api/rooms/${CODE}/challenge`);
      const proof = proofFor(server, room, member.id, body.challenge, base);
      const answer = await server.ask("POST", `api/rooms/${CODE}/join`, {
        token,
        body: { challenge: body.challenge, proof },
      });
      return answer.status;
    };
    expect(await join(baseOf(server))).toBe(403);
    expect(await join("chat.example/")).toBe(200);
  });

  test("E25: a locked encrypted room lets in nobody new, key or not; who was there comes back", async () => {
    await using server = await startTestServer();
    const { room, ownerToken } = await hostEncryptedRoom(server);
    const bob = await joinEncrypted(server, room);
    await server.ask("PATCH", `api/rooms/${CODE}`, { token: ownerToken, body: { entry: "locked" } });
    const { token, member } = await server.client.session("Eve");
    const socket = await server.client.connect(CODE);
    const { challenge } = await socket.next("challenge");
    const proof = proofFor(server, room, member.id, challenge);
    expect(await socket.request({ type: "join", token, proof }, "refused")).toMatchObject({ code: "locked" });
    bob.socket.close();
    const back = await joinEncrypted(server, room, { token: bob.token });
    expect(back.memberId).toBe(bob.memberId);
  });

  test("E26: nobody is called by a name there: members are neutral words, whatever their token or join says", async () => {
    await using server = await startTestServer();
    const { room, ownerToken } = await hostEncryptedRoom(server);
    const alice = await joinEncrypted(server, room, { token: ownerToken, name: "Alice Canary", avatar: "fox" });
    const bob = await joinEncrypted(server, room, { name: "Bob Canary" });
    expect(alice.welcome.you).toMatchObject({ name: "Member", avatar: null, role: "owner" });
    expect(bob.welcome.members.map(({ name }: { name: string }) => name)).toEqual(["Member", "Member 2"]);
    expect(await alice.socket.next("user_joined")).toMatchObject({ user: "Member 2", message: "Member 2 joined" });
    const { body } = await server.ask("GET", `api/rooms/${CODE}/members`, { token: bob.token });
    expect(JSON.stringify(body)).not.toContain("Canary");
  });
});
