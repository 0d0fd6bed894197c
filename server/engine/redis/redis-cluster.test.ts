// Two nodes on a Redis Cluster whose subscriptions are cut off, whose slots move and one of whose masters dies.
import { afterAll, expect, test } from "bun:test";
import { RedisNode } from "../../testing/redis-node.ts";
import {
  addReplica,
  moveSlot,
  type RedisServer,
  redisServer,
  startRedisCluster,
  untilCopied,
} from "../../testing/redis-servers.ts";
import { draft } from "../engine-contract.ts";

const PREFIX = "cluster:";
const ROOMS = ["r1", "r2", "r3", "r4", "r5", "r6"];
const servers: RedisServer[] = [];
const nodes: RedisNode[] = [];

afterAll(async () => {
  for (const node of nodes) await node.engine.close();
  for (const server of servers) await server.stop();
});

const messages = (node: RedisNode, room: string) => node.history(room).map((text) => JSON.parse(text).message);

const slotOf = async (room: string) => (await servers[0]?.client.call("cluster", "keyslot", `{${room}}`)) as number;

/** Returns the server that has a room. */
async function masterOf(room: string): Promise<RedisServer> {
  const slot = await slotOf(room);
  for (const server of servers) {
    if (((await server.client.call("cluster", "countkeysinslot", slot)) as number) > 0) return server;
  }
  throw new Error("no master has it");
}

if (redisServer === undefined) {
  test("D1: there is no redis-server here, so there is no Cluster", () => {
    expect(Bun.which("redis-server")).toBeNull();
  });
} else {
  test("D1, D11, D16: on a Cluster nothing is lost when subscriptions break, a slot moves and a master dies", async () => {
    servers.push(...(await startRedisCluster()));
    const [first] = servers as [RedisServer];
    for (let n = 0; n < 2; n++) nodes.push(await RedisNode.connect(first.url, PREFIX, { timeoutMs: 1_000 }));
    const [a, b] = nodes as [RedisNode, RedisNode];
    for (const room of ROOMS) {
      await a.open(room);
      await b.join(room);
    }

    for (const { client } of servers) await client.call("client", "kill", "type", "pubsub");
    await Promise.all(ROOMS.map((room) => a.append(room, draft("missed", "missed"))));
    await b.engine.check();
    for (const room of ROOMS) expect(messages(b, room)).toEqual(["missed"]);

    const said = new Map(ROOMS.map((room) => [room, ["missed"]]));
    /** Says something in every room, as often as it takes. */
    const sayEverywhere = (message: string) =>
      Promise.all(
        ROOMS.map(async (room, at) => {
          const node = at % 2 === 0 ? a : b;
          for (;;) {
            const outcome = await node.engine.append(room, draft(message, message));
            if (!("code" in outcome)) return void said.get(room)?.push(message);
            expect(outcome.code).toBe("not_saved");
            await Bun.sleep(20);
          }
        }),
      );
    await sayEverywhere("before it moves");
    const from = await masterOf("r1");
    const to = servers.find((server) => server !== from) as RedisServer;
    await Promise.all([moveSlot(await slotOf("r1"), servers, from, to), sayEverywhere("while it moves")]);
    await sayEverywhere("after it moved");

    const victim = await masterOf("r2");
    const replica = await addReplica(victim);
    servers.push(replica);
    await sayEverywhere("before it dies");
    // What a master has confirmed and its replica has not yet would be lost, and rightly so.
    await untilCopied(victim, replica);
    await victim.kill();
    await sayEverywhere("after it died");

    const count = ROOMS.length * 6;
    await Promise.all(
      [a, b].map(async (node) => {
        await node.engine.check();
        await node.when(() => node.events.length === count);
      }),
    );
    for (const room of ROOMS) {
      expect(messages(a, room)).toEqual(said.get(room) ?? []);
      expect(b.history(room)).toEqual(a.history(room));
    }
    expect([a, b].flatMap(({ restarted, faults }) => [...restarted, ...faults])).toEqual([]);
  });
}
