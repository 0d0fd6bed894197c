import { afterAll, describe, expect, test } from "bun:test";
import { FRAME_BURST, FRAMES_PER_SECOND } from "#protocol/limits";
import { type ApiSocket, rawRequest } from "../../testing/api-client.ts";
import { FakeClock } from "../../testing/fake-clock.ts";
import { startTestServer } from "../../testing/test-server.ts";

const clock = new FakeClock();
const server = await startTestServer({ LIMITS: "off" }, { clock });
afterAll(server.stop);
const { client, ask } = server;
const ann = await client.session("Ann");
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const newRoom = async (request = {}) => (await client.room(request, ann.token)).room.code;
const isAlive = async (socket: ApiSocket) => (await socket.request({ type: "x" }, "refused")).code === "malformed";

describe("joining", () => {
  test("W1, W7: upgrades, takes join, and welcomes with all there is to know", async () => {
    const code = await newRoom({ title: "Tea" });
    const { welcome } = await client.join(code, "Ann", { token: ann.token, avatar: "fox" });
    expect(welcome).toEqual({
      type: "welcome",
      room: (await ask("GET", `api/rooms/${code}`)).body,
      you: { id: ann.member.id, name: "Ann", avatar: "fox", role: "owner", away: false },
      members: [{ id: ann.member.id, name: "Ann", avatar: "fox", role: "owner", away: false }],
      cursor: { epoch: expect.stringMatching(/^\w{12}$/), seq: 0 },
      recovered: false,
      events: [],
      more: false,
      serverTime: new Date(clock.now).toISOString(),
      build: "test",
    });
  });

  test("R3: a code in a socket's address is folded like any other", async () => {
    const code = await newRoom({ code: "oil-lamp" });
    for (const typed of ["OIL-LAMP", "0i1lamp", "oil%20lamp", "o%49l-lamp"]) {
      const socket = await client.connect(typed, { query: `?token=${ann.token}` });
      expect((await socket.next("welcome")).room.code).toBe(code);
    }
  });

  test("W14: every instant in every frame is ISO 8601 with milliseconds, in UTC", async () => {
    const code = await newRoom({ anyoneCanEnd: true });
    const { socket, welcome } = await client.join(code, "Ann");
    await client.join(code, "Bob");
    socket.send({ type: "chat", message: "x" });
    const frames = [welcome, welcome.room, await socket.next("user_joined"), await socket.next("chat")];
    await ask("PATCH", `api/rooms/${code}`, { body: { extend: 1 }, token: ann.token });
    const changed = await socket.next("room");
    await ask("DELETE", `api/rooms/${code}`, { token: ann.token });
    frames.push(changed, changed.room, await socket.next("room_ended"));
    const instants = frames.flatMap(({ timestamp, expiresAt, createdAt, serverTime }) =>
      [timestamp, expiresAt, createdAt, serverTime].filter((instant) => instant !== undefined),
    );
    expect(instants).toHaveLength(8);
    for (const instant of instants) expect(instant).toMatch(INSTANT);
  });

  test("W7: any frame before join is refused not_joined and changes nothing", async () => {
    const code = await newRoom();
    const socket = await client.connect(code);
    for (const frame of [
      { type: "chat", message: "x", nonce: "n" },
      { type: "typing" },
      { type: "rename", name: "x" },
    ]) {
      expect((await socket.request(frame, "refused")).code).toBe("not_joined");
    }
    expect((await ask("GET", `api/rooms/${code}/messages`)).body.messages).toEqual([]);
    expect((await ask("GET", `api/rooms/${code}/members`)).body.members).toEqual([]);
    expect((await socket.request({ type: "join", token: ann.token }, "welcome")).you.name).toBe("Ann");
  });

  test("W7: a socket that has not joined after 10 s is closed with 4008; one that has stays", async () => {
    const code = await newRoom();
    const late = await client.connect(code);
    const { socket } = await client.join(code, "Ann");
    server.advance(9_900);
    expect(await isAlive(late)).toBe(true);
    server.advance(150);
    expect((await late.closed).code).toBe(4008);
    expect(await isAlive(socket)).toBe(true);
  });

  test.each(["session_id", "token"])(
    "W7: with ?%s=TOKEN it is joined on open, under the token's name",
    async (name) => {
      const code = await newRoom();
      const socket = await client.connect(code, { query: `?${name}=${ann.token}` });
      expect((await socket.next("welcome")).you).toMatchObject({ id: ann.member.id, name: "Ann" });
      expect((await socket.request({ type: "chat", message: "hi" }, "chat")).user).toBe("Ann");
    },
  );

  test("W7: frames sent right after the join wait for it, in order", async () => {
    const socket = await client.connect(await newRoom());
    socket.send({ type: "join", token: ann.token });
    for (const message of ["1", "2", "3"]) socket.send({ type: "chat", message });
    await socket.next("welcome");
    for (const message of ["1", "2", "3"]) expect((await socket.next("chat")).message).toBe(message);
  });

  test("W8: a bad token in join is refused and another may follow; in the address, closed with 4003", async () => {
    const code = await newRoom();
    const socket = await client.connect(code);
    for (const token of ["nonsense", "", `${ann.token}x`]) {
      expect((await socket.request({ type: "join", token }, "refused")).code).toBe("bad_token");
    }
    await socket.request({ type: "join", token: ann.token }, "welcome");
    for (const query of ["?token=nonsense", "?session_id=", `?session_id=&token=${ann.token}`]) {
      const turned = await client.connect(code, { query });
      expect((await turned.next("refused")).code).toBe("bad_token");
      expect((await turned.closed).code).toBe(4003);
    }
  });

  test("W9: an unknown room closes with 4004, an ended one with 4001", async () => {
    expect((await (await client.connect("nothere1")).closed).code).toBe(4004);
    const code = await newRoom();
    await ask("DELETE", `api/rooms/${code}`, { token: ann.token });
    expect((await (await client.connect(code, { query: `?token=${ann.token}` })).closed).code).toBe(4001);
    server.advance(86_400_050);
    expect((await (await client.connect(code)).closed).code).toBe(4004);
  });

  test("W9: a full room is refused room_full, then 4003; who is in it already comes in", async () => {
    const code = await newRoom({ maxMembers: 1 });
    await client.join(code, "Ann", { token: ann.token });
    const socket = await client.connect(code, { query: `?token=${(await client.session("Bob")).token}` });
    expect((await socket.next("refused")).code).toBe("room_full");
    expect((await socket.closed).code).toBe(4003);
    await client.join(code, "Ann", { token: ann.token });
  });

  test("W12: the same tab again replaces the older socket with 4009", async () => {
    const code = await newRoom();
    const { socket: older } = await client.join(code, "Ann", { token: ann.token, tab: "t1" });
    const { socket: other } = await client.join(code, "Ann", { token: ann.token, tab: "t2" });
    await client.join(code, "Ann", { token: ann.token, tab: "t1" });
    expect((await older.closed).code).toBe(4009);
    expect(await isAlive(other)).toBe(true);
  });
});

