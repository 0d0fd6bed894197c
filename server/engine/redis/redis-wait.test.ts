// Two nodes that wait for a replica of their Redis before anything counts.
import { afterEach, beforeEach, expect, test } from "bun:test";
import { RedisNode } from "../../testing/redis-node.ts";
import { RedisServer, redisServer } from "../../testing/redis-servers.ts";
import { draft, encoded } from "../engine-contract.ts";
import { hashSlot } from "./connection/hash-slot.ts";

const EPOCH = "e";
/** A replica gets its copy without a delay. */
const AT_ONCE = ["--repl-diskless-sync-delay", "0"];
const nodes: RedisNode[] = [];
let master: RedisServer;
let replica: RedisServer;

const connect = async (replicas = 1) => {
  const node = await RedisNode.connect(master.url, "wait:", { replicas, timeoutMs: 1_000 });
  nodes.push(node);
  return node;
};

/** How many events of the room a server has: each is a field by its number. */
const eventsIn = async ({ client }: RedisServer) =>
  (await client.hkeys("wait:{e}")).filter((field) => /^\d+$/.test(field)).length;

const messages = (node: RedisNode) => node.history(EPOCH).map((text) => JSON.parse(text).message);

if (redisServer === undefined) {
  test("D50: there is no redis-server here, so there are no replicas", () => {
    expect(Bun.which("redis-server")).toBeNull();
  });
} else {
  beforeEach(async () => {
    master = await new RedisServer(AT_ONCE).start();
    replica = await new RedisServer([...AT_ONCE, "--replicaof", "127.0.0.1", `${master.port}`]).start();
    do await master.client.set("something", "written");
    while ((await master.client.wait(1, 100)) < 1);
  });

  afterEach(async () => {
    expect(nodes.flatMap(({ faults }) => faults)).toEqual([]);
    for (const node of nodes.splice(0)) await node.engine.close();
    for (const server of [master, replica]) {
      server.goOn();
      await server.stop();
    }
  });

  test("D50: an event that no replica has is refused and seen by nobody, and told once when one has it", async () => {
    const [a, b] = [await connect(), await connect()];
    await a.open(EPOCH);
    await b.join(EPOCH);
    await Promise.all(["one", "two", "three"].map((it) => a.append(EPOCH, draft(it, it))));
    await b.when(() => b.events.length === 3);
    replica.pause();
    expect(await a.engine.append(EPOCH, draft("four", "four"))).toMatchObject({ code: "not_saved", nonce: "four" });
    expect(await b.engine.append(EPOCH, draft("five", "five"))).toMatchObject({ code: "not_saved" });
    // Redis has both, but nobody was told.
    expect(await eventsIn(master)).toBe(5);
    expect([a.events.length, b.events.length, messages(b)]).toEqual([3, 3, ["one", "two", "three"]]);
    expect(await a.engine.open({ epoch: "f", founding: {}, state: "{}" }, a.deliver)).toMatchObject({
      code: "not_saved",
    });
    const c = await connect();
    expect(await c.engine.join(EPOCH, () => c.deliver)).toMatchObject({ code: "not_saved" });
    replica.goOn();
    await Promise.all([a, b].map((node) => node.when(() => node.events.length === 5)));
    expect(await b.append(EPOCH, draft("four", "four"))).toMatchObject({ seq: 4, repeated: true });
    expect([messages(a), a.texts]).toEqual([["one", "two", "three", "four", "five"], b.texts]);
    expect(await c.join(EPOCH)).toMatchObject({ epoch: EPOCH });
    expect(c.history(EPOCH)).toEqual(a.history(EPOCH));
  });

  test("D50: what a master took with it when it died was seen by nobody, and is one event when it is sent again", async () => {
    const [a, b] = [await connect(), await connect()];
    await a.open(EPOCH);
    await b.join(EPOCH);
    await a.append(EPOCH, draft("one", "one"));
    // It goes on from here by itself, without whatever comes now.
    await replica.client.call("replicaof", "no", "one");
    expect(await a.engine.append(EPOCH, draft("lost", "lost"))).toMatchObject({ code: "not_saved" });
    await master.kill();
    expect(await eventsIn(replica)).toBe(1);
    const { port } = master;
    await replica.client.call("config", "set", "port", port);
    const second = await new RedisServer(["--replicaof", "127.0.0.1", `${port}`]).start();
    try {
      for (const node of [a, b]) await node.engine.check();
      for (const message of ["other", "lost"]) {
        for (;;) {
          const outcome = await b.engine.append(EPOCH, draft(message, message));
          if (!("code" in outcome)) break;
          await Bun.sleep(20);
        }
      }
      await a.when(() => a.events.length === 3);
      for (const node of [a, b]) expect(messages(node)).toEqual(["one", "other", "lost"]);
      expect([a.texts, a.restarted, b.restarted]).toEqual([b.texts, [], []]);
    } finally {
      await second.stop();
    }
  });

  test("D102: a change of a room's state without an event is refused while no replica has it, and stays", async () => {
    const [a, b] = [await connect(), await connect()];
    await a.open(EPOCH);
    await b.join(EPOCH);
    await a.append(EPOCH, draft("one", "one"));
    expect(await a.engine.saveState(EPOCH, encoded("second"))).toBeUndefined();
    replica.pause();
    expect(await a.engine.saveState(EPOCH, encoded("third"))).toMatchObject({ code: "not_saved" });
    replica.goOn();
    await b.when(() => b.states.at(-1) === "third");
    expect(await a.engine.saveState(EPOCH, encoded("fourth"))).toBeUndefined();
    expect(await replica.client.hget("wait:{e}", "state")).toBe("fourth");
  });

  test("D109, D27: a node whose Redis lacks replicas is not well, and says why, until it has them, though nobody asks", async () => {
    const a = await connect();
    replica.pause();
    const record = { epoch: EPOCH, founding: {}, state: "{}" };
    expect(await a.engine.open(record, a.deliver)).toMatchObject({ code: "not_saved" });
    expect(a.engine.isHealthy).toBe(false);
    while (a.troubles.length === 0) await Bun.sleep(10);
    expect(String(a.troubles)).toContain("not enough replicas");
    expect(a.engine.isHealthy).toBe(false);
    replica.goOn();
    while (!a.engine.isHealthy) await Bun.sleep(10);
  });

  test("D51: who doesn't ask for it waits for no replica, and has no connection for it", async () => {
    const before = Number(/connected_clients:(\d+)/.exec(await master.client.info("clients"))?.[1]);
    const node = await connect(0);
    expect(Number(/connected_clients:(\d+)/.exec(await master.client.info("clients"))?.[1])).toBe(before + 2);
    replica.pause();
    await master.client.config("RESETSTAT");
    await node.open(EPOCH);
    expect(await node.append(EPOCH, draft("one"))).toMatchObject({ seq: 1 });
    expect(await master.client.info("commandstats")).not.toContain("cmdstat_wait");
  });

  test("D50: slots are counted as Redis counts them", async () => {
    // From the specification of Redis Cluster.
    expect(hashSlot("123456789")).toBe(0x31c3);
  });
}
