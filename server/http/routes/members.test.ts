import { afterAll, describe, expect, test } from "bun:test";
import { Refusal } from "#protocol/error-codes";
import type { RoomRequest } from "#protocol/http";
import { encodeState } from "../../chat/room-model/room-state.ts";
import { FakeClock } from "../../testing/fake-clock.ts";
import { startTestServer } from "../../testing/test-server.ts";

const clock = new FakeClock();
const passwords = {
  hash: async (password: string) => `hashed ${password}`,
  verify: async (password: string, hash: string) => hash === `hashed ${password}`,
};
const server = await startTestServer({ LIMITS: "off" }, { clock, passwords });
afterAll(server.stop);
const { client, ask } = server;
const MINUTE = 60_000;
const [olga, ann, bob] = [await client.session("Olga"), await client.session("Ann"), await client.session("Bob")];

async function made(request: RoomRequest = {}) {
  const { room, ownerKey } = await client.room(request, olga.token);
  const at = `api/rooms/${room.code}`;
  const say = (method: string, path: string, { token }: { token: string }, body?: object) =>
    ask(method, `${at}${path}`, { token, body });
  const act = (action: string, who: { member: { id: string } }, by = olga, body: object = {}) =>
    say("POST", `/members/${who.member.id}/${action}`, by, body);
  return { room, ownerKey, at, say, act };
}

describe("joining", () => {
  test("G10: a stranger who keeps trying passwords, as ever new members, keeps no newcomer out", async () => {
    await using server = await startTestServer({ TRUST_PROXY: "on" }, { clock: new FakeClock(), passwords });
    const { room } = await server.client.room({ password: "sesame" });
    const from = (address: string) => ({ "x-forwarded-for": address });
    const attempt = async (address: string, password: string) => {
      const { token } = (await server.ask("POST", "api/sessions", { body: {}, headers: from(address) })).body;
      const asked = { token, body: { password }, headers: from(address) };
      return (await server.ask("POST", `api/rooms/${room.code}/join`, asked)).status;
    };
    for (let minutes = 0; minutes < 3; minutes++) {
      for (let n = 0; n < 110; n++) await attempt("198.51.100.1", "wrong");
      expect(await attempt("198.51.100.1", "sesame")).toBe(429);
      expect(await attempt(`203.0.113.${minutes}`, "sesame")).toBe(200);
      server.advance(60_000);
    }
    const { token } = await server.client.session("Ann");
    const socket = await server.client.connect(room.code, { headers: from("198.51.100.1") });
    for (let n = 0; n < 110; n++) await attempt("198.51.100.1", "wrong");
    expect((await socket.request({ type: "join", token, password: "sesame" }, "refused")).code).toBe("slow_down");
  });

  test("G10: a try that was never checked, because too many passwords are, counts for no member, visitor or room", async () => {
    let isBusy = true;
    const verify = async (password: string, hash: string) =>
      isBusy ? new Refusal("busy", "Too many.", undefined, 1000) : passwords.verify(password, hash);
    await using server = await startTestServer({}, { clock: new FakeClock(), passwords: { ...passwords, verify } });
    const { room } = await server.client.room({ password: "sesame" });
    const guests = await Promise.all(Array.from({ length: 12 }, (_, n) => server.client.session(`Guest ${n}`)));
    const attempt = async (n: number, password: string) => {
      const asked = { token: guests[n % guests.length]?.token, body: { password } };
      return (await server.ask("POST", `api/rooms/${room.code}/join`, asked)).status;
    };
    for (let n = 0; n < 120; n++) expect(await attempt(n, "sesame")).toBe(503);
    isBusy = false;
    // One visitor's half of the room's hundred, of which nothing is used up.
    for (let n = 0; n < 49; n++) expect(await attempt(n, "wrong")).toBe(403);
    expect(await attempt(11, "sesame")).toBe(200);
    expect(await attempt(10, "sesame")).toBe(429);
  });

  test("G4, G10: joins over REST by password, and may read the room then", async () => {
    const { say } = await made({ password: "secret" });
    expect((await say("GET", "", ann)).body).toMatchObject({ entry: "password", title: "" });
    const codeOf = async (body: object) => (await say("POST", "/join", ann, body)).body.error?.code;
    expect([await codeOf({}), await codeOf({ password: "wrong" })]).toEqual(["password_needed", "wrong_password"]);
    expect((await say("GET", "/messages", ann)).body.error.code).toBe("password_needed");
    const joined = await say("POST", "/join", ann, { password: "secret" });
    expect([joined.status, joined.body]).toMatchObject([200, { status: "member", role: "member" }]);
    expect((await say("GET", "/messages", ann)).status).toBe(200);
    expect((await say("POST", "/messages", ann, { message: "in" })).status).toBe(201);
  });

  test("G4, A2: a room that isn't open, and its events, can't be read without a token", async () => {
    const { at } = await made({ entry: "locked" });
    for (const path of ["/messages", "/events", "/members"]) expect((await ask("GET", at + path)).status).toBe(401);
    expect((await ask("GET", at)).status).toBe(200);
  });

  test("G7: knocks over REST again and again until somebody answers; each knock counts for a minute", async () => {
    const { say, act } = await made({ entry: "knock" });
    const knocks = async () => (await say("GET", "/knocks", olga)).body.knocks;
    expect((await say("POST", "/join", ann)).status).toBe(202);
    expect(await knocks()).toEqual([{ user: "Ann", userId: ann.member.id, avatar: null }]);
    server.advance(MINUTE - 1000);
    expect((await say("POST", "/join", ann)).body).toEqual({ status: "waiting" });
    server.advance(MINUTE - 1000);
    expect(await knocks()).toHaveLength(1);
    server.advance(2000);
    expect(await knocks()).toEqual([]);
    await say("POST", "/join", ann);
    expect((await act("admit", ann)).status).toBe(204);
    expect([(await say("POST", "/join", ann)).body.status, await knocks()]).toEqual(["member", []]);
    await say("POST", "/join", bob);
    expect([(await act("deny", bob)).status, (await act("deny", bob)).status]).toEqual([204, 404]);
  });

  test("G12: leaving closes all the member's sockets and takes them off the list; the owner stays the owner", async () => {
    const { room, say } = await made({ entry: "members" });
    await say("POST", "/members/x/admit", olga, {});
    await say("POST", `/members/${ann.member.id}/admit`, olga, {});
    await say("POST", `/members/${ann.member.id}/promote`, olga, {});
    const socket = await client.connect(room.code, { query: `?token=${ann.token}` });
    await socket.next("welcome");
    expect((await say("POST", "/leave", ann)).status).toBe(204);
    expect(await socket.closed).toEqual({ code: 1000, reason: "left" });
    expect((await say("GET", "", ann)).status).toBe(404);
    await say("POST", "/leave", olga);
    expect((await say("POST", "/join", olga)).body.role).toBe("owner");
  });
});

