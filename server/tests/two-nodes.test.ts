// Two servers with one Redis: whoever joins on either is in the same room, with the same people.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { CLOSE } from "#protocol/error-codes";
import type { RoomView } from "#protocol/frames";
import { LEAVE_GRACE_MS } from "#protocol/limits";
import type { SocketLike } from "../../web/src/sync/connection-types.ts";
import { openFirstRoom } from "../chat/room-registry/first-room.ts";
import { openRedis } from "../open-redis.ts";
import { ApiClient, type ApiSocket } from "../testing/api-client.ts";
import { FakeClock } from "../testing/fake-clock.ts";
import { RedisServer, redisServer } from "../testing/redis-servers.ts";
import { seededRandom } from "../testing/seeded-random.ts";
import { spawnServerProcess } from "../testing/server-process.ts";
import { SharedNodes } from "../testing/shared-nodes.ts";
import { SimulatedUser } from "../testing/simulated-user.ts";

const USERS = 8;
const MESSAGES = 200;
const SEED = Number(process.env.SEED ?? 20261129);

const redis = new RedisServer();
const nodes = new SharedNodes(redis);
const startNode = (clock?: FakeClock) => nodes.start(clock);
const twoNodes = () => nodes.two();
const names = (members: { name: string }[]) => members.map(({ name }) => name).sort();

/** Returns the next message's text. */
const nextChat = async (socket: ApiSocket) => (await socket.next("chat")).message;

afterEach(() => nodes.stop());

