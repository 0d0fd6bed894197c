// Rooms that no node needs: they go on in Redis, and end when they should, also where all their nodes were killed.
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { ApiClient } from "../testing/api-client.ts";
import { FakeClock } from "../testing/fake-clock.ts";
import { RedisServer, redisServer } from "../testing/redis-servers.ts";
import { spawnServerProcess } from "../testing/server-process.ts";
import { SharedNodes } from "../testing/shared-nodes.ts";

const redis = new RedisServer();
const nodes = new SharedNodes(redis);

/** Returns how many rooms Redis has. */
const countInRedis = async () =>
  (await redis.client.keys("mayfly:{*}")).filter((key) => !/\{(accounts|rooms\d+)\}$/.test(key)).length;

if (redisServer === undefined) {
  test("D77: there is no redis-server here, so servers can't share rooms", () => {
    expect(Bun.which("redis-server")).toBeNull();
  });
} else {
  beforeAll(async () => void (await redis.start()));
  afterEach(() => nodes.stop());
  afterAll(() => redis.stop());

  test("D77, D78: are there for whoever comes to a new node, and end once, at their time, or when nobody has been in them", async () => {
    const flags = ["--redis", redis.url, "--limits", "off"];
    const killed = await Promise.all([spawnServerProcess(flags), spawnServerProcess(flags)]);
    const [first, second] = killed.map(({ url }) => new ApiClient(url)) as [ApiClient, ApiClient];
    const { token } = await first.session("Ann");
    const lasting = (await first.room({ ttlMinutes: 60 })).room;
    const short = (await second.room({ ttlMinutes: 10 })).room;
    const idle = (await first.room({ ttlMinutes: 60, idleMinutes: 20 })).room;
    await first.join(idle.code, "", { token });
    const said = await second.ask("POST", `api/rooms/${lasting.code}/messages`, { token, body: { message: "hello" } });
    expect(said.status).toBe(201);
    for (const { child } of killed) child.kill("SIGKILL");
    await Promise.all(killed.map(({ child }) => child.exited));
    expect(await countInRedis()).toBe(3);

    const clock = new FakeClock(Date.now());
    const late = await nodes.start(clock);
    const other = await nodes.start(clock);
    const status = async (code: string) => (await late.node.ask("GET", `api/rooms/${code}`)).status;
    const found = await late.node.ask("GET", `api/rooms/${lasting.code}/messages`);
    expect(found.body.messages.map(({ message }: { message: string }) => message)).toEqual(["hello"]);
    const endings = watchEnds(late, other);
    const pass = async (minutes: number) => {
      for (let each = 0; each < minutes; each++) {
        clock.now += 60_000;
        for (const { node } of [late, other]) node.advance(0);
        await Promise.all([late, other].map(({ node }) => node.node.rooms.shared?.unattended.look()));
        await Promise.all(endings);
      }
    };
    // Nobody asks for these two.
    await pass(2);
    expect(await countInRedis()).toBe(3);
    await pass(9);
    expect(await countInRedis()).toBe(2);
    await pass(12);
    expect(await countInRedis()).toBe(1);
    expect([await status(short.code), await status(idle.code), await status(lasting.code)]).toEqual([410, 410, 200]);
    await pass(39);
    expect([await countInRedis(), await status(lasting.code)]).toEqual([0, 410]);
    expect(endings).toHaveLength(3);
  }, 60_000);

  test("D110: while Redis is away, a node keeps the rooms that nobody needs: it may be all that has them", async () => {
    const clock = new FakeClock(Date.now());
    const a = await nodes.start(clock);
    const { room } = await a.client.room();
    await redis.kill();
    while (a.engine.isHealthy) await Bun.sleep(10);
    for (let minutes = 0; minutes < 4; minutes++) a.node.advance(60_000);
    expect(a.node.node.rooms.count).toBe(1);
    await redis.start();
    const found = async () => (await a.client.ask("GET", `api/rooms/${room.code}`)).status;
    while ((await found()) !== 200) await Bun.sleep(20);
  });
}

type Node = Awaited<ReturnType<SharedNodes["start"]>>;

/** Returns whether a node has a room that has not ended. */
function isOpen({ engine }: Pick<Node, "engine">, epoch: string): boolean {
  try {
    return engine.history(epoch) !== undefined;
  } catch {
    return false;
  }
}

/** Returns what ends the nodes tell Redis of, as they do so. */
function watchEnds(...all: readonly Node[]): unknown[] {
  const endings: unknown[] = [];
  for (const { engine } of all) {
    const end = engine.end.bind(engine);
    engine.end = (epoch, code) => {
      const isOurs = isOpen({ engine }, epoch);
      const ending = end(epoch, code);
      if (isOurs) endings.push(ending);
      return ending;
    };
  }
  return endings;
}
