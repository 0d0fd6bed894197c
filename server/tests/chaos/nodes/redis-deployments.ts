// The Redis that the nodes share in a chaos run, and what goes wrong with it: a single one, or a Cluster of three masters with
// a replica each. Each fault undoes itself.
import { ReplicatedCluster } from "../../../testing/redis-cluster.ts";
import { moveSlot, RedisServer } from "../../../testing/redis-servers.ts";
import { createTcpProxy } from "../../../testing/tcp-proxy.ts";
import { type Fault, sleepBetween } from "../fault-injection.ts";

type Random = () => number;

export type RedisDeployment = {
  /** Returns the address for a node. */
  readonly urlOf: (node: number) => string;
  readonly faults: readonly Fault[];
  stop(): Promise<void>;
};

const pick = <T>(random: Random, items: readonly T[]) => items[Math.floor(random() * items.length)] as T;

/** Makes a server without memory for a while. */
async function outOfMemory({ client }: RedisServer, random: Random): Promise<void> {
  await client.config("SET", "maxmemory", "1");
  await sleepBetween(random, 200, 1_500);
  await client.config("SET", "maxmemory", "0");
}

async function paused(server: RedisServer, ms: number): Promise<void> {
  server.pause();
  await Bun.sleep(ms);
  server.goOn();
  // One that was paused within a script is busy until that is done.
  while (!(await server.client.ping().catch(() => ""))) await Bun.sleep(20);
}

/** @param nodes how many there are @param pauseMs how long it is paused */
export async function startSingle(nodes: number, random: Random, pauseMs: number): Promise<RedisDeployment> {
  const loading = ["--enable-debug-command", "local", "--loading-process-events-interval-bytes", "1024"];
  const server = await new RedisServer(loading).start();
  const { client, port } = server;
  const proxies = Array.from({ length: nodes }, () => createTcpProxy(port, false));
  const faults: Fault[] = [
    {
      name: "Redis connections cut",
      weight: 5,
      inject() {
        const connections = [...pick(random, proxies).connections];
        const cut = random() < 0.5 ? connections : [pick(random, connections)];
        for (const connection of cut) connection?.cut();
      },
    },
    {
      name: "Redis connections stalled",
      weight: 2,
      async inject() {
        const connections = [...pick(random, proxies).connections];
        for (const connection of connections) connection.stallReader();
        await sleepBetween(random, 200, 3_000);
        for (const connection of connections) connection.resume();
      },
    },
    { name: "Redis paused", weight: 1, inject: () => paused(server, pauseMs) },
    { name: "Redis out of memory", weight: 1, inject: () => outOfMemory(server, random) },
    {
      name: "Redis read-only",
      weight: 1,
      async inject() {
        await client.call("replicaof", "127.0.0.1", "1");
        await sleepBetween(random, 200, 1_500);
        await client.call("replicaof", "no", "one");
      },
    },
    {
      name: "Redis loading",
      weight: 1,
      async inject() {
        const keys = Math.max(1, await client.dbsize());
        await client.config("SET", "key-load-delay", String(Math.round(1_500_000 / keys)));
        await client.call("debug", "reload");
        await client.config("SET", "key-load-delay", "0");
      },
    },
    {
      name: "Redis killed, and started empty",
      weight: 1,
      async inject() {
        await server.kill();
        await sleepBetween(random, 0, 1_500);
        await server.start();
      },
    },
    {
      name: "Redis killed, and started with what it had a while before",
      weight: 1,
      async inject() {
        await client.save();
        await sleepBetween(random, 500, 3_000);
        await server.kill(false);
        await sleepBetween(random, 0, 1_500);
        await server.start();
      },
    },
  ];
  return {
    urlOf: (node) => `redis://127.0.0.1:${proxies[node]?.port}`,
    faults,
    async stop() {
      for (const proxy of proxies) proxy.stop();
      server.goOn();
      await server.stop();
    },
  };
}

export async function startCluster(random: Random, pauseMs: number): Promise<RedisDeployment> {
  const cluster = await ReplicatedCluster.start();
  const { servers } = cluster;
  const mastersNow = async () => (await cluster.roles()).masters;
  const faults: Fault[] = [
    {
      name: "Redis connections cut",
      weight: 5,
      async inject() {
        const { client } = pick(random, servers);
        await client.call("client", "kill", "type", random() < 0.5 ? "normal" : "pubsub");
      },
    },
    {
      name: "Redis paused",
      weight: 1,
      async inject() {
        await paused(pick(random, await mastersNow()), pauseMs);
        await cluster.settled();
      },
    },
    {
      name: "master killed",
      weight: 2,
      async inject() {
        const victim = pick(random, await mastersNow());
        await victim.kill();
        await cluster.replaced(victim);
        await sleepBetween(random, 0, 1_000);
        await victim.start();
        await cluster.settled();
      },
    },
    {
      name: "master handed over",
      weight: 1,
      async inject() {
        const replica = pick(random, (await cluster.roles()).replicas);
        await replica.client.call("cluster", "failover").catch(() => {});
        await cluster.settled();
      },
    },
    {
      name: "slot moved",
      weight: 3,
      async inject() {
        const now = await mastersNow();
        const from = pick(random, now);
        const key = String(await from.client.randomkey());
        if (key === "null") return;
        const slot = Number(await from.client.call("cluster", "keyslot", key));
        const to = pick(
          random,
          now.filter((server) => server !== from),
        );
        // While its masters don't hear of each other, a Cluster moves nothing.
        for (;;) {
          try {
            return await moveSlot(slot, now, from, to);
          } catch (error) {
            if (/already the owner|not the owner/.test(String(error))) return;
            await cluster.settled();
          }
        }
      },
    },
    {
      name: "Redis out of memory",
      weight: 1,
      inject: async () => outOfMemory(pick(random, await mastersNow()), random),
    },
  ];
  return { urlOf: () => cluster.url, faults, stop: () => cluster.stop() };
}
