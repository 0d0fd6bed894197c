// Limits that two servers with one Redis count together.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { MESSAGE_BURST, MESSAGE_INTERVAL_MS, PASSWORD_TRY_BURST } from "#protocol/limits";
import { TokenBuckets } from "../chat/lib/token-bucket.ts";
import { RATES } from "../http/request/rate-limits.ts";
import type { ApiSocket } from "../testing/api-client.ts";
import { FakeClock } from "../testing/fake-clock.ts";
import { RedisServer, redisServer } from "../testing/redis-servers.ts";
import { SharedNodes } from "../testing/shared-nodes.ts";

const redis = new RedisServer();
const nodes = new SharedNodes(redis);

/** Returns the message with this nonce, or the refusal of it. */
async function outcomeOf(socket: ApiSocket, nonce: string) {
  for (;;) {
    const frame = JSON.parse(await socket.nextText());
    if (frame.nonce === nonce) return frame;
  }
}

/** Resolves once the nodes have told Redis all they let through, and know what others did. */
async function settled(): Promise<void> {
  // Each answer comes before the next one, on each connection.
  for (let turn = 0; turn < 3; turn++) await redis.client.ping();
  await Bun.sleep(20);
}

afterEach(async () => {
  await nodes.stop();
  await redis.client.flushall();
});

