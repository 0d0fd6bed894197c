// What a start says of a Redis that can't be used.
import { afterAll, describe, expect, test } from "bun:test";
import type { Random } from "../../../chat/lib/ports.ts";
import { openRedis } from "../../../open-redis.ts";
import { RedisServer, redisServer } from "../../../testing/redis-servers.ts";

const PASSWORD = "sesame";
const servers: { stop(): unknown }[] = [];

/** Returns what is said of it, or nothing where it can be used. */
async function problemOf(url: string): Promise<string | undefined> {
  try {
    const random: Random = (bytes) => void crypto.getRandomValues(bytes);
    const bounds = { events: 10, bytes: 1 << 16 };
    const options = { url, bounds, maxBytes: 1 << 20, random, reportFault: () => {}, hasAccounts: false };
    const { engine } = await openRedis(options);
    await engine.close();
    return undefined;
  } catch (error) {
    const { message } = error as Error;
    expect(message).not.toContain(PASSWORD);
    return message;
  }
}

/** Starts something that answers every command as it is told. */
function startImpostor(answer: (command: string) => string): number {
  const listener = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      data(socket, bytes) {
        for (const command of bytes.toString().split("*").slice(1)) socket.write(answer(command.toLowerCase()));
      },
    },
  });
  servers.push(listener);
  return listener.port;
}

const bulk = (text: string) => `$${text.length}\r\n${text}\r\n`;

afterAll(async () => {
  for (const server of servers) await server.stop();
});

describe("D54: a Redis that can't be used is named with what is wrong:", () => {
  test("nothing answers", async () => {
    const probe = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
    const { port } = probe;
    probe.stop(true);
    expect(await problemOf(`redis://u:${PASSWORD}@127.0.0.1:${port}`)).toStartWith(
      `127.0.0.1:${port}: it can't be reached (connect ECONNREFUSED`,
    );
    expect(await problemOf(`redis-sentinel://127.0.0.1:${port}/chat`)).toContain("no Sentinel answers");
  });

  test("another program, and a version that is too old", async () => {
    const web = Bun.serve({ port: 0, fetch: () => new Response("hello") });
    servers.push(web);
    expect(await problemOf(`redis://127.0.0.1:${web.port}`)).toEndWith("what answers there isn't a Redis");
    const old = startImpostor((command) =>
      command.includes("info") ? bulk("# Server\r\nredis_version:6.2.14\r\nloading:0\r\n") : "+OK\r\n",
    );
    expect(await problemOf(`redis://127.0.0.1:${old}`)).toEndWith(
      "it is version 6.2.14; Mayfly needs Redis 7 or newer, or Valkey",
    );
    const sentinel = startImpostor((command) =>
      command.includes("info") ? bulk("redis_version:7.2.0\r\nredis_mode:sentinel\r\n") : "+OK\r\n",
    );
    expect(await problemOf(`redis://127.0.0.1:${sentinel}`)).toContain("it is a Sentinel");
    const clustered = startImpostor((command) => {
      if (command.includes("select")) return "-ERR SELECT is not allowed in cluster mode\r\n";
      return command.includes("info") ? bulk("redis_version:7.2.0\r\n") : "+OK\r\n";
    });
    expect(await problemOf(`redis://127.0.0.1:${clustered}/3`)).toContain("a Cluster has no numbered databases");
    const bare = startImpostor((command) => {
      if (command.includes("spublish")) return "*1\r\n$-1\r\n";
      return command.includes("info") ? bulk("redis_version:7.2.0\r\ncluster_enabled:1\r\n") : "+OK\r\n";
    });
    expect(await problemOf(`redis://127.0.0.1:${bare}`)).toContain("no sharded publish and subscribe");
  });

  if (redisServer === undefined) return;

  test("a password that is wrong or missing, and a user who may not do enough", async () => {
    const server = await new RedisServer().start();
    servers.push(server);
    const { client, port } = server;
    await client.call(
      "acl",
      "setuser",
      "mayfly",
      "on",
      `>${PASSWORD}`,
      "~mayfly:*",
      "&mayfly:*",
      "+@all",
      "-@dangerous",
      "+info",
    );
    await client.call("acl", "setuser", "reader", "on", `>${PASSWORD}`, "~mayfly:*", "&mayfly:*", "+info", "+command");
    const at = (user: string) => `redis://${user}127.0.0.1:${port}`;
    expect(await problemOf(at(`mayfly:${PASSWORD}@`))).toBeUndefined();
    expect(await problemOf(at(`reader:${PASSWORD}@`))).toContain("its user may not do what Mayfly needs");
    expect(await problemOf(at("mayfly:wrong@"))).toEndWith("wrong user or password");
    await client.call("replicaof", "127.0.0.1", `${port + 1}`);
    expect(await problemOf(at(""))).toContain("it is a read-only replica");
    await client.call("replicaof", "no", "one");
    await client.flushall();
    await client.config("SET", "maxmemory", "1");
    expect(await problemOf(at(""))).toEndWith("its memory is full (maxmemory)");
    await client.config("SET", "maxmemory", "0");
    await client.config("SET", "requirepass", PASSWORD);
    expect(await problemOf(at(""))).toContain("it needs a password");
    expect(await problemOf(at(`:${PASSWORD}@`))).toBeUndefined();
    expect(await problemOf(`rediss://127.0.0.1:${port}`)).toMatch(/TLS/);
    expect(await problemOf(at(`:${PASSWORD}@`).concat("/77"))).toEndWith("it has no database of this number");
  });
});
