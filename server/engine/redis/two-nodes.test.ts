// Two nodes with one Redis: one order, one state and one end.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { Refusal } from "#protocol/error-codes";
import type { RedisNode } from "../../testing/redis-node.ts";
import { RedisRooms } from "../../testing/redis-rooms.ts";
import { RedisServer, redisServer } from "../../testing/redis-servers.ts";
import { draft, encoded, TOMB } from "../engine-contract.ts";
import { codeKey, roomKeys } from "./room-keys.ts";
import { ENTRY_BYTES, MAX_NONCES, TAG_LENGTH } from "./scripts/script-parts.ts";
import { SCRIPTS } from "./scripts/scripts.ts";

const PREFIX = "two:";
const times = <T>(count: number, nth: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => nth(n));
const server = new RedisServer();
const rooms = new RedisRooms(server, PREFIX);

afterEach(() => rooms.closeNodes());

if (redisServer === undefined) {
  test("D1: there is no redis-server here, so nodes can't share rooms", () => {
    expect(Bun.which("redis-server")).toBeNull();
  });
} else {
  beforeAll(async () => void (await server.start()));
  afterAll(() => server.stop());

  describe("one log", () => {
    test("D1, D3: three nodes that append at once have one order, lose nothing and double nothing", async () => {
      const { epoch, all } = await rooms.shared(3);
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
      const { epoch, a, b } = await rooms.shared();
      const [one, other] = await Promise.all([a.append(epoch, draft("x", "n")), b.append(epoch, draft("x", "n"))]);
      expect([one.seq, other.seq, one.text === other.text]).toEqual([1, 1, true]);
      expect([one.repeated, other.repeated].sort()).toEqual([false, true]);
      expect([a.seqs, b.seqs]).toEqual([[1], [1]]);
    });

    test("D4: a node that joins has history, state and nonces, and goes on from there", async () => {
      const { epoch, a } = await rooms.shared(1, { events: 3 });
      for (let n = 1; n <= 5; n++) await a.append(epoch, draft(`m${n}`, `n${n}`), encoded(`state ${n}`));
      const late = await rooms.connect({ events: 3 });
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
      const { a, b } = await rooms.shared();
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
      const { epoch, a, keys } = await rooms.shared(1);
      for (let n = 1; n <= 5; n++) await a.append(epoch, draft(`m${n}`));
      await server.client.hdel(`${keys[0]}`, "3");
      const late = await rooms.connect();
      await late.join(epoch);
      expect(late.history(epoch)).toEqual(a.history(epoch).slice(3));
      expect(await late.append(epoch, draft("next"))).toMatchObject({ seq: 6 });
      await a.when(() => a.seqs.at(-1) === 6);
      expect(a.history(epoch)).toEqual(late.history(epoch));
      await server.client.hdel(`${keys[0]}`, "4", "5", "6");
      const later = await rooms.connect();
      await later.join(epoch);
      expect([later.history(epoch), await later.append(epoch, draft("last"))]).toMatchObject([[], { seq: 7 }]);
    });

    test("D5: a signal comes at once where it is from, once elsewhere, and isn't kept", async () => {
      const { epoch, a, b } = await rooms.shared();
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

    test("D61: events that come at once go together, in order, each nonce once and none without those before it", async () => {
      const { epoch, a, b } = await rooms.shared();
      const commandsBefore = a.engine.stats.commands.cumulativeCounts().at(-1) ?? 0;
      const nonces = ["n1", "n2", "n1", undefined, "n3"];
      const outcomes = await Promise.all([
        ...nonces.map((nonce, n) => a.append(epoch, draft(`m${n}`, nonce))),
        a.append(epoch, draft("with a state", "n4"), encoded("later")),
        a.append(epoch, draft("after it", "n3")),
        a.append(epoch, draft("last", "n5")),
      ]);
      expect(outcomes.map(({ seq, repeated }) => `${seq}${repeated ? " again" : ""}`)).toEqual([
        ...["1", "2", "1 again", "3", "4", "5", "4 again", "6"],
      ]);
      await b.when(() => b.events.length === 6);
      expect([a.texts, b.texts, b.states]).toEqual([b.history(epoch), a.texts, ["later"]]);
      // The first, what waited for it, what has a state, and the rest.
      expect((a.engine.stats.commands.cumulativeCounts().at(-1) ?? 0) - commandsBefore).toBe(4);
    });

    test("D92: a room is the same whether events were decided by Redis or put together by a node, and whoever wrote between", async () => {
      const { epoch, a, b, keys } = await rooms.shared();
      const calls = async () => {
        const info = await server.client.info("commandstats");
        return Number(/cmdstat_spublish:calls=(\d+)/.exec(info)?.[1]);
      };
      for (let n = 0; n < 6; n++) await a.append(epoch, draft(`a${n}`, n % 2 === 0 ? `n${n}` : undefined));
      await b.when(() => b.events.length === 6);
      await b.append(epoch, draft("b knows the place from a's message", "nb"));
      const before = await calls();
      expect(await b.append(epoch, draft("again", "n2"))).toMatchObject({ seq: 3, repeated: true });
      await Promise.all([a, b].flatMap((node, at) => times(20, (n) => node.append(epoch, draft("x", `${at}-${n}`)))));
      await Promise.all([a, b].map((node) => node.when(() => node.events.length === 47)));
      expect([a.texts, (await calls()) > before]).toEqual([b.texts, true]);
      const fields = await server.client.hgetall(`${keys[0]}`);
      const [head, tag, oldest, version, bytes, known] = (fields.at ?? "").split(" ");
      const entries = times(47, (n) => fields[`${n + 1}`] ?? "");
      const size = entries.reduce((sum, entry) => sum + Buffer.byteLength(entry) - TAG_LENGTH + ENTRY_BYTES, 0);
      const nonces = Object.entries(await server.client.hgetall(`${keys[2]}`));
      expect([head, oldest, version, Number(bytes), Number(known)]).toEqual(["47", "1", "1", size, nonces.length]);
      expect([tag, nonces.length]).toEqual([entries.at(-1)?.slice(0, TAG_LENGTH), 44]);
      for (const [key, result] of nonces) {
        const [, nonce] = /"nonce":"([^"]+)"/.exec(fields[result.split(" ")[0] ?? ""] ?? "") ?? [];
        expect(key).toEndWith(nonce ?? "none");
      }
    });

    test("D99: Redis remembers the last 4,096 nonces of a room, at most twice as many, until it forgets the room", async () => {
      const [a, b] = [await rooms.connect({ events: 10 }), await rooms.connect({ events: 10 })];
      const epoch = "remembering";
      const count = 2 * MAX_NONCES + 3;
      const expiresAt = Date.now() + 60_000;
      const keys = roomKeys(PREFIX, epoch);
      const lists = keys.slice(2, 4);
      await a.open(epoch, { expiresAt });
      for (let from = 1; from <= count; from += 500) {
        const size = Math.min(500, count + 1 - from);
        await Promise.all(times(size, (n) => a.append(epoch, draft("x", `n${from + n}`))));
        for (const list of lists) expect(await server.client.hlen(list)).toBeLessThanOrEqual(MAX_NONCES);
      }
      const found = await Promise.all(lists.map((list) => server.client.hlen(list)));
      expect(found).toEqual([3, MAX_NONCES]);
      for (const list of lists) expect(await server.client.pexpiretime(list)).toBe(expiresAt + 86_400_000);
      // A node that takes the room in knows them, and so does the script that decides.
      await b.join(epoch);
      const oldest = count + 1 - MAX_NONCES;
      expect(await b.append(epoch, draft("x", `n${oldest}`))).toMatchObject({ seq: oldest, repeated: true });
      const { timestamp } = draft("x");
      for (const seq of [oldest, count]) {
        const args = ["", "", "", 10, 1 << 22, 1, 0, 1, "", "", 0, "", `a n${seq}`, timestamp, "entry"];
        const answer = await server.client.eval(SCRIPTS.append, keys.length, ...keys, ...args);
        expect(answer).toEqual([`repeated ${seq} ${timestamp}`]);
      }
      await a.engine.end(epoch, TOMB);
      expect(await server.client.exists(...lists)).toBe(0);
    });

    test("D93: what is too old goes from Redis a moment later, by the node that wrote last", async () => {
      const { epoch, a, keys } = await rooms.shared(2, { events: 10 });
      const seqs = async () =>
        (await server.client.hkeys(`${keys[0]}`)).filter((field) => /^\d+$/.test(field)).map(Number);
      for (let n = 1; n <= 200; n++) {
        await a.append(epoch, draft("x", `n${n}`));
        if (n % 50 === 0) expect((await seqs()).length).toBeLessThanOrEqual(10 + 64);
      }
      while ((await seqs()).length > 10) await Bun.sleep(10);
      expect((await seqs()).sort((one, other) => one - other)).toEqual(times(10, (n) => n + 191));
    });

    test("D94: what was sent to a room before its node let go of it comes in, and drops nothing from its history", async () => {
      const { epoch, a, b, keys } = await rooms.shared();
      for (let n = 1; n <= 5; n++) await a.append(epoch, draft(`m${n}`, `n${n}`));
      const sent = times(4, (n) => a.append(epoch, draft(`late ${n}`, `l${n}`)));
      const withState = a.append(epoch, draft("with a state", "s"), encoded("later"));
      a.engine.leave(epoch);
      expect((await Promise.allSettled([...sent, withState])).map(({ status }) => status)).toEqual(
        times(5, () => "rejected"),
      );
      await b.when(() => b.events.length === 10);
      expect([b.history(epoch), b.states]).toEqual([b.texts, ["later"]]);
      const fields = await server.client.hkeys(`${keys[0]}`);
      expect(fields.filter((field) => /^\d+$/.test(field)).length).toBe(10);
    });

    test("D60: gaps that were read and subscribers that went silent are counted, and how long Redis takes", async () => {
      const { epoch, a, b } = await rooms.shared();
      await rooms.appendBare(epoch, draft("unheard"), { channel: "-elsewhere" });
      await b.engine.check(true);
      expect(b.engine.stats).toMatchObject({ gapsRead: 1, silentSubscribers: 1, reconnects: 0 });
      await rooms.appendBare(epoch, draft("unheard"), { channel: "-elsewhere" });
      await a.append(epoch, draft("heard"));
      while (b.engine.stats.gapsRead < 2) await Bun.sleep(1);
      expect([b.events.length, b.engine.stats.silentSubscribers]).toEqual([3, 1]);
      while (a.engine.stats.lag.cumulativeCounts().at(-1) === 0) await a.engine.check();
    });

    test("D6: a state comes with its event; of two changes of the same state one is carried out", async () => {
      const { epoch, a, b } = await rooms.shared();
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

  describe("a room's end", () => {
    test("D10: one node ends it; all is erased, the other is told, and the code is remembered", async () => {
      const { epoch, a, b, keys } = await rooms.shared();
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
      const { epoch, a, b } = await rooms.shared();
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

    test("D82: a room that is back after its end, because a master had not heard of it, is ended again", async () => {
      const [a, b] = [await rooms.connect(), await rooms.connect()];
      await a.open("back", { codeDigest: "its code" });
      await a.append("back", draft("said"));
      await b.join("back");
      const { client } = server;
      const [room = "", , , , , , ended = ""] = roomKeys(PREFIX, "back");
      const [saved, code] = [await client.dumpBuffer(room), codeKey(PREFIX, "its code")];
      await a.engine.end("back", TOMB);
      await b.when(() => b.ended.includes("back"));
      await b.engine.end("back", TOMB);
      const comeBack = async () => {
        await client.del(ended, code);
        await client.restore(room, 0, saved, "REPLACE");
        await client.set(code, "back");
      };
      const isEnded = async (node: RedisNode) => {
        while ((await client.exists(room)) > 0) await Bun.sleep(5);
        while ((await node.engine.lookUp("its code")) !== "ended") await Bun.sleep(5);
      };
      // As after a failover: all connections were broken.
      await a.engine.close();
      await comeBack();
      await client.call("client", "kill", "type", "pubsub");
      await isEnded(b);
      await comeBack();
      expect(await b.engine.join("back", () => b.deliver)).toBeUndefined();
      await isEnded(b);
    });

    test("D19: Redis forgets a room a day after its end", async () => {
      const { a } = await rooms.shared(1);
      const at = Date.now() + 60_000;
      await a.open("mortal", { expiresAt: at, codeDigest: "mortal" });
      await a.append("mortal", draft("hello", "n"));
      const keys = [...roomKeys(PREFIX, "mortal").slice(0, 1), codeKey(PREFIX, "mortal")];
      for (const key of keys) expect(await server.client.pexpiretime(key)).toBe(at + 86_400_000);
      await a.append("mortal", draft("longer"), { ...encoded("{}"), expiresAt: null });
      for (const key of keys) while ((await server.client.pexpiretime(key)) !== -1) await Bun.sleep(1);
    });
  });

  test("D11: what came without this node's noticing is found when it looks", async () => {
    const { epoch, a, b } = await rooms.shared();
    await a.append(epoch, draft("one"));
    await rooms.appendBare(epoch, draft("two"), { channel: "-elsewhere" });
    await b.when(() => b.events.length === 1);
    await b.engine.check();
    expect(b.seqs).toEqual([1, 2]);
    // A later event shows the other node that one is missing.
    await b.append(epoch, draft("three"));
    await a.when(() => a.events.length === 3);
    expect([a.seqs, a.texts]).toEqual([[1, 2, 3], b.texts]);
  });
}
