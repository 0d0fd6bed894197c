// Nodes that had seen what a room's new epoch lacks, each something else.
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import type { Draft } from "../../chat/lib/ports.ts";
import type { RedisNode } from "../../testing/redis-node.ts";
import { RedisRooms } from "../../testing/redis-rooms.ts";
import { RedisServer, redisServer } from "../../testing/redis-servers.ts";
import { draft, encoded } from "../engine-contract.ts";
import { sayLacking } from "./lacking-events.ts";
import type { Link } from "./redis-link.ts";
import { type RoomKeys, roomKeys } from "./room-keys.ts";
import { SCRIPTS, type ScriptName } from "./scripts/scripts.ts";
import { openArguments, parseContent } from "./wire-format.ts";

const server = new RedisServer();
const rooms = new RedisRooms(server, "lacking:");

const eventsOf = (node: RedisNode, epoch: string) => node.history(epoch).map((text) => JSON.parse(text));
const saidIn = (node: RedisNode, epoch: string) => eventsOf(node, epoch).map(({ message, emoji }) => message ?? emoji);
const reaction = (messageId: string, emoji: string, nonce?: string) =>
  ({ ...draft("", nonce), type: "react", message: undefined, messageId, emoji, on: true }) as unknown as Draft;
const deletion = (messageId: string) =>
  ({ ...draft("", "d1"), type: "delete", message: undefined, messageId }) as unknown as Draft;

const run = (name: ScriptName, keys: RoomKeys, args: readonly (string | number)[]) =>
  server.client.eval(SCRIPTS[name], keys.length, ...keys, ...args) as Promise<unknown[]>;
const said = (more: object, nonce?: string) => ({ ...draft("", nonce), ...more }) as unknown as Draft;

/** Returns the epoch in which all nodes go on, once they do. */
async function nextEpoch(nodes: readonly RedisNode[], events: number): Promise<string> {
  await Promise.all(nodes.map((node) => node.when(() => node.restarted.length > 0)));
  const [next = "", ...others] = new Set(nodes.map(({ restarted }) => restarted.at(-1)?.record.epoch));
  expect(others).toEqual([]);
  await Promise.all(nodes.map((node) => node.when(() => node.history(next).length >= events)));
  return next;
}

/** Puts a room back to what it was before the action. */
async function goneBack(keys: readonly string[], action: () => Promise<void>): Promise<void> {
  const before = await Promise.all(keys.map((key) => server.client.dumpBuffer(key)));
  await action();
  await server.client.del(...keys);
  for (const [at, key] of keys.entries()) {
    const dumped = before[at];
    if (dumped) await server.client.restore(key, 0, dumped);
  }
}

afterEach(() => rooms.closeNodes());