describe("members of a room", () => {
  test("G12: a member who joined over REST is listed until they leave, present or not", async () => {
    const { say } = await made({});
    const members = async () => (await say("GET", "/members", olga)).body.members;
    expect(await members()).toEqual([]);
    for (const who of [olga, ann]) expect((await say("POST", "/join", who)).status).toBe(200);
    const lastSeenAt = new Date(clock.now).toISOString();
    const [owner, member] = [olga, ann].map((who) => ({ ...who.member, away: false, status: "offline", lastSeenAt }));
    expect(await members()).toEqual([
      { ...owner, role: "owner" },
      { ...member, role: "member" },
    ]);
    expect((await say("POST", "/leave", ann)).status).toBe(204);
    expect(await members()).toHaveLength(1);
  });

  test("G2: an unknown action is 404, and one without a token 401", async () => {
    const { at, act } = await made();
    for (const action of ["", "hug", "__proto__", "constructor", "admit "]) {
      expect([action, (await act(encodeURIComponent(action), ann)).status]).toEqual([action, 404]);
    }
    expect((await ask("POST", `${at}/members/${ann.member.id}/kick`, { body: {} })).status).toBe(401);
    for (const body of [{ minutes: 0 }, { minutes: "1" }, { reason: 5 }, { reason: "x".repeat(81) }]) {
      expect((await act("mute", ann, olga, body)).status).toBe(400);
    }
  });

  test("G2: an id that is too long is 404, and is not kept", async () => {
    const { say } = await made({});
    for (const action of ["ban", "mute", "unban"]) {
      expect((await say("POST", `/members/${"x".repeat(65)}/${action}`, olga, {})).status).toBe(404);
    }
    expect((await say("GET", "/bans", olga)).body).toEqual({ bans: [], kicks: [] });
  });

  test("W3, G2: undocumented fields of a body have no effect and reach nobody", async () => {
    const { room, say, act } = await made();
    const { socket } = await client.join(room.code, "Ann", { token: ann.token });
    const more = { nonce: { of: "mine" }, action: "ban", userId: olga.member.id, passwordHash: "mine", type: "chat" };
    expect((await act("mute", bob, olga, { minutes: 1, ...more })).status).toBe(204);
    expect(await socket.next("room")).toMatchObject({ action: "mute", target: { id: bob.member.id } });
    expect((await say("PATCH", "", olga, { title: "T", ...more })).status).toBe(200);
    const told = await socket.next("room");
    expect([told.room, JSON.stringify(told).includes("mine")]).toEqual([{ title: "T" }, false]);
    const kept = server.node.rooms.findAny(room.code);
    expect(kept instanceof Refusal ? kept : [kept.state.passwordHash, kept.state.bans.size]).toEqual([null, 0]);
    expect((await say("GET", "/messages", ann)).text).not.toContain("mine");
  });

  test("G3: the event stream of a banned member, or of one who may no longer read, ends", async () => {
    const { room, say, act } = await made();
    const [anns, nobodys] = [
      await client.openEventStream(room.code, { token: ann.token }),
      await client.openEventStream(room.code),
    ];
    await act("ban", ann);
    expect(await anns.next()).toBeUndefined();
    expect((await nobodys.next())?.data).toMatchObject({ action: "ban" });
    await say("PATCH", "", olga, { entry: "locked" });
    expect(await nobodys.next()).toBeUndefined();
    expect((await say("GET", "/bans", olga)).body.bans).toEqual([
      { id: ann.member.id, name: "Somebody", bannedAt: new Date(clock.now).toISOString() },
    ]);
  });

  test("G20: those who were removed are listed with the ban list until they may come back, or were let in", async () => {
    const { room, say, act } = await made();
    await client.join(room.code, "Ann", { token: ann.token });
    await client.join(room.code, "Bob", { token: bob.token });
    await act("kick", ann);
    await act("kick", bob);
    const until = new Date(clock.now + 300_000).toISOString();
    const listed = async () => (await say("GET", "/bans", olga)).body.kicks;
    expect(await listed()).toEqual([
      { id: ann.member.id, name: "Ann", until },
      { id: bob.member.id, name: "Bob", until },
    ]);
    await act("admit", ann);
    expect(await listed()).toEqual([{ id: bob.member.id, name: "Bob", until }]);
    clock.now += 300_000;
    expect(await listed()).toEqual([]);
  });

  test("G9: with the owner key another device's member takes the room, and a new key replaces the first", async () => {
    const { at, ownerKey, say } = await made();
    const withKey = (key: string) => ({ headers: { "x-owner-key": key }, token: bob.token, body: {} });
    const again = (await say("POST", "/owner-key", olga)).body.ownerKey;
    expect((await ask("POST", `${at}/members/${bob.member.id}/take`, withKey(ownerKey))).status).toBe(403);
    expect((await ask("POST", `${at}/members/${bob.member.id}/take`, withKey(again))).status).toBe(204);
    expect((await say("GET", "/members", bob)).status).toBe(200);
    expect((await say("PATCH", "", bob, { extend: 1 })).status).toBe(200);
    expect((await say("PATCH", "", olga, { extend: 1 })).status).toBe(403);
    expect((await say("PATCH", "", olga, { title: "Mine still" })).status).toBe(200);
  });

  test("G12: members are listed with role, presence and when they were last seen", async () => {
    const { room, say, act } = await made();
    const before = server.node.openSockets.count;
    const { socket } = await client.join(room.code, "Ann", { token: ann.token });
    const { socket: bobs } = await client.join(room.code, "Bob", { token: bob.token });
    await act("promote", ann);
    const found = server.node.rooms.findAny(room.code);
    expect(found instanceof Refusal ? found : [...(found.seen ?? [])]).toEqual([
      [ann.member.id, { name: "Ann", avatar: null, at: null }],
    ]);
    await act("mute", bob, olga, { minutes: 5 });
    await socket.request({ type: "away", on: true }, "away");
    const people = async () => (await say("GET", "/members", olga)).body.members;
    expect(await people()).toMatchObject([
      { name: "Ann", role: "admin", status: "away", away: true, lastSeenAt: null },
      { name: "Bob", status: "online", mutedUntil: new Date(clock.now + 5 * MINUTE).toISOString() },
    ]);
    for (const one of [socket, bobs]) {
      one.close();
      await one.closed;
    }
    // The server hears of it a moment later.
    while (server.node.openSockets.count > before) await Bun.sleep(1);
    server.advance(10_000);
    const goneAt = new Date(clock.now).toISOString();
    expect(await people()).toEqual([
      {
        ...{ id: ann.member.id, name: "Ann", avatar: null, role: "admin", away: false },
        status: "offline",
        lastSeenAt: goneAt,
      },
    ]);
  });

  test("G10: a room's settings are changed and announced, and refused where they contradict each other", async () => {
    const { room, say } = await made({ slowModeSeconds: 10, maxMembers: 5, visibility: "public" });
    expect(room).toMatchObject({ entry: "open", slowModeSeconds: 10, maxMembers: 5, visibility: "public" });
    const { socket } = await client.join(room.code, "Ann", { token: ann.token });
    const change = async (body: object) => (await say("PATCH", "", olga, body)).body;
    expect(await change({ password: "secret" })).toMatchObject({ entry: "password" });
    expect(await socket.next("room")).toMatchObject({ room: { entry: "password" }, user: "Olga" });
    expect(
      await change({ password: null, slowModeSeconds: null, maxMembers: null, visibility: "unlisted" }),
    ).toMatchObject({
      ...{ entry: "open", slowModeSeconds: null, maxMembers: null, visibility: "unlisted" },
    });
    const { id, timestamp, roomId, seq, type, ...told } = await socket.next("room");
    expect(told).toEqual({
      user: "Olga",
      userId: olga.member.id,
      message:
        "Olga opened the room to anyone with the link and removed the room from the public list and turned off slow mode and removed the limit on people",
      room: { entry: "open", visibility: "unlisted", slowModeSeconds: null, maxMembers: null },
    });
    const wrong = [{}, { entry: "password" }, { entry: "open", password: "x" }, { entry: "closed" }, { password: "" }];
    for (const body of [...wrong, { slowModeSeconds: 3601 }, { slowModeSeconds: -1 }, { maxMembers: 0 }]) {
      expect([body, (await say("PATCH", "", olga, body)).status]).toEqual([body, 400]);
    }
    expect((await ask("POST", "api/rooms", { body: { entry: "password" } })).status).toBe(400);
    expect((await ask("POST", "api/rooms", { body: { entry: "knock", password: "x" } })).status).toBe(400);
    const { text } = await say("GET", "", olga);
    expect(text).not.toContain("hash");
  });
});

