// Two servers with one Redis: what is asked of one of them about all, and what must be counted together.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { CLOSE } from "#protocol/error-codes";
import { ApiClient, type EventStreamReader } from "../testing/api-client.ts";
import { FakeClock } from "../testing/fake-clock.ts";
import { RedisServer, redisServer } from "../testing/redis-servers.ts";
import { spawnServerProcess } from "../testing/server-process.ts";
import { SharedNodes } from "../testing/shared-nodes.ts";

const TOKEN = "an-operator's-token-of-their-own";
const redis = new RedisServer();
const nodes = new SharedNodes(redis);

afterEach(() => nodes.stop());

/** Reads events until one of this type. */
async function nextOf(stream: EventStreamReader, type: string) {
  for (;;) {
    const event = await stream.next();
    if (event === undefined) throw new Error(`The stream ended before ${type}.`);
    if (event.data.type === type) return event.data;
  }
}

if (redisServer === undefined) {
  test("D76: there is no redis-server here, so servers can't share rooms", () => {
    expect(Bun.which("redis-server")).toBeNull();
  });
} else {
  beforeAll(async () => void (await redis.start()));
  afterAll(() => redis.stop());

  describe("a room with a maximum of members", () => {
    test("D76: has exactly so many, however many come in at the same moment by both nodes", async () => {
      const both = await nodes.two();
      const [a, b] = both;
      for (let round = 0; round < 5; round++) {
        const { room } = await a.client.room({ maxMembers: 3 });
        await b.node.ask("GET", `api/rooms/${room.code}`);
        const tokens = await Promise.all(Array.from({ length: 8 }, (_, n) => a.client.session(`M${n}`)));
        const sockets = await Promise.all(tokens.map((_, n) => (n % 2 === 0 ? a : b).client.connect(room.code)));
        const answers = sockets.map(async (socket, n) => {
          socket.send({ type: "join", token: tokens[n]?.token });
          const { type, code } = JSON.parse(await socket.nextText());
          return type === "welcome" ? "in" : `${code}`;
        });
        expect((await Promise.all(answers)).sort()).toEqual([
          ...["in", "in", "in"],
          ...["room_full", "room_full", "room_full", "room_full", "room_full"],
        ]);
        for (const socket of sockets) socket.close();
      }
    });

    test("D76: takes another one when somebody has left, and the same member twice; a new maximum counts who is there", async () => {
      const clock = new FakeClock(Date.now());
      const [a, b] = [await nodes.start(clock), await nodes.start(clock)];
      const { room, ownerKey } = await a.client.room();
      const ann = await a.client.join(room.code, "Ann");
      const bob = await b.client.join(room.code, "Bob");
      const body = { maxMembers: 2 };
      await a.node.ask("PATCH", `api/rooms/${room.code}`, { headers: { "x-owner-key": ownerKey }, body });
      await bob.socket.next("room");
      await b.client.join(room.code, "", { token: ann.token });
      const { token } = await a.client.session("Cid");
      const refused = await (await a.client.connect(room.code)).request({ type: "join", token }, "refused");
      expect(refused.code).toBe("room_full");
      bob.socket.close();
      // Their grace is over on the node where they were; only then is the place free.
      for (;;) {
        clock.now += 1_000;
        for (const { node } of [a, b]) node.advance(0);
        const socket = await a.client.connect(room.code);
        socket.send({ type: "join", token });
        const { type } = JSON.parse(await socket.nextText());
        if (type === "welcome") break;
        expect(await socket.closed).toMatchObject({ code: CLOSE.notAllowed });
      }
    });
  });

  test("D76: the places of a node that was killed are free once it is given up", async () => {
    const killed = await spawnServerProcess(["--redis", redis.url, "--limits", "off"]);
    const b = new ApiClient(killed.url);
    const { room } = await b.room({ maxMembers: 1 });
    await b.join(room.code, "Ann");
    killed.child.kill("SIGKILL");
    await killed.child.exited;
    const late = await nodes.start();
    const { token } = await late.client.session("Bob");
    const answers: string[] = [];
    while (answers.at(-1) !== "welcome") {
      const socket = await late.client.connect(room.code);
      socket.send({ type: "join", token });
      answers.push(JSON.parse(await socket.nextText()).type);
      if (answers.at(-1) === "refused") await Bun.sleep(200);
    }
    expect(answers[0]).toBe("refused");
  });

  describe("an administrator", () => {
    test("D79: sees all rooms and counts on any node, and ends any room", async () => {
      const clock = new FakeClock(Date.now());
      const variables = { LIMITS: "off", ADMIN_TOKEN: TOKEN };
      const [a, b] = [await nodes.start(undefined, variables), await nodes.start(clock, variables)];
      const before = (await a.node.ask("GET", "api/admin", { token: TOKEN })).body;
      const { room } = await a.client.room();
      const ann = await a.client.join(room.code, "Ann");
      const bob = await b.client.join(room.code, "Bob");
      await ann.socket.next("user_joined");
      // Both nodes have it, and it counts once; this one no node has.
      const alone = await b.client.room();
      for (let minutes = 0; minutes < 4; minutes++) b.node.advance(60_000);
      expect([...b.node.node.rooms.all].map(({ founding }) => founding.code)).toEqual([room.code]);
      for (const { node } of [a, b]) {
        const { body } = await node.ask("GET", "api/admin", { token: TOKEN });
        expect([body.rooms - before.rooms, body.members, body.sockets]).toEqual([2, 2, 2]);
        const { rooms } = (await node.ask("GET", "api/admin/rooms", { token: TOKEN })).body;
        const [first] = rooms.filter(({ members }: { members: number }) => members > 0);
        expect([first.members, rooms.length - before.rooms]).toEqual([2, 2]);
      }
      const { rooms } = (await b.node.ask("GET", "api/admin/rooms", { token: TOKEN })).body;
      const end = (id: string) => a.node.ask("DELETE", `api/admin/rooms/${id}`, { token: TOKEN });
      for (const { id } of rooms) expect((await end(id)).status).toBe(204);
      expect((await end("k7m2p9qxk7m2p9qx")).status).toBe(404);
      for (const { socket } of [ann, bob]) expect((await socket.closed).code).toBe(CLOSE.roomEnded);
      for (const { code } of [room, alone.room])
        expect((await b.node.ask("GET", `api/rooms/${code}`)).status).toBe(410);
      expect((await b.node.ask("GET", "api/admin", { token: TOKEN })).body.rooms).toBe(0);
    });
  });

  describe("one's own rooms", () => {
    test("D80: are listed by every node, those that no node has included, and no longer once one has left or they have ended", async () => {
      const clock = new FakeClock(Date.now());
      const [a, b] = [await nodes.start(), await nodes.start(clock)];
      const noted = async () => (await redis.client.keys("mayfly:member:*")).length;
      const before = await noted();
      const { token } = await a.client.session("Ann");
      const owned = await b.client.room({ title: "Owned" }, token);
      const other = await b.client.room({ title: "Visited" });
      const listed = { title: "Let in", entry: "password", password: "sesame" } as const;
      const entered = await b.client.room(listed);
      const joined = await b.node.ask("POST", `api/rooms/${entered.room.code}/join`, {
        token,
        body: { password: "sesame" },
      });
      expect(joined.status).toBe(200);
      for (let minutes = 0; minutes < 4; minutes++) b.node.advance(60_000);
      expect(b.node.node.rooms.count).toBe(0);
      const { socket } = await b.client.join(other.room.code, "", { token });
      const titles = async ({ node }: typeof a) =>
        (await node.ask("GET", "api/me/rooms", { token })).body.rooms
          .map(({ room }: { room: { title: string } }) => room.title)
          .sort();
      expect(await titles(a)).toEqual(["Let in", "Owned", "Visited"]);
      await a.node.ask("POST", `api/rooms/${entered.room.code}/leave`, { token });
      socket.close();
      await b.node.ask("POST", `api/rooms/${other.room.code}/leave`, { token });
      await a.node.ask("DELETE", `api/rooms/${owned.room.code}`, { headers: { "x-owner-key": owned.ownerKey } });
      const late = await nodes.start();
      expect([await titles(a), await titles(late)]).toEqual([[], []]);
      // Nothing of it outlasts the rooms.
      while ((await noted()) > before) await Bun.sleep(5);
    });
  });

  describe("a stream that is a member's presence", () => {
    test("D84: takes what was posted to any node, in order", async () => {
      const [a, b] = await nodes.two();
      const { room } = await a.client.room();
      const ann = await a.client.join(room.code, "Ann");
      const stream = await a.client.openEventStream(room.code, { query: "?presence=join" });
      const { key } = await nextOf(stream, "stream");
      const post = ({ node }: typeof a, ...frames: object[]) =>
        node.ask("POST", "api/frames", {
          headers: { "mayfly-stream": key },
          body: frames.map((frame) => JSON.stringify(frame)).join("\n"),
        });
      const { token } = await b.client.session("Bob");
      expect((await post(b, { type: "join", token })).status).toBe(204);
      expect((await nextOf(stream, "welcome")).you.name).toBe("Bob");
      const said = Array.from({ length: 20 }, (_, n) => `m${n}`);
      for (const [n, message] of said.entries())
        await post(n % 2 === 0 ? b : a, { type: "chat", message, nonce: message });
      const heard: string[] = [];
      while (heard.length < said.length) heard.push((await ann.socket.next("chat")).message);
      expect(heard).toEqual(said);
      stream.close();
      const nobodys = key.replace(/^./, (first: string) => (first === "0" ? "1" : "0"));
      const lost = await b.node.ask("POST", "api/frames", { headers: { "mayfly-stream": nobodys }, body: "{}" });
      expect(lost.status).toBe(404);
    });
  });

  describe("a room of which nothing can be known now", () => {
    test("D75: closes its sockets so that clients come back", async () => {
      const [a] = await nodes.two();
      const { room } = await a.client.room();
      const late = await nodes.start();
      redis.pause();
      const socket = await late.client.connect(room.code);
      redis.goOn();
      expect(await socket.closed).toEqual({ code: CLOSE.restarting, reason: "not_saved" });
    });

    test("D81: refuses what is asked of it while it moves to a new epoch, and never says that it has ended", async () => {
      const [a, b] = await nodes.two();
      const { room } = await a.client.room();
      const { token } = await a.client.session("Ann");
      await b.node.ask("GET", `api/rooms/${room.code}`);
      const answers = new Set<number>();
      let isMoved = false;
      const ask = async () => {
        for (let n = 0; !isMoved; n++) {
          const body = { message: `m${n}`, nonce: `n${n}` };
          answers.add((await a.node.ask("POST", `api/rooms/${room.code}/messages`, { token, body })).status);
        }
      };
      const asking = [ask(), ask(), ask(), ask()];
      const [shared] = [...a.node.node.rooms.all];
      const { epoch } = shared?.founding ?? {};
      for (let moves = 0; moves < 5; moves++) {
        const [now] = [...b.node.node.rooms.all];
        await redis.client.del(`mayfly:{${now?.founding.epoch ?? epoch}}`);
        await Promise.all([a.engine.check(), b.engine.check()]);
        while ((await b.node.ask("GET", `api/rooms/${room.code}`)).status !== 200) await Bun.sleep(5);
      }
      isMoved = true;
      await Promise.all(asking);
      expect([...answers].filter((status) => ![200, 201, 503].includes(status))).toEqual([]);
      const [moved] = [...b.node.node.rooms.all];
      expect(moved?.founding.epoch).not.toBe(epoch);
    });
  });
}