if (redisServer === undefined) {
  test("D95: there is no redis-server here, so nothing can be lacking in it", () => {
    expect(Bun.which("redis-server")).toBeNull();
  });
} else {
  beforeAll(async () => void (await server.start()));
  afterAll(() => server.stop());

  test("D95: what the node had not seen that begins a new epoch is said again by those that had, once", async () => {
    const { epoch, all, keys } = await rooms.shared(3);
    const [behind, ...others] = all as [RedisNode, ...RedisNode[]];
    await behind.append(epoch, draft("one", "n1"));
    await Promise.all(others.map((node) => node.when(() => node.events.length === 1)));
    // The first node hears nothing of these.
    await rooms.appendBare(epoch, draft("two", "n2"), { channel: "-elsewhere" });
    await rooms.appendBare(epoch, draft("without a nonce"), { channel: "-elsewhere" });
    for (const node of others) await node.engine.check();
    await server.client.del(...keys);
    await behind.engine.check();
    const next = await nextEpoch(all, 3);
    for (const node of all) expect(saidIn(node, next)).toEqual(["one", "two", "without a nonce"]);
    expect(await behind.append(next, draft("two", "n2"))).toMatchObject({ seq: 2, repeated: true });
  });

  test("D95: what is said again at another place keeps what it is about; what was deleted stays so", async () => {
    const { epoch, all, keys, a, b } = await rooms.shared();
    await a.append(epoch, draft("one", "n1"));
    await goneBack(keys, async () => {
      await a.append(epoch, draft("two", "n2"));
      await a.append(epoch, reaction(`${epoch}-2`, "of two", "r1"));
      await a.append(epoch, reaction(`${epoch}-1`, "of one"));
      await a.append(epoch, { ...draft("answer", "n3"), replyTo: `${epoch}-2` } as Draft);
      await a.append(epoch, draft("taken back", "n4"));
      await a.append(epoch, deletion(`${epoch}-6`));
      await b.when(() => b.events.length === 7);
    });
    for (let n = 1; n <= 9; n++) await rooms.appendBare(epoch, draft(`other ${n}`, `o${n}`), { channel: "-elsewhere" });
    await a.engine.check();
    const next = await nextEpoch(all, 14);
    const others = Array.from({ length: 9 }, (_, n) => `other ${n + 1}`);
    for (const node of all) {
      expect(saidIn(node, next)).toEqual(["one", ...others, "two", "of two", "of one", "answer"]);
      const [two, ofTwo, ofOne, answer] = eventsOf(node, next).slice(10);
      expect([ofTwo.messageId, ofOne.messageId, answer.replyTo]).toEqual([two.id, `${next}-1`, two.id]);
    }
    expect(JSON.stringify(await rooms.everythingIn([`lacking:{${next}}`]))).not.toContain("taken back");
  });

  test("D95: a message is deleted in a new epoch that lacks only its deletion", async () => {
    const { epoch, all, keys, a, b } = await rooms.shared();
    await a.append(epoch, draft("taken back", "n1"));
    await goneBack(keys, async () => {
      await a.append(epoch, deletion(`${epoch}-1`));
      await b.when(() => b.events.length === 2);
    });
    for (let n = 1; n <= 3; n++) await rooms.appendBare(epoch, draft(`other ${n}`, `o${n}`), { channel: "-elsewhere" });
    await a.engine.check();
    const next = await nextEpoch(all, 5);
    for (const node of all) expect(saidIn(node, next)).toEqual(["", "other 1", "other 2", "other 3", undefined]);
    const late = await rooms.connect();
    await late.join(next);
    while ((await rooms.everythingIn([`lacking:{${next}}`])).includes("taken back")) await late.engine.check();
  });

  test("D95: a Redis that is back at what it was, and has gone on, keeps both, and the state that was changed more often", async () => {
    const { epoch, all, keys, a, b } = await rooms.shared();
    await a.append(epoch, draft("one", "n1"));
    await goneBack(keys, async () => {
      await a.append(epoch, draft("two", "n2"), encoded("second"));
      await a.append(epoch, draft("three", "n3"), encoded("third"));
      await b.when(() => b.events.length === 3);
    });
    await rooms.appendBare(epoch, draft("other", "o"), { channel: "-elsewhere" });
    await b.engine.check();
    const next = await nextEpoch(all, 4);
    for (const node of all) {
      expect(saidIn(node, next)).toEqual(["one", "two", "three", "other"]);
      expect(node.restarted.at(-1)?.record.state).toBe("third");
    }
  });

  test("D95: a state that the new epoch lacks is saved again, with the seqs that messages have there", async () => {
    const { epoch, all, keys, a, b } = await rooms.shared();
    await a.append(epoch, draft("one", "n1"));
    await goneBack(keys, async () => {
      await a.append(epoch, draft("taken back", "n2"));
      await a.append(epoch, draft("two", "n3"));
      await a.append(epoch, deletion(`${epoch}-2`));
      await a.engine.saveState(epoch, encoded("pins: 1, 2, 3"));
      await b.when(() => b.states.length === 1);
    });
    for (let n = 1; n <= 4; n++) await rooms.appendBare(epoch, draft(`other ${n}`, `o${n}`), { channel: "-elsewhere" });
    await a.engine.check();
    const next = await nextEpoch(all, 6);
    const others = Array.from({ length: 4 }, (_, n) => `other ${n + 1}`);
    for (const node of all) expect(saidIn(node, next)).toEqual(["one", ...others, "two"]);
    expect((await (await rooms.connect()).join(next)).state).toBe("pins: 1, gone, 6");
  });

  test("D95: of the states that nodes had, the one stays that was changed most often, whoever comes last", async () => {
    const { epoch, keys } = await rooms.shared();
    const ports = {
      link: { run } as unknown as Link,
      bounds: { events: 500, bytes: 1 << 22 },
      newTag: () => "1".repeat(16),
      movePins: (state: string) => state,
    };
    const content = async () => parseContent(await run("read", keys, [-1, ""]));
    const say = async (state: string, version: number, seen = content()) =>
      sayLacking({ entries: [], state, version, expires: "" }, "before", await seen, { epoch, keys }, ports);
    const old = content();
    await say("fifth", 5, old);
    await say("ninth", 9, old);
    await say("seventh", 7);
    expect(await content()).toMatchObject({ state: "ninth", version: 9 });
  });

  test("D95: what has no nonce is said again once, whatever has been added to it where it was seen", async () => {
    const { epoch, all, keys } = await rooms.shared(3);
    const [behind, ...others] = all as [RedisNode, RedisNode, RedisNode];
    const [more] = others;
    await rooms.appendBare(epoch, draft("without a nonce"), { channel: "-elsewhere" });
    for (const node of others) await node.engine.check();
    await rooms.appendBare(epoch, reaction(`${epoch}-1`, "of it"), { channel: "-elsewhere" });
    await more.engine.check();
    await server.client.del(...keys);
    await behind.engine.check();
    const next = await nextEpoch(all, 2);
    for (const node of all) expect(saidIn(node, next)).toEqual(["without a nonce", "of it"]);
  });

  test("D95: what was wiped or has vanished is gone in a new epoch that lacks only that", async () => {
    const { epoch, all, keys, a, b } = await rooms.shared();
    const wiped = draft("wiped", "n1") as { userId?: string };
    await a.append(epoch, wiped as Draft);
    await a.append(epoch, said({ message: "vanished", userId: "other", vanish: 60 }, "n2"));
    await goneBack(keys, async () => {
      const target = { id: wiped.userId, name: "x" };
      await a.append(epoch, said({ type: "room", message: "wipes", action: "wipe", target, room: {} }));
      await a.append(
        epoch,
        said({ type: "vanish", userId: undefined, message: undefined, messageIds: [`${epoch}-2`] }),
      );
      await b.when(() => b.events.length === 4);
    });
    const other = (n: number) => said({ message: `other ${n}`, userId: "third" });
    for (let n = 1; n <= 3; n++) await rooms.appendBare(epoch, other(n), { channel: "-elsewhere" });
    await a.engine.check();
    const next = await nextEpoch(all, 7);
    for (const node of all) {
      expect(saidIn(node, next)).toEqual(["", "", "other 1", "other 2", "other 3", "wipes", undefined]);
    }
  });

  test("D95: of a sealed message at another place, what was sealed for its former one isn't said again", async () => {
    const { epoch, all, keys, a, b } = await rooms.shared();
    await goneBack(keys, async () => {
      await a.append(epoch, said({ sealed: "s", digest: "d" }, "n1"));
      await a.append(
        epoch,
        said({
          type: "react",
          message: undefined,
          messageId: `${epoch}-1`,
          emoji: "",
          on: true,
          sealed: "r",
          digest: "e",
        }),
      );
      await b.when(() => b.events.length === 2);
    });
    for (let n = 1; n <= 3; n++) await rooms.appendBare(epoch, draft(`other ${n}`, `o${n}`), { channel: "-elsewhere" });
    await a.engine.check();
    const next = await nextEpoch(all, 4);
    for (const node of all) {
      expect(eventsOf(node, next).length).toBe(4);
      expect(eventsOf(node, next)[3]).toMatchObject({ sealed: "s", digest: "d" });
      expect(eventsOf(node, next)[3]).not.toHaveProperty("sealedReactions");
    }
  });

  test("D96: a Redis that has lost only a state, or that a name was forgotten, gets it back in a new epoch", async () => {
    const { epoch, all, keys, a, b } = await rooms.shared();
    await a.append(epoch, said({ user: "Rosalind", userId: "erased", message: "one" }, "n1"));
    await b.when(() => b.events.length === 1);
    await goneBack(keys, async () => {
      await a.engine.saveState(epoch, encoded("second"));
      await b.when(() => b.states.length === 1);
    });
    await a.engine.check();
    const next = await nextEpoch(all, 1);
    for (const node of all) expect(node.restarted.at(-1)?.record.state).toBe("second");
    expect(await b.engine.saveState(next, encoded("third"))).toBeUndefined();
    const there = [`lacking:{${next}}`];
    await goneBack(there, async () => {
      a.engine.forgetName(next, "erased");
      while ((await rooms.everythingIn(there)).includes("Rosalind")) await b.engine.check();
    });
    await a.engine.check();
    await a.when(() => a.restarted.length === 2);
    const last = a.restarted.at(-1)?.record.epoch ?? "";
    expect([a.history(last).join().includes("Rosalind"), saidIn(a, last)]).toEqual([false, ["one"]]);
    expect(await rooms.everythingIn([`lacking:{${last}}`])).not.toContain("Rosalind");
  });

  test("D9, D96: a name that was forgotten doesn't come back with a Redis that had it still, and has gone on", async () => {
    const { epoch, a, keys } = await rooms.shared(1);
    await a.append(epoch, said({ user: "Rosalind", userId: "erased", message: "one" }, "n1"));
    await goneBack(keys, async () => {
      a.engine.forgetName(epoch, "erased");
      while ((await rooms.everythingIn(keys)).includes("Rosalind")) await a.engine.check();
    });
    await rooms.appendBare(epoch, draft("other", "o"), { channel: "-elsewhere" });
    await a.engine.check();
    const next = await nextEpoch([a], 2);
    expect([saidIn(a, next), a.history(next).join().includes("Rosalind")]).toEqual([["one", "other"], false]);
    expect(await rooms.everythingIn([`lacking:{${next}}`])).not.toContain("Rosalind");
  });

  test("D97: what Redis had stays where the node lets go of the room that moves it to a new epoch", async () => {
    const { epoch, a, keys } = await rooms.shared(1);
    await a.append(epoch, draft("one", "n1"));
    await goneBack(keys, async () => void (await a.append(epoch, draft("two", "n2"))));
    for (let n = 1; n <= 3; n++) await rooms.appendBare(epoch, draft(`other ${n}`, `o${n}`), { channel: "-elsewhere" });
    const subscriber = server.client.duplicate();
    const next = new Promise<string>((resolve) => {
      subscriber.on("smessage", (_channel: string, message: string) => {
        if (!message.startsWith("next\n")) return;
        a.engine.leave(epoch);
        resolve(message.slice(5));
      });
    });
    await subscriber.ssubscribe(`${keys[1]}`);
    await a.engine.check();
    const late = await rooms.connect();
    await late.join(await next);
    expect(saidIn(late, await next)).toEqual(["one", "other 1", "other 2", "other 3"]);
    subscriber.disconnect();
  });

  /** Claims a room's next epoch as a node does that dies before it has begun it. */
  const claim = async (keys: RoomKeys, next: string) => {
    const [key, channel, ...others] = keys;
    expect(await run("renew", [`${key}`, `${channel}-elsewhere`, ...others], [next])).toEqual(["ok"]);
  };
  const nothingOf = async (keys: RoomKeys, next: string) =>
    expect([await rooms.everythingIn(keys), await server.client.keys(`${keys[0]}*`)]).toEqual([
      JSON.stringify([next]),
      [`${keys[0]}:next`],
    ]);

  test("D100: what Redis alone had isn't lost with the node that has claimed the next epoch and not begun it", async () => {
    const { epoch, keys, all, b } = await rooms.shared();
    await b.append(epoch, draft("one", "n1"));
    for (let n = 1; n <= 3; n++) await rooms.appendBare(epoch, draft(`other ${n}`, `o${n}`), { channel: "-elsewhere" });
    await claim(keys, `${epoch}next`);
    for (const node of all) await node.engine.check();
    expect(await nextEpoch(all, 4)).toBe(`${epoch}next`);
    for (const node of all) expect(saidIn(node, `${epoch}next`)).toEqual(["one", "other 1", "other 2", "other 3"]);
    await nothingOf(keys, `${epoch}next`);
  });

  test("D100: a room whose only node died so goes on for whoever asks for it next, with its code, and once it is begun", async () => {
    for (const isBegun of [false, true]) {
      const node = await rooms.connect();
      const epoch = `${isBegun}`;
      const keys = roomKeys(rooms.prefix, epoch);
      await node.open(epoch, { codeDigest: epoch });
      await node.append(epoch, draft("one", "n1"));
      const begun = parseContent(await run("read", keys, [-1, ""]));
      await node.append(epoch, draft("two", "n2"), encoded("second"));
      node.engine.leave(epoch);
      await claim(keys, `${epoch}next`);
      if (isBegun) {
        const entries = begun.entries.map((entry) => ({ ...entry, text: entry.text.replace(epoch, `${epoch}next`) }));
        await run("open", roomKeys(rooms.prefix, `${epoch}next`), openArguments({ ...begun, entries }));
      }
      const late = await rooms.connect();
      expect((await late.join(epoch)).state).toBe("second");
      expect(saidIn(late, `${epoch}next`)).toEqual(["one", "two"]);
      expect(await late.append(`${epoch}next`, draft("two", "n2"))).toMatchObject({ seq: 2, repeated: true });
      expect(await late.engine.lookUp(epoch)).toEqual({ epoch: `${epoch}next` });
      await nothingOf(keys, `${epoch}next`);
    }
  });

  test("D100, D8: what was to be erased when the next epoch was claimed is erased there", async () => {
    const { epoch, keys, a } = await rooms.shared(1);
    await a.append(epoch, draft("taken back", "n1"));
    a.engine.leave(epoch);
    await rooms.appendBare(epoch, deletion(`${epoch}-1`), { isErasing: true });
    await claim(keys, `${epoch}next`);
    const late = await rooms.connect();
    await late.join(epoch);
    while ((await rooms.everythingIn(roomKeys(rooms.prefix, `${epoch}next`))).includes("taken back")) {
      await late.engine.check();
    }
    await nothingOf(keys, `${epoch}next`);
  });

  test("D100, D10: a room that ends after its next epoch was claimed is erased with what was not carried over", async () => {
    const { epoch, keys, a } = await rooms.shared(1);
    await a.append(epoch, draft("one"));
    await claim(keys, `${epoch}next`);
    await a.engine.end(epoch, { digest: "tomb", until: Date.now() + 60_000 });
    await nothingOf(keys, `${epoch}next`);
    const late = await rooms.connect();
    expect(await late.engine.join(epoch, () => late.deliver)).toBeUndefined();
  });

  test("D101: a node that can't go on in a room's next epoch now doesn't listen to it", async () => {
    const { epoch, keys, a } = await rooms.shared(1);
    await claim(keys, `${epoch}next`);
    const [there = "", channel = ""] = roomKeys(rooms.prefix, `${epoch}next`);
    await server.client.set(there, "something else");
    await a.engine.check();
    expect(await server.client.call("pubsub", "shardnumsub", channel)).toEqual([channel, 0]);
    await server.client.del(there);
    await a.when(() => a.restarted.length === 1);
    await a.append(`${epoch}next`, draft("one"));
  });

  test("D98: a node that takes a new epoch in before it knows that it has the room has it once afterwards", async () => {
    const { epoch, b, keys } = await rooms.shared();
    await rooms.appendBare(epoch, draft("one", "n1"));
    await b.when(() => b.events.length === 1);
    const next = `${epoch}next`;
    const { founding, ...content } = parseContent(await run("read", keys, [-1, ""]));
    const [key, channel, ...others] = keys;
    await run("renew", [`${key}`, `${channel}-elsewhere`, ...others] as unknown as RoomKeys, [next]);
    const entries = content.entries.map((entry) => ({ ...entry, text: entry.text.replace(epoch, next) }));
    await run(
      "open",
      roomKeys("lacking:", next),
      openArguments({ ...content, founding: { ...founding, epoch: next }, entries }),
    );
    await b.join(next);
    await b.engine.check();
    expect(b.restarted.map(({ record }) => record.epoch)).toEqual([next]);
    expect([saidIn(b, next), b.engine.usedBytes]).toEqual([["one"], b.engine.bytesOf(next)]);
    await b.append(next, draft("two"));
  });
}