describe("resuming", () => {
  test("H5: a cursor of this epoch recovers exactly the missed events, in order", async () => {
    const code = await newRoom();
    const { socket, token } = await client.join(code, "Bob");
    const { socket: speaker } = await client.join(code, "Ann");
    const said = [];
    for (const message of ["1", "2", "3", "4"]) said.push(await speaker.request({ type: "chat", message }, "chat"));
    const { id, seq } = await socket.next("chat");
    const cursor = { epoch: id.split("-")[0], seq };
    socket.terminate();
    const { welcome } = await client.join(code, "Bob", { token, cursor });
    expect([welcome.recovered, welcome.more, welcome.cursor.seq]).toEqual([true, false, 4]);
    expect(welcome.events).toEqual(said.slice(1));
    const { welcome: again } = await client.join(code, "Bob", { token, cursor: welcome.cursor });
    expect([again.recovered, again.events]).toEqual([true, []]);
  });

  test("H5: another epoch, a cursor ahead, or one too old is not recovered and gets a snapshot", async () => {
    await using small = await startTestServer({ HISTORY: "2" });
    const { code } = (await small.client.room()).room;
    const { socket, welcome, token } = await small.client.join(code, "Ann");
    for (const message of ["1", "2", "3", "4"]) await socket.request({ type: "chat", message }, "chat");
    const { epoch } = welcome.cursor;
    for (const cursor of [
      { epoch: "other", seq: 3 },
      { epoch, seq: 5 },
      { epoch, seq: 1 },
      { epoch, seq: 2 ** 52 },
    ]) {
      const back = (await small.client.join(code, "Ann", { token, cursor })).welcome;
      expect([back.recovered, back.cursor, back.events.map((event: { seq: number }) => event.seq)]).toEqual([
        false,
        { epoch, seq: 4 },
        [3, 4],
      ]);
    }
    expect((await small.client.join(code, "Ann", { token, cursor: { epoch, seq: 2 } })).welcome.recovered).toBe(true);
  });

  test("H6: more than a page follows in replay frames, before anything live", async () => {
    const code = await newRoom();
    const { socket, welcome, token } = await client.join(code, "Ann");
    const EVENTS = 200;
    for (let n = 1; n <= EVENTS; n++) await socket.request({ type: "chat", message: "x".repeat(3900) }, "chat");
    const back = await client.connect(code);
    back.send({ type: "join", token, cursor: welcome.cursor });
    back.send({ type: "chat", message: "live" });
    const frames = await back.nextUntil("chat");
    expect(frames.map(({ type, more }) => [type, more])).toEqual([
      ["welcome", true],
      ["replay", true],
      ["replay", true],
      ["replay", false],
      ["chat", undefined],
    ]);
    const seqs = frames.flatMap(({ events, seq }) => events?.map((event: { seq: number }) => event.seq) ?? [seq]);
    expect(seqs).toEqual(Array.from({ length: EVENTS + 1 }, (_, n) => n + 1));
  });
});

