// What runs several nodes: the compose file with its Caddy and its Valkey, and a new version that takes the place of an old one.
import { afterAll, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Config, loadConfig } from "../config/config.ts";
import { SETTINGS } from "../config/settings.ts";
import { RedisServer, redisServer } from "../testing/redis-servers.ts";
import { spawnServerProcess } from "../testing/server-process.ts";
import { SimulatedUser } from "../testing/simulated-user.ts";
import { createTcpProxy } from "../testing/tcp-proxy.ts";

const ROOT = join(import.meta.dir, "../..");
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");

type Service = {
  command?: string[];
  user?: string;
  read_only?: boolean;
  cap_drop?: string[];
  cap_add?: string[];
  security_opt?: string[];
  volumes?: string[];
  ports?: string[];
  environment?: Record<string, string>;
  deploy?: { replicas: number };
};
type Compose = { services: Record<"node" | "caddy" | "valkey" | "valkey-replica", Service> };

const { services } = Bun.YAML.parse(read("compose.cluster.yaml")) as Compose;
const whenRedis = test.skipIf(redisServer === undefined);
const skipped = redisServer === undefined ? " (skipped: no redis-server here)" : "";

test("D62: the cluster's nodes are reached through Caddy alone, write nothing but files, into one volume, and have settings that go together", () => {
  const { node, caddy, ...stores } = services;
  for (const service of Object.values(services)) {
    expect([service.read_only, service.cap_drop, service.security_opt]).toEqual([
      true,
      ["ALL"],
      ["no-new-privileges:true"],
    ]);
  }
  for (const service of [node, ...Object.values(stores)]) {
    expect([service.ports, service.cap_add]).toEqual([undefined, undefined]);
    expect(service.volumes).toEqual(service === node ? ["files:/data"] : (undefined as never));
  }
  expect([node.deploy?.replicas, caddy.cap_add]).toEqual([3, ["NET_BIND_SERVICE"]]);
  const environment = Object.entries(node.environment ?? {}).map(([name, value]) => [
    name,
    value.replace(/\$\{DOMAIN:[^}]*\}/, "chat.example.org").replace(/\$\{\w+:-\}/, ""),
  ]);
  const names: readonly string[] = Object.values(SETTINGS).map(({ name }) => name);
  for (const [name = ""] of environment) expect(names).toContain(name);
  const [, imageSettings = ""] = /^ENV (.*)$/m.exec(read("Dockerfile")) ?? [];
  const image = imageSettings.split(" ").map((each) => each.split("=") as [string, string]);
  // What the image has at /data is made by the build.
  expect([node.environment?.MAYFLY_FILES_FOLDER, read("Dockerfile").includes("VOLUME /data")]).toEqual(["/data", true]);
  const folder = { MAYFLY_FILES_FOLDER: import.meta.dir };
  const loaded = loadConfig([], { ...Object.fromEntries(image), ...Object.fromEntries(environment), ...folder });
  const { redis, data, publicUrl } = loaded.ok ? loaded.config : ({} as Partial<Config>);
  expect([redis, data, `${publicUrl}`]).toEqual(["redis://valkey:6379", undefined, "https://chat.example.org/"]);
  expect(read("deploy/Caddyfile.cluster")).toContain("dynamic a node 8080");
});

whenRedis(`D62: Valkey and its replica keep nothing on a disk, and drop no room to make space${skipped}`, async () => {
  const master = await new RedisServer(services.valkey.command).start();
  const replicaCommand = services["valkey-replica"].command ?? [];
  expect(replicaCommand.slice(replicaCommand.indexOf("--replicaof")).slice(0, 3)).toEqual([
    "--replicaof",
    "valkey",
    "6379",
  ]);
  const place: Record<string, string> = { valkey: "127.0.0.1", "6379": `${master.port}` };
  const replica = await new RedisServer(replicaCommand.map((word) => place[word] ?? word)).start();
  while (!(await replica.client.info("replication")).includes("master_link_status:up")) await Bun.sleep(10);
  for (const { client } of [master, replica]) {
    const settings = await client.config("GET", "save", "appendonly", "maxmemory-policy");
    expect(Object.fromEntries(new Map(pairs(settings as string[])))).toEqual({
      save: "",
      appendonly: "no",
      "maxmemory-policy": "noeviction",
    });
  }
  for (const server of [replica, master]) await server.stop();
});

function* pairs(flat: readonly string[] | Readonly<Record<string, string>>): Generator<[string, string]> {
  if (!Array.isArray(flat)) return yield* Object.entries(flat as Record<string, string>);
  for (let at = 0; at < flat.length; at += 2) yield [flat[at], flat[at + 1]];
}

const USERS = 6;
const shared = new RedisServer();
afterAll(() => shared.stop());

whenRedis(
  `D63: new nodes take the place of old ones without a lost message, and with one reconnect a client${skipped}`,
  async () => {
    await shared.start();
    const start = () => spawnServerProcess(["--redis", shared.url, "--limits", "off"]);
    const old = await Promise.all([start(), start()]);
    const targets = old.map(({ port }) => port);
    const proxy = createTcpProxy(targets);
    const { room } = await old[0].post("rooms");
    const address = `ws://127.0.0.1:${proxy.port}/ws/${room.code}`;
    const users: SimulatedUser[] = [];
    for (let n = 0; n < USERS; n++) {
      const { token } = await old[1].post("sessions", { name: `U${n}` });
      users.push(new SimulatedUser(address, token, `U${n}`));
    }
    let sent = 0;
    const say = () => users[sent % USERS]?.send(`m${sent++}`);
    const everybodyHas = async (count: number) => {
      while (users.some(({ messages, state }) => messages.length < count || state.outbox.length > 0))
        await Bun.sleep(5);
    };
    for (let n = 0; n < 3 * USERS; n++) say();
    await everybodyHas(sent);
    expect(users.map(({ openedSockets }) => openedSockets)).toEqual(users.map(() => 1));

    const next = await Promise.all([start(), start()]);
    // As a proxy does that looks where the nodes are: the old ones get nobody new.
    targets.splice(0, 2, ...next.map(({ port }) => port));
    for (const server of old) {
      const stopped = server.stop();
      for (let n = 0; n < USERS; n++) say();
      expect(await stopped).toBe(0);
      for (let n = 0; n < USERS; n++) say();
    }
    await everybodyHas(sent);
    const [first] = users;
    expect([...(first?.messages ?? [])].sort()).toEqual(Array.from({ length: sent }, (_, n) => `m${n}`).sort());
    for (const user of users) expect(user.messages).toEqual(first?.messages ?? []);
    expect(users.map(({ openedSockets }) => openedSockets)).toEqual(users.map(() => 2));
    for (const user of users) user.stop();
    proxy.stop();
    for (const server of next) await server.stop();
  },
  60_000,
);
