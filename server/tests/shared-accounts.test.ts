// Accounts of two servers with one Redis: who registers on either has an account on both.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { CLOSE } from "#protocol/error-codes";
import { foldCode } from "#protocol/room-code";
import { saveSharedAdminCode } from "../open-redis.ts";
import { RedisServer, redisServer } from "../testing/redis-servers.ts";
import { SharedNodes } from "../testing/shared-nodes.ts";
import { signIn, signUp, statusAndCode, TEST_PASSWORD } from "../testing/test-accounts.ts";

const redis = new RedisServer();
const nodes = new SharedNodes(redis);
type Node = Awaited<ReturnType<SharedNodes["start"]>>;

/** Resolves once the node has what all have. */
const caughtUp = ({ engine }: Node) => engine.check();

/** Returns all that Redis holds of accounts, as one text. */
async function accountsInRedis(): Promise<string> {
  const parts: unknown[] = [];
  for (const key of await redis.client.keys("mayfly:{accounts}*")) {
    parts.push(
      (await redis.client.type(key)) === "hash" ? await redis.client.hgetall(key) : await redis.client.get(key),
    );
  }
  return JSON.stringify(parts);
}

afterEach(async () => {
  await nodes.stop();
  await redis.client.flushall();
});

if (redisServer === undefined) {
  test("D39: there is no redis-server here, so servers can't share accounts", () => {
    expect(Bun.which("redis-server")).toBeNull();
  });
} else {
  beforeAll(async () => void (await redis.start()));
  afterAll(() => redis.stop());

  describe("accounts of two nodes", () => {
    test("D39: whoever registers on one signs in on the other, and is signed out on both", async () => {
      const [a, b] = await nodes.two();
      const { token, refreshToken } = await signUp(a.node, "ann");
      const { room } = await a.client.room();
      await caughtUp(b);
      const here = await b.client.join(room.code, "", { token });
      expect(here.welcome.you.name).toBe("ann");
      const second = await signIn(b.node, "ann");
      const renewed = await b.node.ask("POST", "api/refresh", { body: { refreshToken } });
      expect(renewed.status).toBe(200);
      expect((await b.node.ask("POST", "api/logout", { token: renewed.body.token })).status).toBe(204);
      expect((await here.socket.closed).code).toBe(CLOSE.notAllowed);
      await caughtUp(a);
      expect((await a.node.ask("GET", "api/me", { token })).status).toBe(401);
      const other = await a.client.join(room.code, "", { token: second.token });
      const patch = { password: "another battery staple", currentPassword: TEST_PASSWORD };
      const { token: third } = await signIn(b.node, "ann");
      expect((await b.node.ask("PATCH", "api/me", { token: third, body: patch })).status).toBe(200);
      expect((await other.socket.closed).code).toBe(CLOSE.notAllowed);
      expect(
        (await a.node.ask("POST", "api/login", { body: { username: "ann", password: TEST_PASSWORD } })).status,
      ).toBe(401);
    });

    test("D40: of those who want the same on both nodes at the same moment, one gets it", async () => {
      const [a, b] = await nodes.two();
      const register = ({ node }: Node, username: string, more = {}) =>
        node.ask("POST", "api/register", { body: { username, password: TEST_PASSWORD, ...more } });
      const same = await Promise.all([
        register(a, "bob"),
        register(b, "Bob"),
        register(a, "b0b"),
        register(b, "b-o-b"),
      ]);
      expect(same.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
      const different = await Promise.all(Array.from({ length: 8 }, (_, n) => register(n % 2 ? a : b, `member${n}x`)));
      expect(different.map(({ status }) => status)).toEqual(different.map(() => 201));
      const { refreshToken } = different[0]?.body ?? {};
      await Promise.all([a, b].map(caughtUp));
      const renewals = await Promise.all(
        [a, b].map(({ node }) => node.ask("POST", "api/refresh", { body: { refreshToken } })),
      );
      // Whoever comes second at once gets the same token once more (U8).
      expect(renewals.map(({ status }) => status)).toEqual([200, 200]);
      const adminCode = a.node.node.accounts?.adminCodes.createFirst(a.node.node.random) ?? "";
      await caughtUp(a);
      await caughtUp(b);
      const admins = await Promise.all([register(a, "first", { adminCode }), register(b, "second", { adminCode })]);
      expect(admins.map(({ status }) => status).sort()).toEqual([201, 403]);
      await Promise.all([a, b].map(caughtUp));
      for (const { node } of [a, b]) {
        const all = [...(node.node.accounts?.all ?? [])];
        expect([all.length, all.filter(({ isAdmin }) => isAdmin).length]).toEqual([10, 1]);
      }
    });

    test("D41, D39: an administrator made by `mayfly invite` bans on one node, and the other closes what is open", async () => {
      const [a, b] = await nodes.two();
      const { adminCodeDigest } = await import("../engine/sqlite/admin-codes.ts");
      await saveSharedAdminCode(redis.url, adminCodeDigest(foldCode("secret-code")), Date.now() + 60_000);
      await caughtUp(b);
      const admin = await signUp(b.node, "boss", { adminCode: "secret-code" });
      const body = { username: "late", password: TEST_PASSWORD, adminCode: "secret-code" };
      expect((await a.node.ask("POST", "api/register", { body })).status).toBe(403);
      const { token } = await signUp(a.node, "cid");
      const { room } = await a.client.room();
      const { socket } = await a.client.join(room.code, "", { token });
      await caughtUp(b);
      const banned = await b.node.ask("POST", "api/admin/accounts/cid/ban", { token: admin.token });
      expect(banned.status).toBeWithin(200, 205);
      expect((await socket.closed).code).toBe(CLOSE.notAllowed);
      const closed = await b.node.ask("PATCH", "api/admin", { token: admin.token, body: { registration: "closed" } });
      expect(closed.status).toBe(200);
      await caughtUp(a);
      expect(
        statusAndCode(await a.node.ask("POST", "api/register", { body: { ...body, adminCode: undefined } })),
      ).toEqual([403, "registration_closed"]);
    });

    test("D43: a deleted account is gone from Redis and from the rooms of all nodes", async () => {
      const [a, b] = await nodes.two();
      const { token } = await signUp(a.node, "dora");
      await caughtUp(b);
      const { room } = await b.client.room();
      const { socket } = await b.client.join(room.code, "", { token });
      socket.send({ type: "chat", message: "hello", nonce: "n1" });
      await socket.next("chat");
      expect(await accountsInRedis()).toContain("dora");
      expect((await a.node.ask("DELETE", "api/me", { token, body: {} })).status).toBe(204);
      expect((await socket.closed).code).toBe(CLOSE.notAllowed);
      expect(await accountsInRedis()).not.toContain("dora");
      const messages = async () => (await b.node.ask("GET", `api/rooms/${room.code}/messages`)).text;
      while ((await messages()).includes("dora")) await Bun.sleep(10);
      expect(await messages()).toContain("hello");
    });

    test("D42, D43: what a node misses it reads later, and what Redis loses it gets back", async () => {
      const [a, b] = await nodes.two();
      const ann = await signUp(a.node, "ann");
      await caughtUp(b);
      await redis.kill();
      expect((await b.node.ask("GET", "api/me", { token: ann.token })).status).toBe(200);
      const body = { username: "bob", password: TEST_PASSWORD };
      expect(statusAndCode(await a.node.ask("POST", "api/register", { body }))).toEqual([503, "not_saved"]);
      await redis.start();
      while ((await a.node.ask("POST", "api/register", { body })).status === 503) await Bun.sleep(50);
      const late = await nodes.start();
      expect((await late.node.ask("GET", "api/me", { token: ann.token })).status).toBe(200);
      expect(await accountsInRedis()).toContain("bob");
      await caughtUp(b);
      expect([...(b.node.node.accounts?.all ?? [])].map(({ username }) => username).sort()).toEqual(["ann", "bob"]);
    });
  });
}