test("G6: with address bans on, the address of a banned member is kept out, over REST as well", async () => {
  await using strict = await startTestServer({ LIMITS: "off", ADDRESS_BANS: "on", TRUST_PROXY: "on" });
  const keeper = await strict.client.session("Kim");
  const { room } = await strict.client.room({}, keeper.token);
  const at = `api/rooms/${room.code}`;
  const from = (address: string) => ({ "x-forwarded-for": address });
  const eve = await strict.client.session("Eve");
  const eves = await strict.client.connect(room.code, { query: `?token=${eve.token}`, headers: from("192.0.2.7") });
  await eves.next("welcome");
  expect(
    (await strict.ask("POST", `${at}/members/${eve.member.id}/ban`, { token: keeper.token, body: {} })).status,
  ).toBe(204);
  expect((await eves.closed).code).toBe(4003);
  const say = async (address: string, token: string) =>
    (await strict.ask("POST", `${at}/messages`, { token, body: { message: "hi" }, headers: from(address) })).status;
  const [adam, noah] = [await strict.client.session("Adam"), await strict.client.session("Noah")];
  expect([await say("192.0.2.7", adam.token), await say("192.0.2.8", noah.token)]).toEqual([403, 201]);
  const again = await strict.client.connect(room.code, { query: `?token=${adam.token}`, headers: from("192.0.2.7") });
  expect([(await again.next("refused")).code, (await again.closed).code]).toEqual(["banned", 4003]);
  const kept = strict.node.rooms.findAny(room.code);
  expect(kept instanceof Refusal || encodeState(kept.state)).not.toContain("192.0.2");
  expect(await say("192.0.2.7", keeper.token)).toBe(201);
});