if (redisServer === undefined) {
  test("D21: there is no redis-server here, so servers can't share rooms", () => {
    expect(Bun.which("redis-server")).toBeNull();
  });
} else {
  beforeAll(async () => void (await redis.start()));
  afterAll(() => redis.stop());

  describe("a room on two nodes", () => {
    test("D21, D22, D23: members on either see each other, and messages go both ways", async () => {
      const [a, b] = await twoNodes();
      const { room } = await a.client.room({ title: "Shared" });
      const ann = await a.client.join(room.code, "Ann");
      const bob = await b.client.join(room.code, "Bob");
      expect([bob.welcome.room.title, names(bob.welcome.members)]).toEqual(["Shared", ["Ann", "Bob"]]);
      expect((await ann.socket.next("user_joined")).user).toBe("Bob");
      bob.socket.send({ type: "chat", message: "from b", nonce: "n1" });
      expect([await nextChat(ann.socket), await nextChat(bob.socket)]).toEqual(["from b", "from b"]);
      ann.socket.send({ type: "chat", message: "from a", nonce: "n2" });
      expect([await nextChat(ann.socket), await nextChat(bob.socket)]).toEqual(["from a", "from a"]);
      ann.socket.send({ type: "typing" });
      expect((await bob.socket.next("typing")).user).toBe("Ann");
      ann.socket.send({ type: "away", on: true });
      expect(await bob.socket.next("away")).toMatchObject({ user: "Ann", on: true });
      // A token of one node counts on the other, and a second Ann gets another name there.
      const { body } = await b.node.ask("GET", `api/rooms/${room.code}`, { token: ann.token });
      expect(body.memberCount).toBe(2);
      const other = await b.client.join(room.code, "Ann");
      expect(other.welcome.you.name).toBe("Ann 2");
      ann.socket.send({ type: "rename", name: "Anna" });
      expect(names((await bob.socket.next("roster")).members)).toEqual(["Ann 2", "Anna", "Bob"]);
    });

    test("D21: who comes back on the other node gets exactly what they missed", async () => {
      const [a, b] = await twoNodes();
      const { room } = await a.client.room();
      const ann = await a.client.join(room.code, "Ann");
      const bob = await b.client.join(room.code, "Bob");
      bob.socket.send({ type: "chat", message: "one", nonce: "n1" });
      const { cursor } = ann.welcome;
      const { seq } = await ann.socket.next("chat");
      ann.socket.close();
      bob.socket.send({ type: "chat", message: "two", nonce: "n2" });
      await bob.socket.next("chat");
      bob.socket.send({ type: "chat", message: "three", nonce: "n3" });
      await bob.socket.next("chat");
      await bob.socket.next("chat");
      const back = await b.client.join(room.code, "", { token: ann.token, cursor: { ...cursor, seq } });
      expect(back.welcome).toMatchObject({ recovered: true, more: false });
      expect(back.welcome.events.map(({ message }: { message: string }) => message)).toEqual(["two", "three"]);
      expect(names(back.welcome.members)).toEqual(["Ann", "Bob"]);
    });

    test("D21, D22: through broken connections, always to the other node, all is told once, in one order, and all agree on who is here", async () => {
      const both = await twoNodes();
      const { room } = await both[0].client.room();
      const sockets = new Set<WebSocket>();
      let opened = 0;
      const open = () => {
        const { port } = both[opened++ % 2]?.node ?? {};
        const socket = new WebSocket(`ws://127.0.0.1:${port}/ws/${room.code}`);
        sockets.add(socket);
        socket.addEventListener("close", () => sockets.delete(socket));
        return socket as SocketLike;
      };
      const users: SimulatedUser[] = [];
      for (let n = 0; n < USERS; n++) {
        const { token } = await both[0].client.session(`T${n}`);
        users.push(new SimulatedUser("", token, `T${n}`, { open }));
      }
      const random = seededRandom(SEED);
      for (let n = 0; n < MESSAGES; n++) {
        users[n % USERS]?.send(`m${n}`);
        const all = [...sockets];
        if (n % 5 === 0) (all[Math.floor(random() * all.length)] as unknown as { terminate(): void })?.terminate();
        await Bun.sleep(random() * 8);
      }
      const isDone = (user: SimulatedUser) => user.messages.length >= MESSAGES && user.state.outbox.length === 0;
      while (!users.every(isDone)) await Bun.sleep(20);
      const [first] = users as [SimulatedUser];
      expect([...first.messages].sort()).toEqual(Array.from({ length: MESSAGES }, (_, n) => `m${n}`).sort());
      for (const user of users) expect(user.messages).toEqual(first.messages);
      expect(opened).toBeGreaterThan(USERS + 20);
      const seen = () => users.map(({ state }) => names([...state.members]));
      const expected = users.map(({ name }) => name).sort();
      while (
        !Bun.deepEquals(
          seen(),
          users.map(() => expected),
        )
      )
        await Bun.sleep(20);
      for (const { node } of both) {
        const [shared] = node.node.rooms.all;
        expect(names([...(shared?.roster ?? [])])).toEqual(expected);
      }
      for (const user of users) user.stop();
    }, 60_000);

    test("D24: a room that is ended on one node has ended on all, and its code is remembered there, too", async () => {
      const [a, b] = await twoNodes();
      const { room, ownerKey } = await a.client.room();
      const ann = await a.client.join(room.code, "Ann");
      const bob = await b.client.join(room.code, "Bob");
      const ended = await b.node.ask("DELETE", `api/rooms/${room.code}`, { headers: { "x-owner-key": ownerKey } });
      expect(ended.status).toBe(204);
      for (const { socket } of [ann, bob]) {
        expect(await socket.next("room_ended")).toMatchObject({ reason: "ended" });
        expect((await socket.closed).code).toBe(CLOSE.roomEnded);
      }
      const late = await startNode();
      for (const { node } of [a, b, late]) expect((await node.ask("GET", `api/rooms/${room.code}`)).status).toBe(410);
      expect((await late.node.ask("GET", "api/rooms/k7m2p9qx")).status).toBe(404);
    });

    test("D25: changes that both nodes make at the same moment are all carried out", async () => {
      const [a, b] = await twoNodes();
      const { room, ownerKey } = await a.client.room();
      const headers = { "x-owner-key": ownerKey };
      const path = `api/rooms/${room.code}`;
      await b.node.ask("GET", path);
      const changes = Array.from({ length: 8 }, (_, n) => {
        const body = n % 2 === 0 ? { title: `title ${n}` } : { slowModeSeconds: n };
        return (n % 4 < 2 ? a : b).node.ask("PATCH", path, { headers, body });
      });
      expect((await Promise.all(changes)).map(({ status }) => status)).toEqual(changes.map(() => 200));
      const [one, other] = await Promise.all([a, b].map(({ node }) => node.ask("GET", `${path}`)));
      // Both know it as the last change has left it.
      const { title, slowModeSeconds } = one?.body ?? {};
      expect([title, slowModeSeconds]).toEqual([other?.body.title, other?.body.slowModeSeconds]);
      expect([title.slice(0, 5), slowModeSeconds % 2]).toEqual(["title", 1]);
    });

    test("D25: a kick reaches the member on the other node, and whoever leaves for good leaves everywhere", async () => {
      const [a, b] = await twoNodes();
      const owner = await a.client.session("Owner");
      const { room } = await a.client.room({}, owner.token);
      const own = await a.client.join(room.code, "", { token: owner.token });
      const bob = await b.client.join(room.code, "Bob");
      await own.socket.next("user_joined");
      own.socket.send({ type: "moderate", action: "kick", userId: bob.welcome.you.id });
      expect((await bob.socket.closed).code).toBe(CLOSE.notAllowed);
      expect((await own.socket.next("user_left")).user).toBe("Bob");
      const cid = await b.client.join(room.code, "Cid");
      await own.socket.next("user_joined");
      expect((await a.node.ask("POST", `api/rooms/${room.code}/leave`, { token: cid.token })).status).toBe(204);
      expect((await cid.socket.closed).code).toBe(CLOSE.normal);
      expect((await own.socket.next("user_left")).user).toBe("Cid");
    });

    test("D34: the public list of each node has the public rooms of all, as long as they are public", async () => {
      const a = await startNode();
      const clock = new FakeClock(Date.now());
      const b = await startNode(clock);
      const { room, ownerKey } = await a.client.room({ title: "Open house", visibility: "public" });
      await a.client.room({ title: "Not listed" });
      await a.client.join(room.code, "Ann");
      const listed = async () =>
        (await b.node.ask("GET", "api/rooms")).body.rooms.map((one: RoomView) => [one.title, one.memberCount]);
      await b.node.node.rooms.shared?.takeInListed();
      expect(await listed()).toEqual([["Open house", 1]]);
      for (let minutes = 0; minutes < 4; minutes++) b.node.advance(60_000);
      expect(await listed()).toEqual([["Open house", 1]]);
      const headers = { "x-owner-key": ownerKey };
      await b.node.ask("PATCH", `api/rooms/${room.code}`, { headers, body: { visibility: "unlisted" } });
      const late = await startNode();
      await late.node.node.rooms.shared?.takeInListed();
      expect([await listed(), (await late.node.ask("GET", "api/rooms")).body.rooms]).toEqual([[], []]);
    });

    test("D30: who knocks on one node is let in or denied on another, also by somebody who comes there later", async () => {
      const [a, b] = await twoNodes();
      const owner = await a.client.session("Owner");
      const { room } = await a.client.room({ entry: "knock" }, owner.token);
      const knock = async (name: string) => {
        const socket = await b.client.connect(room.code);
        socket.send({ type: "join", token: (await b.client.session(name)).token });
        await socket.next("waiting");
        return socket;
      };
      const own = await a.client.join(room.code, "", { token: owner.token });
      const ann = await knock("Ann");
      const { userId } = await own.socket.next("knock");
      own.socket.send({ type: "moderate", action: "admit", userId });
      expect((await ann.next("welcome")).you.name).toBe("Ann");
      const bob = await knock("Bob");
      const asked = await own.socket.next("knock");
      own.socket.send({ type: "moderate", action: "deny", userId: asked.userId });
      expect(await bob.closed).toEqual({ code: CLOSE.notAllowed, reason: "denied" });
      const cid = await knock("Cid");
      const later = await startNode();
      const back = await later.client.join(room.code, "", { token: owner.token });
      expect(back.welcome.knocks.map(({ user }: { user: string }) => user)).toEqual(["Cid"]);
      cid.close();
      await back.socket.next("knock_gone");
    });

    test("D28: when Redis was started anew, clients come back to a room that goes on in a new epoch", async () => {
      const [a, b] = await twoNodes();
      const { room } = await a.client.room();
      const ann = await a.client.join(room.code, "Ann");
      const bob = await b.client.join(room.code, "Bob");
      ann.socket.send({ type: "chat", message: "hello", nonce: "n1" });
      await bob.socket.next("chat");
      await redis.kill();
      await redis.start();
      for (const { socket } of [ann, bob]) expect((await socket.closed).code).toBe(CLOSE.restarting);
      const again = await b.client.join(room.code, "", { token: ann.token, cursor: ann.welcome.cursor });
      expect(again.welcome.recovered).toBe(false);
      expect(again.welcome.events.map(({ message }: { message: string }) => message)).toEqual(["hello"]);
      const back = await a.client.join(room.code, "", { token: bob.token });
      back.socket.send({ type: "chat", message: "on", nonce: "n2" });
      expect(await nextChat(again.socket)).toBe("on");
    });

    test("D29: a node lets go of a room that nobody needs there, and takes it in again for whoever asks", async () => {
      const a = await startNode();
      const clock = new FakeClock(Date.now());
      const b = await startNode(clock);
      const { room } = await a.client.room();
      await a.client.join(room.code, "Ann");
      const count = () => b.node.node.rooms.count;
      const path = `api/rooms/${room.code}`;
      expect([(await b.node.ask("GET", path)).body.memberCount, count()]).toEqual([1, 1]);
      b.node.advance(60_000);
      b.node.advance(60_000);
      expect(count()).toBe(1);
      b.node.advance(60_000);
      expect(count()).toBe(0);
      const bob = await b.client.join(room.code, "Bob");
      for (let minutes = 0; minutes < 4; minutes++) b.node.advance(60_000);
      expect([names(bob.welcome.members), count()]).toEqual([["Ann", "Bob"], 1]);
    });

    test("D45: a ban by one node covers the addresses of the member's sockets on the other", async () => {
      const both = await nodes.two({ LIMITS: "off", ADDRESS_BANS: "on", TRUST_PROXY: "on" });
      const [a, b] = both;
      const owner = await a.client.session("Owner");
      const { room } = await a.client.room({}, owner.token);
      const own = await a.client.join(room.code, "", { token: owner.token });
      const headers = { "x-forwarded-for": "203.0.113.9" };
      const eve = await b.client.session("Eve");
      const socket = await b.client.connect(room.code, { headers });
      const { you } = await socket.request({ type: "join", token: eve.token }, "welcome");
      await own.socket.next("user_joined");
      own.socket.send({ type: "moderate", action: "ban", userId: you.id });
      expect((await socket.closed).code).toBe(CLOSE.notAllowed);
      const isCovered = ({ node }: (typeof both)[number]) =>
        [...node.node.rooms.all].some(({ state }) => (state.bans.get(you.id)?.places?.length ?? 0) > 0);
      while (!both.every(isCovered)) await Bun.sleep(5);
      for (const { client } of both) {
        const { token } = await client.session("Nobody");
        const again = await client.connect(room.code, { headers });
        expect(await again.request({ type: "join", token }, "refused")).toMatchObject({ code: "banned" });
      }
    });

    test("D47: all nodes have the room that they are to have from their start", async () => {
      const [a, b] = await twoNodes();
      const opened = await Promise.all([a, b].map(({ node }) => openFirstRoom(node.node.rooms, "Lounge")));
      const codes = opened.map((one) => ("room" in one ? one.room.founding.code : one.code));
      expect(new Set(codes).size).toBe(1);
      expect(opened.filter((one) => "ownerKey" in one)).toHaveLength(1);
      const late = await startNode();
      const again = await openFirstRoom(late.node.node.rooms, "Lounge");
      expect("room" in again && again.room.founding.code).toBe(codes[0] ?? "");
      const [first] = [...a.node.node.rooms.all];
      if (first !== undefined) await a.node.node.rooms.end(first, "ended");
      while (late.node.node.rooms.count > 0) await Bun.sleep(1);
      const fresh = await openFirstRoom(late.node.node.rooms, "Lounge");
      expect("room" in fresh && fresh.room.founding.code).not.toBe(codes[0]);
    });

    test("D46: all nodes end when the first one's lifetime is over, and nothing of their accounts is left", async () => {
      const options = {
        url: redis.url,
        prefix: "lifetime:",
        bounds: { events: 500, bytes: 1 << 22 },
        maxBytes: 1 << 24,
        random: (bytes: Uint8Array) => void crypto.getRandomValues(bytes),
        reportFault: () => {},
        hasAccounts: true,
      };
      const first = await openRedis({ ...options, lifetimeMs: 60_000 });
      const second = await openRedis({ ...options, lifetimeMs: 3_600_000 });
      expect(first.leftMs).toBeWithin(1, 60_001);
      expect(second.leftMs).toBeWithin(1, (first.leftMs ?? 0) + 1);
      // A Redis that was started anew learns the end again.
      await redis.client.del("lifetime:lifetime");
      await second.engine.check();
      expect(await redis.client.pttl("lifetime:lifetime")).toBeWithin(1, 60_001);
      await second.accounts?.addCode("digest", null);
      expect(await redis.client.keys("lifetime:{accounts}*")).not.toEqual([]);
      await first.engine.eraseAccounts();
      expect(await redis.client.keys("lifetime:{accounts}*")).toEqual([]);
      for (const { engine } of [first, second]) await engine.close();
    });

    test("D31: one room has a code, whichever node it is asked for on", async () => {
      const [a, b] = await twoNodes();
      const { room, ownerKey } = await a.client.room({ code: "tea-at-four" });
      expect((await b.node.ask("POST", "api/rooms", { body: { code: room.code } })).body.error.code).toBe("code_taken");
      expect((await b.node.ask("PUT", `api/rooms/${room.code}`, { body: {} })).status).toBe(200);
      const living = await b.node.ask("POST", "api/rooms/living", { body: { codes: [room.code, "k7m2p9qx"] } });
      expect(living.body.rooms.map((found: object | null) => found !== null)).toEqual([true, false]);
      await a.node.ask("DELETE", `api/rooms/${room.code}`, { headers: { "x-owner-key": ownerKey } });
      while (b.node.node.rooms.count > 0) await Bun.sleep(1);
      expect((await b.node.ask("PUT", `api/rooms/${room.code}`, { body: { title: "Again" } })).status).toBe(201);
      expect((await a.node.ask("GET", `api/rooms/${room.code}`)).body.title).toBe("Again");
    });

    test("D32: a message that vanishes when all have seen it waits for those on the other node", async () => {
      const [a, b] = await twoNodes();
      const { room } = await a.client.room({ vanish: "seen" });
      const ann = await a.client.join(room.code, "Ann");
      const bob = await b.client.join(room.code, "Bob");
      await ann.socket.next("user_joined");
      ann.socket.send({ type: "chat", message: "psst", nonce: "n1" });
      const { id, seq } = await bob.socket.next("chat");
      bob.socket.send({ type: "seen", seq });
      expect((await ann.socket.next("vanish")).messageIds).toEqual([id]);
      bob.socket.send({ type: "chat", message: "gone?", nonce: "n2" });
      // Both nodes have let it vanish; one of them did.
      expect((await bob.socket.nextUntil("chat")).map(({ type }) => type)).toEqual(["vanish", "chat"]);
    });

    test("D26, D27: members of a node that is killed leave after their grace, once, unless they come back elsewhere", async () => {
      const flags = ["--redis", redis.url, "--limits", "off"];
      const a = await startNode(new FakeClock(Date.now()));
      const killed = await spawnServerProcess(flags);
      const b = new ApiClient(killed.url);
      const { room } = await a.client.room();
      const ann = await a.client.join(room.code, "Ann");
      const bob = await b.join(room.code, "Bob");
      await b.join(room.code, "Cid");
      for (let count = 0; count < 2; count++) await ann.socket.next("user_joined");
      bob.socket.send({ type: "chat", message: "hello", nonce: "n1" });
      const { seq } = await ann.socket.next("chat");
      killed.child.kill("SIGKILL");
      const cursor = { ...bob.welcome.cursor, seq: seq - 1 };
      const back = await a.client.join(room.code, "", { token: bob.token, cursor });
      expect([back.welcome.recovered, back.welcome.events.length]).toEqual([true, 1]);
      const [shared] = a.node.node.rooms.all;
      const isNoticed = () =>
        [...(shared?.roster ?? [])].some(({ elsewhere }) => [...(elsewhere?.keys() ?? [])].join().includes("lost"));
      while (!isNoticed()) await Bun.sleep(50);
      a.node.advance(LEAVE_GRACE_MS - 1_000);
      expect(shared?.roster.size).toBe(3);
      a.node.advance(2_000);
      ann.socket.send({ type: "chat", message: "still here", nonce: "n2" });
      const frames = await ann.socket.nextUntil("chat");
      expect(frames.filter(({ type }) => type.startsWith("user_")).map(({ user }) => user)).toEqual(["Cid"]);
      const late = await spawnServerProcess(flags);
      const lateClient = new ApiClient(late.url);
      const dan = await lateClient.join(room.code, "Dan");
      expect(names(dan.welcome.members)).toEqual(["Ann", "Bob", "Dan"]);
      const readiness = async () => (await lateClient.ask("GET", "readyz")).status;
      expect(await readiness()).toBe(200);
      await redis.kill();
      while ((await readiness()) !== 503) await Bun.sleep(50);
      // Whether there is such a room can't be known now.
      expect((await lateClient.ask("GET", "api/rooms/k7m2p9qx")).status).toBe(503);
      await redis.start();
      while ((await readiness()) !== 200) await Bun.sleep(50);
      await late.stop();
    }, 60_000);
  });
}
