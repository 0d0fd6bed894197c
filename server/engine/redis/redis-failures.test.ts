// Redis that breaks off, hangs, forgets or goes back, and two nodes that have a room there.
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { RedisNode, type RedisNodeOptions } from "../../testing/redis-node.ts";
import { RedisServer, redisServer } from "../../testing/redis-servers.ts";
import { draft, encoded, TOMB } from "../engine-contract.ts";
import { roomKeys } from "./room-keys.ts";
import { SCRIPTS } from "./scripts/scripts.ts";

const PREFIX = "weather:";
const EPOCH = "e";
let servers: readonly RedisServer[] = [];
let server: RedisServer;
let a: RedisNode;
let b: RedisNode;
const others: RedisNode[] = [];

async function connect(options: RedisNodeOptions = {}): Promise<RedisNode> {
  const node = await RedisNode.connect(server.url, PREFIX, options);
  others.push(node);
  return node;
}

async function started(all: readonly RedisServer[], options?: RedisNodeOptions): Promise<void> {
  servers = all;
  [server] = all as [RedisServer];
  [a, b] = [await connect(options), await connect(options)];
  await a.open(EPOCH, { codeDigest: "code" });
  await b.join(EPOCH);
}

const say = async (...messages: string[]) => {
  for (const message of messages) await a.append(EPOCH, draft(message, message));
  await b.when(() => b.texts.at(-1)?.includes(`"${messages.at(-1)}"`) === true);
};

/** Asks until it is no longer refused. */
async function appendWhenBack(node: RedisNode, epoch: string, message: string) {
  for (;;) {
    const outcome = await node.engine.append(epoch, draft(message, message));
    if (!("code" in outcome)) return outcome;
    expect(outcome.code).toBe("not_saved");
    await Bun.sleep(10);
  }
}

const messages = (node: RedisNode, epoch: string) => node.history(epoch).map((text) => JSON.parse(text).message);

/** Returns what a node reads of the newest epoch that both nodes are in, and which that is. */
async function bothRestarted(former = EPOCH): Promise<string> {
  const next = (node: RedisNode) => node.restarted.find((one) => one.former === former)?.record.epoch;
  await Promise.all([a, b].map((node) => node.when(() => next(node) !== undefined)));
  expect(next(a)).toBe(next(b) as string);
  return next(a) ?? "";
}

afterEach(async () => {
  expect([a, b, ...others].flatMap(({ faults }) => faults)).toEqual([]);
  for (const node of others.splice(0)) await node.engine.close();
  for (const one of servers) {
    one.goOn();
    await one.stop();
  }
});

