// Nodes that tell Redis that they live, and others that are silent: a test speaks for those, and lets their time pass.
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { DAY_MS } from "#protocol/limits";
import type { RedisNode } from "../../testing/redis-node.ts";
import { RedisRooms } from "../../testing/redis-rooms.ts";
import { RedisServer, redisServer } from "../../testing/redis-servers.ts";
import { type ConnectLink, RedisLink } from "./redis-link.ts";
import { channelOf, nodeKeys } from "./room-keys.ts";
import { SILENT_MS } from "./scripts/node-scripts.ts";
import { SCRIPTS } from "./scripts/scripts.ts";
import { encodeNote } from "./wire-format.ts";

const PREFIX = "beats:";
const KEYS = nodeKeys(PREFIX);
const [ALIVE = "", CLOCK = ""] = KEYS;
const server = new RedisServer();
const rooms = new RedisRooms(server, PREFIX);

const beat = async (node: string, view = "", isLast = 0, isRestoring = 0) => {
  const answer = await server.client.eval(SCRIPTS.beat, KEYS.length, ...KEYS, node, view, isLast, isRestoring);
  const [now, isAdded, , ...alive] = answer as [string, number, number, ...string[]];
  return { view: now, isAdded, alive: alive.sort() };
};
const letPass = (ms: number) => server.client.hincrby(CLOCK, "time", ms);
const letStand = (ms: number) => server.client.hincrby(CLOCK, "counted", -ms);

/** Lets a node know another one, by a note in a room of theirs. */
async function introduce(node: RedisNode, keys: readonly string[], stranger: string): Promise<void> {
  await server.client.spublish(channelOf(keys), encodeNote(stranger, "hello"));
  await node.when(() => node.notes.some(([from]) => from === stranger));
}

if (redisServer === undefined) {
  test("D90: there is no redis-server here, so nodes can't tell it that they live", () => {
    expect(Bun.which("redis-server")).toBeNull();
  });
} else {
  beforeAll(async () => void (await server.start()));
  afterAll(() => server.stop());
  afterEach(async () => {
    await rooms.closeNodes();
    await server.client.del(...KEYS);
  });

  test("D90, D26, D112: who was silent for five seconds has gone for all who ask after that, and who stops has gone at once", async () => {
    for (const node of ["a", "b", "c"]) expect((await beat(node)).isAdded).toBe(1);
    await letPass(SILENT_MS - 1_000);
    const { view } = await beat("a");
    expect(await beat("b", view)).toEqual({ view, isAdded: 0, alive: [] });
    await letPass(1_001);
    const later = await beat("a", view);
    expect([later.view === view, later.alive]).toEqual([false, ["a", "b"]]);
    expect(await beat("b", view)).toEqual({ ...later, isAdded: 0 });
    expect(await beat("b", later.view)).toEqual({ view: later.view, isAdded: 0, alive: [] });
    // Should all of them die, nobody else takes them out.
    for (const key of [ALIVE, CLOCK]) expect(await server.client.pttl(key)).toBeWithin(1, DAY_MS + 1);
    const stopped = await beat("b", later.view, 1);
    expect((await beat("a", later.view)).alive).toEqual(["a"]);
    expect(stopped.view).not.toBe(later.view);
    await beat("a", "", 1);
    expect(await server.client.exists(...KEYS)).toBe(0);
  });

  test("D90, D26: while no beat comes at all, nobody's time passes, and a Redis that was empty waits until all have told", async () => {
    for (const node of ["a", "b"]) await beat(node);
    await letStand(60_000);
    expect(await beat("a")).toMatchObject({ isAdded: 0, alive: [] });
    expect(await beat("b")).toMatchObject({ isAdded: 0, alive: [] });
    expect(await server.client.zcard(ALIVE)).toBe(2);
    await letPass(SILENT_MS + 1);
    expect((await beat("a")).alive).toEqual(["a"]);
    expect((await beat("b")).isAdded).toBe(1);
  });

  test("D90, D26: a node that knows another one learns that it has gone, and tells all whom it has if it was given up itself", async () => {
    const { a, keys } = await rooms.shared(1);
    for (const stranger of ["quiet", "lively"]) {
      await beat(stranger);
      await introduce(a, keys, stranger);
    }
    await letPass(SILENT_MS - 500);
    await beat("lively");
    await letPass(501);
    await a.when(() => a.lostNodes.length > 0);
    expect(a.lostNodes).toEqual(["quiet"]);
    const { missed } = a;
    await server.client.zremrangebyrank(ALIVE, 0, -1);
    await a.when(() => a.missed > missed);
  });

  test("D91: what is meant for one node reaches that one alone", async () => {
    const { epoch, a, b, all } = await rooms.shared(3);
    const c = all[2] as RedisNode;
    expect(await a.engine.note(epoch, "to all")).toBe(3);
    await Promise.all([b, c].map((node) => node.when(() => node.notes.length === 1)));
    const [[from = ""] = []] = b.notes;
    await b.engine.note(epoch, "who is there?");
    await c.when(() => c.notes.length === 2);
    expect(await b.engine.note(epoch, "only you", from)).toBe(1);
    await b.engine.note(epoch, "all again");
    await Promise.all([a, c].map((node) => node.when(() => node.notes.at(-1)?.[1] === "all again")));
    expect(a.notes.map(([, text]) => text)).toEqual(["who is there?", "only you", "all again"]);
    expect(c.notes.map(([, text]) => text)).toEqual(["to all", "who is there?", "all again"]);
    // One that has gone asks again if it comes back.
    expect(await b.engine.note(epoch, "too late", "nobody")).toBe(1);
  });

  test("D104, D57: a code is not missing while a node that lives may have its room, and gives Redis what that has lost", async () => {
    const node = await rooms.connect();
    const answer = async () => ((await node.engine.lookUp("none")) === undefined ? "none" : "not now");
    expect(await answer()).toBe("none");
    await beat("stranger", "", 0, 1);
    while ((await answer()) === "none") await Bun.sleep(10);
    await beat("stranger", "", 0, 0);
    while ((await answer()) !== "none") await Bun.sleep(10);
    await beat("stranger", "", 0, 1);
    while ((await answer()) === "none") await Bun.sleep(10);
    // It dies.
    await letPass(SILENT_MS + 1);
    while ((await answer()) !== "none") await Bun.sleep(10);
  }, 20_000);

  test("D104: a node that is connected anew tells that it may know what Redis has lost, until it has given that back", async () => {
    let goOn = () => {};
    const isRead = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const connect: ConnectLink = async (...asked) => {
      const link = await RedisLink.connect(...asked);
      const run = link.run.bind(link);
      link.run = async (...script) => {
        if (script[0] === "read") await isRead;
        return run(...script);
      };
      return link;
    };
    const node = await rooms.connect({ connect });
    await node.open("restored");
    const restoring = () => server.client.zcard(`${KEYS[2]}`);
    expect(await restoring()).toBe(0);
    await server.client.call("client", "kill", "type", "pubsub");
    while ((await restoring()) === 0) await Bun.sleep(10);
    goOn();
    while ((await restoring()) > 0) await Bun.sleep(10);
  });
}