describe("bad frames", () => {
  test("W2: are refused with at most 200 bytes that repeat nothing but a nonce", async () => {
    const { socket } = await client.join(await newRoom(), "Ann");
    const nonce = "N".repeat(64);
    const bad = ["{", "[]", '"x"', "1", '{"type":"<script>"}', JSON.stringify({ type: "chat", message: 5, nonce })];
    for (const frame of [...bad, JSON.stringify({ type: "chat", message: "x".repeat(4001), nonce })]) {
      socket.sendRaw(frame);
      const text = await socket.nextText();
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(200);
      expect(JSON.parse(text)).toMatchObject({ type: "refused", ...(frame.includes("NNN") && { nonce }) });
      expect(text).not.toContain("script");
    }
    socket.sendRaw(new Uint8Array([123, 125]));
    expect((await socket.next("refused")).message).toBe("Send text frames, not binary.");
  });

  test("W3: a user in a chat names nobody", async () => {
    const { socket, welcome } = await client.join(await newRoom(), "Ann");
    const forged = { type: "chat", message: "x", user: "Eve", userId: "eve", seq: 77, id: "x", avatar: "owl" };
    const { user, userId, seq, avatar } = await socket.request(forged, "chat");
    expect([user, userId, seq, avatar]).toEqual(["Ann", welcome.you.id, 1, null]);
  });

  test("W4: a frame over 64 KiB closes with 1009, one of 64 KiB does not", async () => {
    const { socket } = await client.join(await newRoom(), "Ann");
    const frame = (bytes: number) => `{"type":"typing","x":"${"x".repeat(bytes - 24)}"}`;
    socket.sendRaw(frame(64 * 1024));
    expect(await isAlive(socket)).toBe(true);
    socket.sendRaw(frame(64 * 1024 + 1));
    expect((await socket.closed).code).toBe(1009);
  });

  test("W4: 60 KB of brackets, as a frame or inside one, do no harm", async () => {
    const { socket } = await client.join(await newRoom(), "Ann");
    const deep = `${"[".repeat(30_000)}${"]".repeat(30_000)}`;
    for (const frame of ["[".repeat(60_000), '{"a":'.repeat(12_000), deep, `{"type":"chat","message":${deep}}`]) {
      socket.sendRaw(frame);
      expect((await socket.next("refused")).code).toBe("malformed");
    }
    socket.sendRaw(`{"type":"chat","message":"fine","extra":${deep}}`);
    expect((await socket.next("chat")).message).toBe("fine");
  });

  test("W5: 30 refused frames in a row close with 4029; an accepted one resets the count", async () => {
    const { socket } = await client.join(await newRoom(), "Ann");
    for (let round = 0; round < 2; round++) {
      for (let n = 0; n < 29; n++) await socket.request({ type: "x" }, "refused");
      await socket.request({ type: "chat", message: "ok" }, "chat");
    }
    for (let n = 0; n < 30; n++) await socket.request({ type: "x" }, "refused");
    expect((await socket.closed).code).toBe(4029);
  });

  test("W13: a burst, then so many a second; beyond it slow_down with retryAfterMs", async () => {
    await using limited = await startTestServer({}, { clock: new FakeClock() });
    const { socket } = await limited.client.join((await limited.client.room()).room.code, "Ann");
    const say = () => socket.send({ type: "chat", message: "x", nonce: "n" });
    // The join was the first frame.
    for (let n = 1; n < FRAME_BURST; n++) socket.send({ type: "away", on: false });
    say();
    expect(await socket.next("refused")).toEqual({
      type: "refused",
      code: "slow_down",
      message: expect.any(String),
      nonce: "n",
      retryAfterMs: 1000 / FRAMES_PER_SECOND,
    });
    limited.advance(2000 / FRAMES_PER_SECOND);
    for (let n = 0; n < 3; n++) say();
    expect((await socket.nextUntil("refused")).map(({ type }) => type)).toEqual(["chat", "chat", "refused"]);
  });

  test("W13: MAYFLY_LIMITS=off lifts the limit", async () => {
    const { socket } = await client.join(await newRoom(), "Ann");
    for (let n = 0; n < 200; n++) socket.send({ type: "chat", message: "x" });
    for (let n = 0; n < 200; n++) expect((await socket.next("chat")).seq).toBe(n + 1);
  });
});

