import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { FakeClock } from "../../testing/fake-clock.ts";
import { startTestServer } from "../../testing/test-server.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const clock = new FakeClock();
const server = await startTestServer({ LIMITS: "off" }, { clock });
afterAll(server.stop);
const { client, ask } = server;
const owner = await client.session("Olga");
const other = await client.session("Otto");

const statusOf = async (...asked: Parameters<typeof ask>) => (await ask(...asked)).status;

describe("creating", () => {
  test("R1: a room's owner key is told once, and only a hash of it is kept", async () => {
    const made = await ask("POST", "api/rooms", { body: { title: "  Tea  " }, token: owner.token });
    expect(made.status).toBe(201);
    const { room, ownerKey, url } = made.body;
    expect(ownerKey).toMatch(/^[0-9a-hjkmnp-tv-z]{32}$/);
    expect(url).toBe(`${server.origin}/${room.shownCode}`);
    expect(room).toEqual({
      code: expect.stringMatching(/^[0-9a-hjkmnp-tv-z]{8}$/),
      shownCode: `${room.code.slice(0, 4)}-${room.code.slice(4)}`,
      title: "Tea",
      visibility: "unlisted",
      entry: "open",
      slowModeSeconds: null,
      writers: "everyone",
      vanish: null,
      createdAt: new Date(clock.now).toISOString(),
      expiresAt: new Date(clock.now + DAY_MS).toISOString(),
      expiresInSeconds: 86_400,
      memberCount: 0,
      maxMembers: null,
      idleMinutes: null,
      anyoneCanEnd: false,
      messageLength: 4000,
    });
    for (const path of ["", "/members", "/messages"]) {
      expect((await ask("GET", `api/rooms/${room.code}${path}`, { token: owner.token })).text).not.toContain(ownerKey);
    }
    expect((await ask("PUT", `api/rooms/${room.code}`, { token: owner.token })).body.ownerKey).toBeUndefined();
    const kept = server.node.rooms.find(room.code);
    expect(JSON.stringify(kept)).toContain("ownerKeyDigest");
    expect(JSON.stringify(kept)).not.toContain(ownerKey);
  });

  test("R3: the words of the server's own addresses can't be chosen, however they are written", async () => {
    for (const code of ["api", "docs", "admin", "adm1n", "ad-min", "doctor", "d0ct0r", "c-a"]) {
      expect([code, await statusOf("POST", "api/rooms", { body: { code } })]).toEqual([code, 409]);
    }
    expect(await statusOf("POST", "api/rooms", { body: { code: "administration" } })).toBe(201);
  });

  test("W14: instants are ISO 8601 with milliseconds, in UTC", async () => {
    const { room } = await client.room();
    expect(room.createdAt).toMatch(INSTANT);
    expect(room.expiresAt).toMatch(INSTANT);
  });

  test("L1: a life has 1 minute to 30 days, and the room tells what it was created with", async () => {
    const request = { ttlMinutes: 1, idleMinutes: 5, visibility: "public", anyoneCanEnd: true, maxMembers: 3 } as const;
    const { room } = await client.room(request);
    const { ttlMinutes, ...said } = request;
    expect(room).toMatchObject({ ...said, expiresInSeconds: ttlMinutes * 60 });
    expect((await client.room({ ttlMinutes: 43_200 })).room.expiresInSeconds).toBe(30 * 86_400);
  });

  test("L1: the operator's default need not be a whole number of minutes", async () => {
    await using brief = await startTestServer({ DEFAULT_LIFE: "90s", MAX_LIFE: "150s" });
    expect((await brief.client.room()).room.expiresInSeconds).toBe(90);
    expect((await brief.client.room({ ttlMinutes: 2 })).room.expiresInSeconds).toBe(120);
    expect((await brief.ask("POST", "api/rooms", { body: { ttlMinutes: 3 } })).body.error.message).toBe(
      "ttlMinutes: from 1 to 2.",
    );
  });

  const wrong: [field: string, value: unknown][] = [
    ["ttlMinutes", 0],
    ["ttlMinutes", -1],
    ["ttlMinutes", 43_201],
    ["ttlMinutes", 1.5],
    ["ttlMinutes", "10"],
    ["idleMinutes", 0],
    ["idleMinutes", 43_201],
    ["visibility", "secret"],
    ["code", "ab"],
    ["code", "Abc"],
    ["code", "---"],
    ["code", "../../etc"],
    ["code", "x".repeat(10_000)],
    ["anyoneCanEnd", "yes"],
    ["maxMembers", 0],
    ["maxMembers", 100_001],
    ["title", 5],
    ["title", "x".repeat(81)],
    ["title", "a\u202eb"],
    ["title", "\ud800"],
  ];
  test.each(wrong)("L1: %s may not be %j: 400 that names the field, and no room", async (field, value) => {
    const { count } = server.node.rooms;
    const { status, body, text } = await ask("POST", "api/rooms", { body: { [field]: value } });
    expect([status, body.error.code]).toEqual([400, "malformed"]);
    expect(body.error.message).toStartWith(`${field}: `);
    expect(text.length).toBeLessThan(200);
    expect(server.node.rooms.count).toBe(count);
  });
});