if (redisServer === undefined) {
  test("D35: there is no redis-server here, so servers can't share limits", () => {
    expect(Bun.which("redis-server")).toBeNull();
  });
} else {
  beforeAll(async () => void (await redis.start()));
  afterAll(() => redis.stop());

  describe("limits of two nodes", () => {
    test("D35, D36: who has used up a limit on one node has done so on the other, under a key of the day", async () => {
      const [a, b] = await nodes.two({});
      const miss = async (node: typeof a) => (await node.node.ask("GET", "api/rooms/k7m2p9qx")).status;
      while ((await miss(a)) !== 429);
      // The other node doesn't know of it yet: its first is let through, and what it learns by that keeps out the next.
      let count = 1;
      for (; (await miss(b)) !== 429; count++) await settled();
      expect(count).toBeLessThan(RATES.misses.burst / 2);
      const kept = await redis.client.keys("*");
      expect(kept.join()).not.toContain("127.0.0");
      const lives = await Promise.all(
        kept.filter((key) => key.includes("limits")).map((key) => redis.client.pttl(key)),
      );
      expect(lives.length).toBeGreaterThan(0);
      for (const life of lives) expect(life).toBeWithin(1, 61_000);
      expect(await redis.client.pttl("mayfly:day")).toBeWithin(1, 24 * 60 * 60_000 + 1);
    });

    test("D36: when the day is over, all nodes count under another key", async () => {
      const [a, b] = await nodes.two({});
      const client = { request: new Request("http://x/"), server: null };
      const digests = () => [a, b].map(({ node }) => node.node.clientAddresses.digestOf(client));
      const before = digests();
      expect(new Set(before).size).toBe(1);
      // Redis is started anew and gets the nodes' key again.
      await redis.client.flushall();
      await a.engine.check();
      const late = await nodes.start(undefined, {});
      expect(late.node.node.clientAddresses.digestOf(client)).toBe(before[0] ?? "");
      await redis.client.pexpire("mayfly:day", 200);
      await Promise.all([a, b].map(({ engine }) => engine.check()));
      while (digests().includes(before[0] ?? "")) await Bun.sleep(10);
      expect(new Set(digests()).size).toBe(1);
    });

    test("D35: of several nodes at the same moment, what is too much is paid by waiting", async () => {
      const [a, b] = await nodes.two({});
      const rate = { burst: 10, perSecond: 0.001 };
      const buckets = [a, b].map(({ engine }) => {
        const made = new TokenBuckets(rate);
        engine.shareLimit("test", made);
        return made;
      });
      const now = Date.now();
      for (const bucket of buckets) for (let n = 0; n < 8; n++) expect(bucket.take("who", now)).toBe(0);
      await settled();
      for (const bucket of buckets) bucket.take("who", now);
      await settled();
      // Sixteen of ten were taken, and by one that didn't know all of it one more: what is owed has to come back first.
      for (const bucket of buckets) {
        expect(bucket.take("who", now)).toBeWithin(6_900_000, 8_100_000);
        expect(bucket.take("another", now)).toBe(0);
      }
      for (let n = 0; n < 8; n++) buckets[0]?.giveBack("who");
      await settled();
      expect(buckets[0]?.take("who", now)).toBe(0);
    });

    test("D37: what was let through while Redis was away is told when it is back", async () => {
      const [a, b] = await nodes.two({});
      const rate = { burst: 10, perSecond: 0.001 };
      const [one, other] = [a, b].map(({ engine }) => {
        const made = new TokenBuckets(rate);
        engine.shareLimit("test", made);
        return made;
      }) as [TokenBuckets, TokenBuckets];
      await redis.kill();
      const now = Date.now();
      for (let n = 0; n < 10; n++) expect(one.take("who", now)).toBe(0);
      expect(one.take("who", now)).toBeGreaterThan(0);
      await redis.start();
      while ((await redis.client.keys("*limits*who")).length === 0) await Bun.sleep(20);
      expect(other.take("who", now)).toBe(0);
      while (other.take("who", now) === 0) await Bun.sleep(5);
    });

    test("D35: a room's password can be tried no more often by way of two nodes", async () => {
      const [a, b] = await nodes.two({});
      const { room } = await a.client.room({ entry: "password", password: "open sesame" });
      const { token } = await a.client.session("Ann");
      const tryIt = async (n: number) => {
        const body = { password: "wrong" };
        const answer = await (n % 2 ? a : b).node.ask("POST", `api/rooms/${room.code}/join`, { token, body });
        await settled();
        return answer.body.error.code;
      };
      const codes: string[] = [];
      for (let n = 0; n < PASSWORD_TRY_BURST + 2; n++) codes.push(await tryIt(n));
      const wrong = codes.filter((code) => code === "wrong_password").length;
      // The first try on the second node is decided before it knows of the first.
      expect(wrong).toBeWithin(PASSWORD_TRY_BURST, PASSWORD_TRY_BURST + 2);
      expect(codes.at(-1)).toBe("slow_down");
    });

    test("D38: slow mode takes one of two messages that come by two nodes at once, and the pace counts what the other took", async () => {
      const a = await nodes.start(new FakeClock(Date.now()), {});
      const b = await nodes.start(undefined, {});
      const { room, ownerKey } = await a.client.room();
      const headers = { "x-owner-key": ownerKey };
      await a.node.ask("PATCH", `api/rooms/${room.code}`, { headers, body: { slowModeSeconds: 60 } });
      const ann = await a.client.join(room.code, "Ann");
      const again = await b.client.join(room.code, "", { token: ann.token });
      const say = (at: typeof ann, nonce: string) => at.socket.send({ type: "chat", message: nonce, nonce });
      say(ann, "one");
      say(again, "two");
      const outcomes = await Promise.all([outcomeOf(ann.socket, "one"), outcomeOf(again.socket, "two")]);
      expect(outcomes.map(({ type }) => type).sort()).toEqual(["chat", "refused"]);
      const refused = outcomes.find(({ type }) => type === "refused");
      expect(refused).toMatchObject({ code: "slow_down", message: "Slow mode is on here." });
      expect(refused.retryAfterMs).toBeWithin(55_000, 60_001);
      await a.node.ask("PATCH", `api/rooms/${room.code}`, { headers, body: { slowModeSeconds: 0 } });
      for (let n = 1; n < MESSAGE_BURST; n++) {
        say(again, `more-${n}`);
        expect((await outcomeOf(ann.socket, `more-${n}`)).type).toBe("chat");
      }
      // The burst is used up, on the other node: the next one here has to wait for its turn.
      const head = () => a.engine.history([...a.node.node.rooms.all][0]?.founding.epoch ?? "").head;
      const before = head();
      say(ann, "late");
      await ann.socket.request({ type: "ping" }, "pong");
      expect(head()).toBe(before);
      a.node.advance(MESSAGE_BURST * MESSAGE_INTERVAL_MS);
      expect((await outcomeOf(ann.socket, "late")).type).toBe("chat");
    });
  });
}