describe("the end of a room", () => {
  test("L5: a room that ends says so to every socket and closes each with 4001; then 410", async () => {
    const code = await newRoom({ ttlMinutes: 1 });
    const sockets = [];
    for (const name of ["Ann", "Bob", "Cy"]) sockets.push((await client.join(code, name)).socket);
    server.advance(60_050);
    for (const socket of sockets) {
      const last = await socket.next("room_ended");
      expect(last).toMatchObject({ reason: "expired", roomId: code, timestamp: new Date(clock.now).toISOString() });
      expect((await socket.closed).code).toBe(4001);
      expect(await socket.nextText().catch((error: Error) => error.message)).toBe("closed with 4001");
    }
    expect((await ask("GET", `api/rooms/${code}`)).status).toBe(410);
  });

  test("L5: a socket that has not joined yet is told and closed with 4001 as well", async () => {
    const code = await newRoom();
    const socket = await client.connect(code);
    const timers = server.node.rooms.ports.wheel.size;
    await ask("DELETE", `api/rooms/${code}`, { token: ann.token });
    expect(await socket.next("room_ended")).toMatchObject({ reason: "ended" });
    expect((await socket.closed).code).toBe(4001);
    // The room's life and the wait for a join are over.
    expect(server.node.rooms.ports.wheel.size).toBe(timers - 2);
  });

  test("C5: a stopping server refuses sockets with 503", async () => {
    await using stopping = await startTestServer();
    const { code } = (await stopping.client.room()).room;
    stopping.drain();
    const upgrade =
      "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==";
    const answer = rawRequest(stopping.port, `GET /ws/${code} HTTP/1.1\r\nHost: x\r\n${upgrade}\r\n\r\n`);
    expect(await stopping.client.connect(code).catch((error: Error) => error.message)).toStartWith("refused");
    await stopping.stop();
    expect(await answer).toStartWith("HTTP/1.1 503 ");
  });
});
