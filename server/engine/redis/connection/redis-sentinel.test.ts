// A Redis that Sentinels lead to: they name the master, and another one when it has died.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { parseRedisAddress } from "../../../config/redis-address.ts";
import { RedisNode } from "../../../testing/redis-node.ts";
import {
  type RedisServer,
  redisServer,
  RedisServer as Server,
  startReplica,
  startSentinel,
  untilCopied,
} from "../../../testing/redis-servers.ts";
import { draft } from "../../engine-contract.ts";

const MASTER = "chat";
const stopped: { stop(): Promise<unknown> }[] = [];
let master: RedisServer;
let replica: RedisServer;
let url = "";

if (redisServer === undefined) {
  test("D83: there is no redis-server here, so there are no Sentinels", () => {
    expect(Bun.which("redis-server")).toBeNull();
  });
} else {
  beforeAll(async () => {
    master = await new Server().start();
    replica = await startReplica(master);
    stopped.push(master, replica);
    const sentinel = await startSentinel(master, MASTER);
    stopped.push(sentinel);
    url = `redis-sentinel://127.0.0.1:${sentinel.port}/${MASTER}`;
  });
  afterAll(async () => {
    for (const one of stopped.reverse()) await one.stop();
  });

  describe("two nodes that Sentinels lead to their Redis", () => {
    test("D83: lose nothing when its master dies and another one takes its place", async () => {
      const address = parseRedisAddress(url);
      const nodes = await Promise.all(
        [1, 2].map(() => RedisNode.connect(url, "sentinel:", { address, timeoutMs: 1_000 })),
      );
      const [a, b] = nodes as [RedisNode, RedisNode];
      await a.open("e");
      await b.join("e");
      /** Says it as often as it takes. */
      const say = async (node: RedisNode, message: string) => {
        for (;;) {
          const outcome = await node.engine.append("e", draft(message, message));
          if (!("code" in outcome)) return;
          expect(outcome.code).toBe("not_saved");
          await Bun.sleep(50);
        }
      };
      await say(a, "before");
      await b.when(() => b.events.length === 1);
      // What a master has confirmed and its replica has not yet would be lost, and rightly so.
      await untilCopied(master, replica);
      await master.kill();
      await Promise.all([say(a, "a after"), say(b, "b after")]);
      await Promise.all([a.engine.check(), b.engine.check()]);
      const messages = (node: RedisNode) => node.history("e").map((text) => JSON.parse(text).message);
      expect(messages(a)).toEqual(messages(b));
      expect(messages(a).sort()).toEqual(["a after", "b after", "before"]);
      for (const { engine, faults } of nodes) {
        await engine.close();
        expect(faults).toEqual([]);
      }
    }, 30_000);
  });
}