test("H4: when the memory for rooms is used up, a new room is 503, until one has ended", async () => {
  await using small = await startTestServer({ LIMITS: "off", MAX_MEMORY: "1m" }, { clock: new FakeClock() });
  const { ownerKey, room } = await small.client.room();
  let made = await small.ask("POST", "api/rooms");
  while (made.status === 201) made = await small.ask("POST", "api/rooms");
  expect([made.status, made.body.error.code]).toEqual([503, "server_full"]);
  expect(small.node.rooms.count).toBeGreaterThan(500);
  // A quarter is left for what is said.
  const { token } = await small.client.session("Ann");
  const sent = await small.ask("POST", `api/rooms/${room.code}/messages`, { body: { message: "x" }, token });
  expect(sent.status).toBe(201);
  await small.ask("DELETE", `api/rooms/${room.code}`, { headers: { "x-owner-key": ownerKey } });
  expect((await small.ask("POST", "api/rooms")).status).toBe(201);
});

describe("codes", () => {
  test("R3: a chosen code is shown as chosen, and found in any spelling", async () => {
    const { room, url } = await client.room({ code: "oil-party" });
    expect([room.code, room.shownCode, url]).toEqual(["oil-party", "oil-party", `${server.origin}/oil-party`]);
    for (const typed of ["oil-party", "OIL-PARTY", "0i1party", "oil%20party", "o%69l-party", "Oil-Party-"]) {
      expect((await ask("GET", `api/rooms/${typed}`)).body.code).toBe("oil-party");
    }
    const { room: drawn } = await client.room();
    expect((await ask("GET", `api/rooms/${drawn.shownCode.toUpperCase()}`)).body.code).toBe(drawn.code);
  });

  test.each(["api", "ws", "docs", "assets", "healthz", "readyz", "metrics", "index", "static", "a-p-i", "d0cs"])(
    "R3: %p can't be chosen: the server's own addresses begin with it",
    async (code) => {
      expect(await statusOf("POST", "api/rooms", { body: { code } })).toBe(code === "ws" ? 400 : 409);
    },
  );

  test("R4: a chosen code in use is 409 in any spelling; that of an ended room is free again", async () => {
    const { ownerKey } = await client.room({ code: "tea-time" });
    for (const code of ["tea-time", "teatime", "tea-t1me"]) {
      const { status, body } = await ask("POST", "api/rooms", { body: { code } });
      expect([status, body.error.code]).toEqual([409, "code_taken"]);
    }
    await ask("DELETE", "api/rooms/tea-time", { headers: { "x-owner-key": ownerKey } });
    expect(await statusOf("GET", "api/rooms/tea-time")).toBe(410);
    expect(await statusOf("POST", "api/rooms", { body: { code: "tea-time" } })).toBe(201);
    expect(await statusOf("GET", "api/rooms/tea-time")).toBe(200);
  });

  test("R4: where the operator forbids chosen codes they are 403, and rooms that exist are found", async () => {
    await using strict = await startTestServer({ CUSTOM_CODES: "off" });
    const made = await strict.ask("POST", "api/rooms", { body: { code: "tea-time" } });
    expect([made.status, made.body.error.code]).toEqual([403, "not_allowed"]);
    expect((await strict.ask("PUT", "api/rooms/tea-time")).status).toBe(403);
    const { room } = await strict.client.room();
    expect((await strict.ask("PUT", `api/rooms/${room.code}`)).status).toBe(200);
  });

  test("R5: PUT creates the room with 201, then answers it with 200", async () => {
    const first = await ask("PUT", "api/rooms/Club-Night", { body: { title: "Club" }, token: owner.token });
    expect([first.status, first.body.room.code, first.body.room.title]).toEqual([201, "club-night", "Club"]);
    expect(first.body.ownerKey).toBeString();
    const second = await ask("PUT", "api/rooms/club-night", { body: { title: "Mine" }, token: other.token });
    expect([second.status, second.body]).toEqual([200, { room: first.body.room, url: first.body.url }]);
  });

  test("R5: the code is that of the address, whatever the body says", async () => {
    const made = await ask("PUT", "api/rooms/by-address", { body: { code: "by-body" } });
    expect(made.body.room.code).toBe("by-address");
    expect(await statusOf("GET", "api/rooms/by-body")).toBe(404);
    expect(await statusOf("PUT", "api/rooms/..%2fx")).toBe(400);
  });

  test("R6: unknown is 404, ended 410 for a day, everywhere", async () => {
    const { room } = await client.room({ ttlMinutes: 1 });
    const under = ["", "/members", "/messages", "/events"];
    const everywhere = async () => {
      const reads = under.map((path) => statusOf("GET", `api/rooms/${room.code}${path}`));
      const body = { message: "x", title: "x" };
      const writes = [
        statusOf("POST", `api/rooms/${room.code}/messages`, { body, token: owner.token }),
        statusOf("PATCH", `api/rooms/${room.code}`, { body, token: owner.token }),
        statusOf("DELETE", `api/rooms/${room.code}`, { token: owner.token }),
      ];
      return [...new Set(await Promise.all([...reads, ...writes]))];
    };
    server.advance(MINUTE_MS - 1);
    expect(await statusOf("GET", `api/rooms/${room.code}`)).toBe(200);
    server.advance(51);
    expect(await everywhere()).toEqual([410]);
    server.advance(DAY_MS - 1000);
    expect(await everywhere()).toEqual([410]);
    server.advance(2000);
    expect(await everywhere()).toEqual([404]);
  });
});

