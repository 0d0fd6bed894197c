// Two nodes with one Redis: one order, one state, one end, and nothing left of what was deleted.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { Refusal } from "#protocol/error-codes";
import type { LogEvent } from "#protocol/frames";
import type { Draft } from "../../chat/lib/ports.ts";
import { RedisNode } from "../../testing/redis-node.ts";
import { RedisServer, redisServer } from "../../testing/redis-servers.ts";
import { seededRandom } from "../../testing/seeded-random.ts";
import { draft, encoded, TOMB } from "../engine-contract.ts";
import { codeKey, roomKeys } from "./room-keys.ts";
import { SCRIPTS } from "./scripts.ts";
import { encodeEntry, splitText } from "./wire-format.ts";

const PREFIX = "two:";
const server = new RedisServer();
const nodes: RedisNode[] = [];
let rooms = 0;

/** Returns a new room with as many nodes that have it. */
async function shared(count = 2, events?: number) {
  const epoch = `e${++rooms}`;
  const connected: RedisNode[] = [];
  for (let n = 0; n < count; n++) connected.push(await RedisNode.connect(server.url, PREFIX, { events }));
  nodes.push(...connected);
  const [a, ...others] = connected as [RedisNode, ...RedisNode[]];
  await a.open(epoch);
  for (const other of others) await other.join(epoch);
  return { epoch, a, b: others[0] ?? a, all: connected, keys: roomKeys(PREFIX, epoch) };
}

const revision = (type: "edit" | "delete", messageId: string, message?: string): Draft => {
  const { avatar: _, type: __, message: ___, ...said } = draft("") as Extract<LogEvent, { type: "chat" }>;
  return { type, ...said, messageId, ...(message !== undefined && { message }) } as Draft;
};

/** Returns all that Redis holds in the keys of a room, as one text. */
async function everythingIn(keys: readonly string[]): Promise<string> {
  const { client } = server;
  const parts: unknown[] = [];
  for (const key of keys) {
    const type = await client.type(key);
    if (type === "hash") parts.push(await client.hgetall(key));
    if (type === "list") parts.push(await client.lrange(key, 0, -1));
    if (type === "set") parts.push(await client.smembers(key));
    if (type === "string") parts.push(await client.get(key));
  }
  return JSON.stringify(parts);
}

/** Appends an event as a node does that dies before it has done anything else, or whose messages don't arrive. */
async function appendBare(epoch: string, what: Draft, { isErasing = false, channel = "" } = {}): Promise<void> {
  const keys = [...roomKeys(PREFIX, epoch)];
  if (channel !== "") keys[keys.length - 1] += channel;
  const tag = Bun.hash(`${epoch}${Math.random()}`).toString(16).padStart(16, "0");
  const entry = encodeEntry(tag, ...splitText(epoch, what));
  const args = ["", what.timestamp, tag, entry, "", "", "", 500, 1 << 22, 1, isErasing ? 1 : 0];
  expect(await server.client.eval(SCRIPTS.append, keys.length, ...keys, ...args)).toContain("ok");
}

afterEach(async () => {
  expect(nodes.flatMap(({ faults }) => faults)).toEqual([]);
  for (const node of nodes.splice(0)) await node.engine.close();
});