if (redisServer === undefined) {
  test("D16: there is no redis-server here, so its failures can't be tried", () => {
    expect(Bun.which("redis-server")).toBeNull();
  });
} else {
  describe("one Redis", () => {
    beforeEach(async () => started([await new RedisServer().start()]));

    test("D11: what is published while the subscriptions are cut off comes later, once and in order", async () => {
      for (let n = 1; n <= 5; n++) {
        await say(`before ${n}`);
        await server.client.call("client", "kill", "type", "pubsub");
        await a.append(EPOCH, draft(`missed ${n}`), encoded(`state ${n}`));
        await b.when(() => b.events.length === 2 * n && b.states.at(-1) === `state ${n}`);
      }
      expect(b.seqs).toEqual(Array.from({ length: 10 }, (_, n) => n + 1));
      expect(b.texts).toEqual(a.texts);
    });

    test("D18: a Redis that has forgotten the scripts gets them again", async () => {
      await server.client.script("FLUSH");
      await Promise.all(["one", "two", "three"].map((message) => a.append(EPOCH, draft(message))));
      await b.when(() => b.events.length === 3);
      expect(messages(b, EPOCH)).toEqual(["one", "two", "three"]);
    });

    test("D13: a Redis that comes back empty gets the room from a node, in a new epoch", async () => {
      await say("one", "two");
      expect(await a.engine.saveState(EPOCH, encoded("the state"))).toBeUndefined();
      await b.when(() => b.states.length > 0);
      await server.kill();
      expect(await a.engine.append(EPOCH, draft("lost"))).toMatchObject({ code: "not_saved" });
      expect(messages(a, EPOCH)).toEqual(["one", "two"]);
      await server.start();
      const next = await bothRestarted();
      expect(a.restarted[0]?.record).toEqual({
        epoch: next,
        founding: { code: "room", epoch: next },
        state: "the state",
      });
      expect(await b.engine.lookUp("code")).toEqual({ epoch: next });
      expect(await appendWhenBack(b, next, "three")).toMatchObject({ seq: 3, repeated: false });
      expect(await a.append(next, draft("two", "two"))).toMatchObject({ seq: 2, repeated: true });
      await a.when(() => a.texts.at(-1)?.includes("three") === true);
      expect([messages(a, next), a.history(next)]).toEqual([["one", "two", "three"], b.history(next)]);
      expect(JSON.parse(a.history(next)[0] ?? "")).toMatchObject({ id: `${next}-1`, seq: 1 });
      expect(() => a.engine.history(EPOCH)).toThrow();
    });

    /** Puts the room's keys back to what they were, as a replica does that becomes master before it has everything. */
    async function goBackTo(action: () => Promise<void>): Promise<void> {
      const keys = roomKeys(PREFIX, EPOCH);
      const before = await Promise.all(keys.map((key) => server.client.dumpBuffer(key)));
      await action();
      for (const [at, key] of keys.entries()) {
        await server.client.del(key);
        const saved = before[at];
        if (saved) await server.client.restore(key, 0, saved);
      }
    }

    test("D14: a log that is shorter than what a node has seen goes on in a new epoch, with all of it", async () => {
      await say("one", "two");
      await goBackTo(() => say("three", "four"));
      await a.engine.check();
      const next = await bothRestarted();
      expect([messages(a, next), messages(b, next)]).toEqual(
        Array.from({ length: 2 }, () => ["one", "two", "three", "four"]),
      );
      expect(await appendWhenBack(b, next, "five")).toMatchObject({ seq: 5 });
    });

    test("D56, D14: a Redis that lacks what a node has seen takes nothing more, so that nothing of it is lost", async () => {
      await say("one");
      await goBackTo(() => say("two", "three"));
      // Nobody has looked yet: the first thing that it hears is something new.
      expect(await a.engine.append(EPOCH, draft("four", "four"))).toMatchObject({ code: "not_saved", nonce: "four" });
      const next = await bothRestarted();
      expect(await appendWhenBack(a, next, "four")).toMatchObject({ seq: 4 });
      await b.when(() => b.history(next).length === 4);
      expect(messages(b, next)).toEqual(["one", "two", "three", "four"]);
    });

    test("D57: where Redis was started anew, a code that it lacks may be known to another node", async () => {
      await say("one");
      await server.kill();
      await server.start();
      // It comes before the others have noticed.
      const late = await connect();
      await late.engine.sharedSecret(() => new Uint8Array(64));
      const holder = await late.engine.lookUp("code");
      const next = await bothRestarted();
      if (!Bun.deepEquals(holder, { epoch: next })) expect(holder).toMatchObject({ code: "not_saved" });
      expect(await late.engine.lookUp("code")).toEqual({ epoch: next });
      const keys = roomKeys(PREFIX, next);
      await server.client.del(...keys.slice(0, 9));
      expect(await late.engine.join(next, () => late.deliver)).toMatchObject({ code: "not_saved" });
      const again = await bothRestarted(next);
      expect(messages(a, again)).toEqual(["one"]);
      await server.client.del(`${PREFIX}code:code`);
      await server.client.call("client", "kill", "type", "pubsub");
      while (!Bun.deepEquals(await late.engine.lookUp("code"), { epoch: again })) await Bun.sleep(10);
    });

    test("D14, D95: a log that went on otherwise goes on in a new epoch as it is in Redis, and what it lacks is said again", async () => {
      await say("one");
      await goBackTo(() => say("lost"));
      const late = await connect();
      await late.join(EPOCH);
      await late.append(EPOCH, draft("other"));
      await late.append(EPOCH, draft("another"));
      const next = await bothRestarted();
      await late.when(() => late.restarted.length > 0);
      for (const node of [a, b, late]) {
        await node.when(() => node.history(next).length === 4);
        expect(messages(node, next)).toEqual(["one", "other", "another", "lost"]);
      }
    });

    test("D103: where two masters had different changes after the same one, all nodes go on with what Redis has", async () => {
      const states = (node: RedisNode) => node.states.at(-1);
      for (const isHeard of [true, false]) {
        await goBackTo(async () => {
          expect(await a.engine.saveState(EPOCH, encoded(`lost ${isHeard}`))).toBeUndefined();
          await b.when(() => states(b) === `lost ${isHeard}`);
        });
        const keys = [...roomKeys(PREFIX, EPOCH)];
        // What nodes don't hear of, they see when they are connected again.
        if (!isHeard) keys[1] += "-elsewhere";
        const there = Number((await server.client.hget(`${keys[0]}`, "at"))?.split(" ")[3]);
        const args = [`kept ${isHeard}`, there, ""];
        expect(await server.client.eval(SCRIPTS.saveState, keys.length, ...keys, ...args)).toEqual([
          "ok",
          `${there + 1}`,
        ]);
        if (!isHeard) await server.client.call("client", "kill", "type", "pubsub");
        await Promise.all([a, b].map((node) => node.when(() => states(node) === `kept ${isHeard}`)));
      }
      expect(await b.engine.saveState(EPOCH, encoded("last"))).toBeUndefined();
      await a.when(() => states(a) === "last");
      expect([a.restarted, b.restarted]).toEqual([[], []]);
    });

    test("D16: a Redis that hangs costs nothing but refusals, and what arrives late is no double", async () => {
      await say("one");
      const hasty = await connect({ timeoutMs: 200 });
      await hasty.join(EPOCH);
      server.pause();
      const refused = await Promise.all(["two", "three"].map((it) => hasty.engine.append(EPOCH, draft(it, it))));
      expect(refused).toMatchObject([
        { code: "not_saved", nonce: "two" },
        { code: "not_saved", nonce: "three" },
      ]);
      expect([hasty.engine.isHealthy, messages(hasty, EPOCH)]).toEqual([false, ["one"]]);
      expect(await hasty.engine.saveState(EPOCH, encoded("late"))).toMatchObject({ code: "not_saved" });
      hasty.engine.signal(EPOCH, "typing");
      expect(hasty.signals).toEqual(["typing"]);
      server.goOn();
      for (const [at, it] of ["two", "three"].entries()) {
        expect(await appendWhenBack(hasty, EPOCH, it)).toMatchObject({ seq: at + 2 });
      }
      await b.when(() => b.events.length === 3);
      expect([messages(b, EPOCH), hasty.engine.isHealthy]).toEqual([["one", "two", "three"], true]);
      expect(hasty.seqs).toEqual([2, 3]);
    });

    test("D105: a Redis that was emptied while connections last gets back what it lost, as soon as it hears of a node", async () => {
      await a.engine.sharedSecret(() => new Uint8Array(64));
      await say("one");
      await server.client.flushall();
      const next = await bothRestarted();
      expect(messages(b, next)).toEqual(["one"]);
      while ((await server.client.exists(`${PREFIX}secret`, `${PREFIX}code:code`)) < 2) await Bun.sleep(10);
    });

    test("D106: a node that starts with a Redis that was emptied takes the secret that others have still", async () => {
      const secret = new Uint8Array(64).fill(1);
      await server.kill();
      await server.start();
      const late = await connect();
      const found = late.engine.sharedSecret(() => new Uint8Array(64).fill(2));
      // The others are connected again only then.
      await Bun.sleep(200);
      await server.client.set(`${PREFIX}secret`, secret.toBase64());
      expect(await found).toEqual(secret);
    });

    test("D111: a node that starts just after Redis doubts what that lacks, though another one gave it the secret", async () => {
      await server.kill();
      await server.start();
      await server.client.set(`${PREFIX}secret`, new Uint8Array(64).toBase64());
      const late = await connect();
      await late.engine.sharedSecret(() => new Uint8Array(64));
      expect(await late.engine.lookUp("none")).toMatchObject({ code: "not_saved" });
    });

    test("D106: a node that finds another secret in Redis says so", async () => {
      await a.engine.sharedSecret(() => new Uint8Array(64).fill(1));
      await server.client.set(`${PREFIX}secret`, new Uint8Array(64).fill(2).toBase64());
      await a.engine.check();
      await a.engine.check();
      expect(a.faults.splice(0).map(String)).toEqual([expect.stringContaining("another secret")]);
    });

    test("D107: a node tells once why Redis takes nothing, and once that it does again", async () => {
      await server.client.config("SET", "maxmemory", "1");
      while (a.troubles.length === 0) await Bun.sleep(10);
      await Bun.sleep(1_100);
      expect(a.troubles.map(String)).toEqual([expect.stringMatching(/^ReplyError: OOM/)]);
      await server.client.config("SET", "maxmemory", "0");
      while (a.troubles.length === 1) await Bun.sleep(10);
      expect([a.troubles.length, a.troubles[1], a.engine.isHealthy]).toEqual([2, undefined, true]);
    }, 20_000);

    test("D108: what whoever runs the servers should know of a Redis is said", async () => {
      await server.client.config("SET", "save", "");
      expect(await a.engine.advice()).toEqual([]);
      await server.client.config("SET", "maxmemory", "100mb");
      await server.client.config("SET", "maxmemory-policy", "allkeys-lru");
      await server.client.config("SET", "save", "3600 1");
      const waiting = await connect({ replicas: 1 });
      const [policy, replicas, saves] = await waiting.engine.advice();
      expect([policy, replicas, saves]).toEqual([
        expect.stringContaining("maxmemory-policy allkeys-lru"),
        expect.stringContaining("MAYFLY_REDIS_WAIT"),
        expect.stringContaining("saves to its disk"),
      ]);
    });

    test("D16: while Redis is gone everything is refused at once, and a room's end is made up for", async () => {
      await a.open("f");
      await server.kill();
      expect(await a.engine.append("f", draft("lost", "n"))).toMatchObject({ code: "not_saved", nonce: "n" });
      expect(await a.engine.open({ epoch: "g", founding: {}, state: "{}" }, a.deliver)).toMatchObject({
        code: "not_saved",
      });
      expect(await a.engine.join("h", () => a.deliver)).toMatchObject({ code: "not_saved" });
      expect(await a.engine.end("f", TOMB)).toMatchObject({ code: "not_saved" });
      await server.start();
      const ended = `${PREFIX}{f}:ended`;
      while ((await server.client.exists(ended)) === 0) await Bun.sleep(10);
      expect(await server.client.get(ended)).toBe(TOMB.digest);
    });

    test("D17: a Redis without memory, or read-only, refuses and keeps nothing", async () => {
      await say("one");
      await server.client.config("SET", "maxmemory", "1");
      expect(await a.engine.append(EPOCH, draft("two", "n"))).toMatchObject({ code: "not_saved" });
      expect(await a.engine.saveState(EPOCH, encoded("x"))).toMatchObject({ code: "not_saved" });
      await server.client.config("SET", "maxmemory", "0");
      expect(await appendWhenBack(a, EPOCH, "three")).toMatchObject({ seq: 2 });
      await server.client.call("replicaof", "127.0.0.1", `${server.port + 1}`);
      expect(await a.engine.append(EPOCH, draft("four"))).toMatchObject({ code: "not_saved" });
      await server.client.call("replicaof", "no", "one");
      expect(await appendWhenBack(a, EPOCH, "five")).toMatchObject({ seq: 3 });
      await b.when(() => b.events.length === 3);
      expect(messages(b, EPOCH)).toEqual(["one", "three", "five"]);
    });

    test("D17: a room that ends while Redis has no memory leaves it at once", async () => {
      await say("one");
      await server.client.config("SET", "maxmemory", "1");
      await a.engine.end(EPOCH, TOMB);
      await b.when(() => b.ended.length === 1);
      const keys = roomKeys(PREFIX, EPOCH);
      expect([await server.client.exists(`${keys[0]}`), await server.client.get(`${keys[6]}`)]).toEqual([
        0,
        TOMB.digest,
      ]);
    });
  });

  test("D15: a node that missed more than history holds begins anew with it", async () => {
    await started([await new RedisServer().start()], { events: 3 });
    await say("one");
    await server.client.call("client", "kill", "type", "pubsub");
    for (let n = 2; n <= 9; n++) await a.append(EPOCH, draft(`m${n}`));
    await b.when(() => b.restarted.length > 0 || b.events.length === 9);
    await a.append(EPOCH, draft("last"));
    await b.when(() => b.seqs.at(-1) === 10);
    expect([messages(b, EPOCH), b.history(EPOCH)]).toEqual([["m8", "m9", "last"], a.history(EPOCH)]);
    expect(b.restarted.every(({ former, record }) => former === EPOCH && record.epoch === EPOCH)).toBe(true);
    expect(b.restarted.length === 1 || b.events.length === 10).toBe(true);
  });
}