describe("the list", () => {
  test("R8: public rooms are listed fullest first, unlisted ones never", async () => {
    await using quiet = await startTestServer();
    const [empty, full, unlisted] = [
      await quiet.client.room({ visibility: "public", title: "empty" }),
      await quiet.client.room({ visibility: "public", title: "full" }),
      await quiet.client.room({ title: "unlisted" }),
    ];
    await quiet.client.join(full.room.code, "Ann");
    await quiet.client.join(unlisted.room.code, "Ann");
    const { status, body } = await quiet.ask("GET", "api/rooms");
    expect(status).toBe(200);
    expect(body.rooms.map((room: { title: string; memberCount: number }) => [room.title, room.memberCount])).toEqual([
      ["full", 1],
      ["empty", 0],
    ]);
    await quiet.ask("DELETE", `api/rooms/${empty.room.code}`, { headers: { "x-owner-key": empty.ownerKey } });
    expect((await quiet.ask("GET", "api/rooms")).body.rooms).toHaveLength(1);
  });
});

describe("the owner", () => {
  let code: string;
  let at: string;
  let ownerKey: string;
  let key: Record<string, string>;
  beforeAll(async () => {
    ({
      room: { code },
      ownerKey,
    } = await client.room({ ttlMinutes: 60 }, owner.token));
    at = `api/rooms/${code}`;
    key = { "x-owner-key": ownerKey };
  });

  test("R10: title and expiry are changed by token or owner key; every change is a room event", async () => {
    const { socket } = await client.join(code, "Ann");
    const titled = await ask("PATCH", at, { body: { title: " New " }, token: owner.token });
    expect([titled.status, titled.body.title]).toEqual([200, "New"]);
    expect(await socket.next("room")).toMatchObject({ user: "Olga", userId: owner.member.id, room: { title: "New" } });
    const expiresAt = new Date(Date.parse(titled.body.expiresAt) + 5 * MINUTE_MS).toISOString();
    const extended = await ask("PATCH", at, { body: { extend: 5 }, headers: key });
    expect([extended.status, extended.body.expiresAt]).toEqual([200, expiresAt]);
    const event = await socket.next("room");
    expect(event).toMatchObject({ user: "The owner", userId: null, room: { expiresAt } });
    expect(event.message).toContain("by 5 minutes");
    expect((await ask("GET", at)).body).toMatchObject({ title: "New", expiresAt });
  });

  test("R10: others are 403: strangers, other members, wrong keys, keys of other rooms", async () => {
    const elsewhere = await client.room({}, other.token);
    const asked = [
      {},
      { token: other.token },
      { headers: { "x-owner-key": "" } },
      { headers: { "x-owner-key": `${ownerKey}0` } },
      { headers: { "x-owner-key": ownerKey.toUpperCase() } },
      { headers: { "x-owner-key": elsewhere.ownerKey } },
      { headers: { "x-owner-key": elsewhere.ownerKey }, token: other.token },
    ];
    const before = (await ask("GET", at)).body;
    for (const asking of asked) {
      for (const body of [{ title: "Stolen" }, { extend: 1 }]) {
        const { status, body: answer } = await ask("PATCH", at, { ...asking, body });
        expect([status, answer.error.code]).toEqual([403, "not_allowed"]);
      }
      expect(await statusOf("DELETE", at, asking)).toBe(403);
    }
    expect((await ask("GET", at)).body).toEqual(before);
  });

  test("L2: an extension beyond the maximum is 400 and changes nothing", async () => {
    const before = (await ask("GET", at)).body;
    for (const extend of [43_200, 1e9, 0, -5, 1.5, "5"]) {
      const { status, body } = await ask("PATCH", at, { body: { title: "Longer", extend }, headers: key });
      expect([status, body.error.code]).toEqual([400, "malformed"]);
    }
    expect(await statusOf("PATCH", at, { body: {}, headers: key })).toBe(400);
    expect((await ask("GET", at)).body).toEqual(before);
  });

  test("L4: ends it at once; where anyone can end, any member present may, and nobody else", async () => {
    const free = (await client.room({ anyoneCanEnd: true })).room.code;
    expect(await statusOf("DELETE", `api/rooms/${free}`, { token: other.token })).toBe(403);
    expect(await statusOf("DELETE", `api/rooms/${free}`)).toBe(403);
    const { socket } = await client.join(free, "Otto", { token: other.token });
    const ended = await ask("DELETE", `api/rooms/${free}`, { token: other.token });
    expect([ended.status, ended.text]).toEqual([204, ""]);
    expect(await socket.next("room_ended")).toMatchObject({ reason: "ended", roomId: free });
    expect((await socket.closed).code).toBe(4001);
    expect(await statusOf("DELETE", at, { token: owner.token })).toBe(204);
    expect(await statusOf("DELETE", at, { token: owner.token })).toBe(410);
  });
});