if (redisServer === undefined) {
  test("D1: there is no redis-server here, so nodes can't share rooms", () => {
    expect(Bun.which("redis-server")).toBeNull();
  });
} else {
  beforeAll(async () => void (await server.start()));
  afterAll(() => server.stop());

  describe("one log", () => {
    test("D1, D3: three nodes that append at once have one order, lose nothing and double nothing", async () => {
      const { epoch, all } = await shared(3);
      const asked: Promise<number>[] = [];
      for (let n = 0; n < 60; n++) {
        for (const [at, node] of all.entries()) {
          // Every third message is one that all nodes are asked for, with the same nonce.
          const what = n % 3 === 0 ? draft(`all ${n}`, `n${n}`) : draft(`${at} ${n}`, `n${at}-${n}`);
          asked.push(node.append(epoch, what).then(({ seq }) => seq));
        }
        if (n % 7 === 0) await asked.at(-1);
      }
      const seqs = await Promise.all(asked);
      const count = 20 + 40 * 3;
      for (const node of all) await node.when(() => node.events.length === count);
      const expected = Array.from({ length: count }, (_, n) => n + 1);
      expect([...new Set(seqs)].sort((one, other) => one - other)).toEqual(expected);
      const [first] = all as [RedisNode];
      for (const node of all) {
        expect(node.seqs).toEqual(expected);
        expect(node.texts).toEqual(first.texts);
        expect(node.history(epoch)).toEqual(first.texts);
      }
    });

    test("D3: the same nonce from two nodes at once makes one event, which both get", async () => {
      const { epoch, a, b } = await shared();
      const [one, other] = await Promise.all([a.append(epoch, draft("x", "n")), b.append(epoch, draft("x", "n"))]);
      expect([one.seq, other.seq, one.text === other.text]).toEqual([1, 1, true]);
      expect([one.repeated, other.repeated].sort()).toEqual([false, true]);
      expect([a.seqs, b.seqs]).toEqual([[1], [1]]);
    });

    test("D4: a node that joins has history, state and nonces, and goes on from there", async () => {
      const { epoch, a } = await shared(1, 3);
      for (let n = 1; n <= 5; n++) await a.append(epoch, draft(`m${n}`, `n${n}`), encoded(`state ${n}`));
      const late = await RedisNode.connect(server.url, PREFIX, { events: 3 });
      nodes.push(late);
      expect(await late.join(epoch)).toEqual({ epoch, founding: { code: "room", epoch }, state: "state 5" });
      expect([late.history(epoch), late.events]).toEqual([a.history(epoch), []]);
      for (const n of [1, 5]) {
        expect(await late.append(epoch, draft(`m${n}`, `n${n}`))).toMatchObject({ seq: n, repeated: true });
      }
      expect(await late.append(epoch, draft("next"))).toMatchObject({ seq: 6 });
      await a.when(() => a.seqs.at(-1) === 6);
      expect(await late.engine.join("nowhere", () => late.deliver)).toBeUndefined();
    });

    test("D4: a room is found by its code's digest, which one room has", async () => {
      const { a, b } = await shared();
      const founded = (epoch: string) => ({ epoch, founding: {}, state: "{}", codeDigest: "the digest" });
      const opened = await Promise.all([
        a.engine.open(founded("one"), a.deliver),
        b.engine.open(founded("other"), b.deliver),
      ]);
      expect(opened.filter((refusal) => refusal !== undefined)).toMatchObject([{ code: "code_taken" }]);
      const epoch = opened[0] === undefined ? "one" : "other";
      const [owner, finder] = opened[0] === undefined ? [a, b] : [b, a];
      expect(await finder.engine.lookUp("the digest")).toEqual({ epoch });
      await finder.join(epoch);
      await owner.engine.end(epoch, { digest: "the digest", until: TOMB.until });
      expect(await finder.engine.lookUp("the digest")).toBe("ended");
      // The code of an ended room can be given again, and that of a room which Redis has lost.
      expect(await a.engine.open(founded("third"), a.deliver)).toBeUndefined();
      await server.client.del(...roomKeys(PREFIX, "third"));
      expect(await b.engine.open(founded("fourth"), b.deliver)).toBeUndefined();
      expect(await a.engine.lookUp("the digest")).toEqual({ epoch: "fourth" });
    });

    test("D4: where Redis has evicted a part of a log, history begins after it", async () => {
      const { epoch, a, keys } = await shared(1);
      for (let n = 1; n <= 5; n++) await a.append(epoch, draft(`m${n}`));
      await server.client.hdel(`${keys[0]}:log`, "3");
      const late = await RedisNode.connect(server.url, PREFIX);
      nodes.push(late);
      await late.join(epoch);
      expect(late.history(epoch)).toEqual(a.history(epoch).slice(3));
      expect(await late.append(epoch, draft("next"))).toMatchObject({ seq: 6 });
      await a.when(() => a.seqs.at(-1) === 6);
      expect(a.history(epoch)).toEqual(late.history(epoch));
      await server.client.del(`${keys[0]}:log`);
      const later = await RedisNode.connect(server.url, PREFIX);
      nodes.push(later);
      await later.join(epoch);
      expect([later.history(epoch), await later.append(epoch, draft("last"))]).toMatchObject([[], { seq: 7 }]);
    });

    test("D5: a signal comes at once where it is from, once elsewhere, and isn't kept", async () => {
      const { epoch, a, b } = await shared();
      a.engine.signal(epoch, "typing");
      expect(a.signals).toEqual(["typing"]);
      await b.when(() => b.signals.length > 0);
      b.engine.signal(epoch, "stopped");
      await a.when(() => a.signals.length > 1);
      expect([a.signals, b.signals]).toEqual([
        ["typing", "stopped"],
        ["typing", "stopped"],
      ]);
      expect([a.engine.history(epoch).head, b.engine.history(epoch).head]).toEqual([0, 0]);
    });

    test("D6: a state comes with its event; of two changes of the same state one is carried out", async () => {
      const { epoch, a, b } = await shared();
      const outcomes = await Promise.all([
        a.engine.append(epoch, draft("from a", "n1"), encoded("a")),
        b.engine.append(epoch, draft("from b", "n2"), encoded("b")),
      ]);
      const refused = outcomes.filter((outcome) => outcome instanceof Refusal);
      expect(refused).toMatchObject([{ code: "busy" }]);
      await Promise.all([a, b].map((node) => node.when(() => node.states.length === 1)));
      expect(a.states).toEqual(b.states);
      expect(await a.engine.saveState(epoch, encoded("next"))).toBeUndefined();
      await b.when(() => b.states.at(-1) === "next");
      expect(await b.engine.saveState(epoch, encoded("last"))).toBeUndefined();
      await a.when(() => a.states.at(-1) === "last");
      expect([a.events.length, b.events.length]).toEqual([1, 1]);
    });
  });

  test("D1, D7, D11: whatever two nodes write at once while subscriptions are cut off, all have the same and Redis no more", async () => {
    const { epoch, a, b, keys } = await shared(2, 40);
    const random = seededRandom(17);
    const below = (bound: number) => Math.floor(random() * bound);
    const asked: Promise<unknown>[] = [];
    for (let step = 0; step < 200; step++) {
      const node = below(2) === 0 ? a : b;
      const head = node.engine.history(epoch).head;
      const about = `${epoch}-${Math.max(1, head - below(20))}`;
      const kind = below(10);
      const isMessage = node.engine.history(epoch).findMessage(about) !== undefined;
      if (kind < 6 || !isMessage) asked.push(node.append(epoch, draft(`secret ${step}`, `n${step}`)));
      else if (kind < 8) asked.push(node.append(epoch, revision("edit", about, `edited ${step}`)));
      else asked.push(node.append(epoch, revision("delete", about)));
      if (step % 40 === 20) await server.client.call("client", "kill", "type", "pubsub");
      if (below(3) === 0) await asked.at(-1);
    }
    await Promise.all(asked);
    await Promise.all([a, b].map((node) => node.when(() => node.events.length === 200)));
    const numbers = Array.from({ length: 200 }, (_, n) => n + 1);
    expect([a.seqs, b.seqs]).toEqual([numbers, numbers]);
    expect(b.history(epoch)).toEqual(a.history(epoch));
    const late = await RedisNode.connect(server.url, PREFIX, { events: 40 });
    nodes.push(late);
    await late.join(epoch);
    expect(late.history(epoch)).toEqual(a.history(epoch));
    // No word is in Redis that a reader of the history doesn't see.
    const words = (text: string) => new Set(text.match(/(?:secret|edited) \d+/g));
    expect(words(await everythingIn(keys))).toEqual(words(a.history(epoch).join()));
  });

  describe("what is erased", () => {
    test("D7: an edited and a deleted text are nowhere in Redis when the command is answered", async () => {
      const { epoch, a, b, keys } = await shared();
      await a.append(epoch, draft("first words"));
      await b.when(() => b.events.length === 1);
      await b.append(epoch, revision("edit", `${epoch}-1`, "second words"));
      expect(await everythingIn(keys)).not.toContain("first words");
      await a.when(() => a.events.length === 2);
      await a.append(epoch, revision("delete", `${epoch}-1`));
      expect(await everythingIn(keys)).not.toContain("words");
      await b.when(() => b.events.length === 3);
      expect([a.history(epoch).join(), b.history(epoch)]).toEqual([
        expect.not.stringContaining("words"),
        a.history(epoch),
      ]);
      const late = await RedisNode.connect(server.url, PREFIX);
      nodes.push(late);
      await late.join(epoch);
      expect(late.history(epoch)).toEqual(a.history(epoch));
    });

    test("D7: deletions by two nodes at once erase both texts", async () => {
      const { epoch, a, b, keys } = await shared();
      for (const words of ["one secret", "other secret"]) await a.append(epoch, draft(words));
      await b.when(() => b.events.length === 2);
      await Promise.all([
        a.append(epoch, revision("delete", `${epoch}-1`)),
        b.append(epoch, revision("delete", `${epoch}-2`)),
        a.append(epoch, draft("in between")),
      ]);
      expect(await everythingIn(keys)).not.toContain("secret");
      expect(await server.client.scard(`${keys[0]}:due`)).toBe(0);
    });

    test("D7: a node that hasn't seen the last deletion brings no text back, whichever comes first", async () => {
      const { epoch, a, b, keys } = await shared();
      for (let n = 0; n < 10; n++) {
        const { seq } = await a.append(epoch, draft("first words"));
        await b.when(() => b.seqs.at(-1) === seq);
        const [edit, deletion] = [
          revision("edit", `${epoch}-${seq}`, "other words"),
          revision("delete", `${epoch}-${seq}`),
        ];
        await Promise.all([a.append(epoch, edit), b.append(epoch, deletion)]);
        expect(await everythingIn(keys)).not.toContain("words");
        await Promise.all([a, b].map((node) => node.when(() => node.seqs.at(-1) === seq + 2)));
      }
      // As the slower one asks, in the worst case.
      const late = [20, "", 0, 1, "first words"];
      expect(await server.client.eval(SCRIPTS.rewrite, keys.length, ...keys, ...late)).toEqual(["behind"]);
      expect(await everythingIn(keys)).not.toContain("words");
    });

    test("D8: what a node leaves unerased when it dies, another erases", async () => {
      const { epoch, a, keys } = await shared(1);
      await a.append(epoch, draft("secret words"));
      await appendBare(epoch, revision("delete", `${epoch}-1`), { isErasing: true });
      expect(await everythingIn(keys)).toContain("secret words");
      await a.engine.check();
      expect(await everythingIn(keys)).not.toContain("secret words");
      expect(await server.client.scard(`${keys[0]}:due`)).toBe(0);
    });

    test("D9: a forgotten name is gone on all nodes and in Redis", async () => {
      const { epoch, a, b, keys } = await shared();
      await a.append(epoch, draft("hello"));
      await b.append(epoch, draft("hi"));
      await a.when(() => a.events.length === 2);
      expect(await everythingIn(keys)).toContain("Ann");
      b.engine.forgetName(epoch, "a");
      // What comes after it on the channel shows that it has come.
      while ((await everythingIn(keys)).includes("Ann")) await Bun.sleep(1);
      await b.append(epoch, draft("after", undefined, "other"));
      await a.when(() => a.events.length === 3);
      for (const node of [a, b]) expect(node.history(epoch).slice(0, 2).join()).not.toContain("Ann");
    });

    test("D20: what one node has no memory for is dropped everywhere", async () => {
      const { epoch, a, keys } = await shared(1);
      const small = await RedisNode.connect(server.url, PREFIX, { maxBytes: 20_000 });
      nodes.push(small);
      await small.join(epoch);
      for (let n = 0; n < 10; n++) await a.append(epoch, draft("x".repeat(5_000)));
      await small.when(() => small.events.length === 10);
      await small.append(epoch, draft("last"));
      await a.when(() => a.events.length === 11);
      expect(small.history(epoch).length).toBeLessThan(5);
      expect(a.history(epoch)).toEqual(small.history(epoch));
      expect(await server.client.hlen(`${keys[0]}:log`)).toBe(small.history(epoch).length);
    });
  });

  describe("a room's end", () => {
    test("D10: one node ends it; all is erased, the other is told, and the code is remembered", async () => {
      const { epoch, a, b, keys } = await shared();
      await a.append(epoch, draft("hello", "n"), encoded("state"));
      await b.when(() => b.events.length === 1);
      expect(await a.engine.end(epoch, TOMB)).toBeUndefined();
      await b.when(() => b.ended.length > 0);
      expect([b.ended, a.ended]).toEqual([[epoch], []]);
      expect(() => b.engine.history(epoch)).toThrow();
      expect(b.engine.end(epoch, TOMB)).toBeUndefined();
      expect(await server.client.exists(...keys)).toBe(1);
      expect([await b.engine.lookUp(TOMB.digest), await b.engine.lookUp("other")]).toEqual(["ended", undefined]);
      expect(await b.engine.join(epoch, () => b.deliver)).toBeUndefined();
      expect(await b.engine.open({ epoch, founding: {}, state: "{}" }, b.deliver)).toMatchObject({ code: "not_saved" });
    });

    test("D10: of two nodes that end it at once one does, and an event on its way is refused or was before", async () => {
      const { epoch, a, b } = await shared();
      const ending = Promise.all([
        a.engine.end(epoch, TOMB),
        b.engine.append(epoch, draft("late")),
        b.engine.end(epoch, TOMB),
      ]);
      const [, late] = await ending;
      if (late instanceof Refusal) expect(late.code).toBe("ended");
      else expect(late.seq).toBe(1);
      expect([await server.client.keys(`${PREFIX}{${epoch}}*`), a.ended]).toEqual([[`${PREFIX}{${epoch}}:ended`], []]);
    });

    test("D19: Redis forgets a room a day after its end", async () => {
      const { a } = await shared(1);
      const at = Date.now() + 60_000;
      await a.open("mortal", { expiresAt: at, codeDigest: "mortal" });
      await a.append("mortal", draft("hello", "n"));
      const keys = [...roomKeys(PREFIX, "mortal").slice(0, 3), codeKey(PREFIX, "mortal")];
      for (const key of keys) expect(await server.client.pexpiretime(key)).toBe(at + 86_400_000);
      await a.append("mortal", draft("longer"), { ...encoded("{}"), expiresAt: null });
      for (const key of keys) while ((await server.client.pexpiretime(key)) !== -1) await Bun.sleep(1);
    });
  });

  test("D11: what came without this node's noticing is found when it looks", async () => {
    const { epoch, a, b } = await shared();
    await a.append(epoch, draft("one"));
    await appendBare(epoch, draft("two"), { channel: "-elsewhere" });
    await b.when(() => b.events.length === 1);
    await b.engine.check();
    expect(b.seqs).toEqual([1, 2]);
    // A later event shows the other node that one is missing.
    await b.append(epoch, draft("three"));
    await a.when(() => a.events.length === 3);
    expect([a.seqs, a.texts]).toEqual([[1, 2, 3], b.texts]);
  });
}
