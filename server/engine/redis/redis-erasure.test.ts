// What is edited, deleted, wiped or forgotten on one node is gone on all nodes and in Redis.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import type { Draft } from "../../chat/lib/ports.ts";
import { RedisRooms, revision } from "../../testing/redis-rooms.ts";
import { RedisServer, redisServer } from "../../testing/redis-servers.ts";
import { seededRandom } from "../../testing/seeded-random.ts";
import { draft } from "../engine-contract.ts";
import { SCRIPTS } from "./scripts/scripts.ts";

const server = new RedisServer();
const rooms = new RedisRooms(server, "erasure:");

afterEach(() => rooms.closeNodes());

if (redisServer === undefined) {
  test("D7: there is no redis-server here, so nothing can be erased from it", () => {
    expect(Bun.which("redis-server")).toBeNull();
  });
} else {
  beforeAll(async () => void (await server.start()));
  afterAll(() => server.stop());

  test("D1, D7, D11: whatever two nodes write at once while subscriptions are cut off, all have the same and Redis no more", async () => {
    const { epoch, a, b, keys } = await rooms.shared(2, { events: 40 });
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
    const late = await rooms.connect({ events: 40 });
    await late.join(epoch);
    expect(late.history(epoch)).toEqual(a.history(epoch));
    // No word is in Redis that a reader of the history doesn't see.
    const words = (text: string) => new Set(text.match(/(?:secret|edited) \d+/g));
    expect(words(await rooms.everythingIn(keys))).toEqual(words(a.history(epoch).join()));
  });

  describe("what is erased", () => {
    test("D7: an edited and a deleted text are nowhere in Redis when the command is answered", async () => {
      const { epoch, a, b, keys } = await rooms.shared();
      await a.append(epoch, draft("first words"));
      await b.when(() => b.events.length === 1);
      await b.append(epoch, revision("edit", `${epoch}-1`, "second words"));
      expect(await rooms.everythingIn(keys)).not.toContain("first words");
      await a.when(() => a.events.length === 2);
      await a.append(epoch, revision("delete", `${epoch}-1`));
      expect(await rooms.everythingIn(keys)).not.toContain("words");
      await b.when(() => b.events.length === 3);
      expect([a.history(epoch).join(), b.history(epoch)]).toEqual([
        expect.not.stringContaining("words"),
        a.history(epoch),
      ]);
      const late = await rooms.connect();
      await late.join(epoch);
      expect(late.history(epoch)).toEqual(a.history(epoch));
    });

    test("D7: so are replaced titles, and what was wiped and has vanished", async () => {
      const { epoch, a, b, keys } = await rooms.shared();
      const base = { id: "", seq: 0, timestamp: "2026-01-01T00:00:00.000Z", roomId: "room" };
      const changed = (message: string, more: object) =>
        ({ type: "room", ...base, user: "Ann", userId: "a", message, room: {}, ...more }) as unknown as Draft;
      const titled = (title: string) => changed(`changed the title to "${title}"`, { room: { title } });
      await a.append(epoch, titled("secret title"));
      await b.append(epoch, titled("new title"));
      expect(await rooms.everythingIn(keys)).not.toContain("secret title");
      await a.append(epoch, draft("secret words", undefined, "other"));
      await a.append(epoch, changed("wiped", { action: "wipe", target: { id: "other", name: "Other" } }));
      expect(await rooms.everythingIn(keys)).not.toContain("secret words");
      const fleeting = { ...draft("fleeting words"), vanish: 60 } as unknown as Draft;
      const { seq } = await b.append(epoch, fleeting);
      await b.append(epoch, {
        type: "vanish",
        ...base,
        user: null,
        messageIds: [`${epoch}-${seq}`],
      } as unknown as Draft);
      expect(await rooms.everythingIn(keys)).not.toContain("fleeting words");
      await a.when(() => a.events.length === 6);
      expect(a.history(epoch)).toEqual(b.history(epoch));
      expect(await server.client.scard(`${keys[0]}:due`)).toBe(0);
    });

    test("D7: deletions by two nodes at once erase both texts", async () => {
      const { epoch, a, b, keys } = await rooms.shared();
      for (const words of ["one secret", "other secret"]) await a.append(epoch, draft(words));
      await b.when(() => b.events.length === 2);
      await Promise.all([
        a.append(epoch, revision("delete", `${epoch}-1`)),
        b.append(epoch, revision("delete", `${epoch}-2`)),
        a.append(epoch, draft("in between")),
      ]);
      expect(await rooms.everythingIn(keys)).not.toContain("secret");
      expect(await server.client.scard(`${keys[0]}:due`)).toBe(0);
    });

    test("D7: a node that hasn't seen the last deletion brings no text back, whichever comes first", async () => {
      const { epoch, a, b, keys } = await rooms.shared();
      for (let n = 0; n < 10; n++) {
        const { seq } = await a.append(epoch, draft("first words"));
        await b.when(() => b.seqs.at(-1) === seq);
        const [edit, deletion] = [
          revision("edit", `${epoch}-${seq}`, "other words"),
          revision("delete", `${epoch}-${seq}`),
        ];
        await Promise.all([a.append(epoch, edit), b.append(epoch, deletion)]);
        expect(await rooms.everythingIn(keys)).not.toContain("words");
        await Promise.all([a, b].map((node) => node.when(() => node.seqs.at(-1) === seq + 2)));
      }
      // As the slower one asks, in the worst case.
      const late = [20, "", 0, 1, "first words"];
      expect(await server.client.eval(SCRIPTS.rewrite, keys.length, ...keys, ...late)).toEqual(["behind"]);
      expect(await rooms.everythingIn(keys)).not.toContain("words");
    });

    test("D8: what a node leaves unerased when it dies, another erases", async () => {
      const { epoch, a, keys } = await rooms.shared(1);
      await a.append(epoch, draft("secret words"));
      await rooms.appendBare(epoch, revision("delete", `${epoch}-1`), { isErasing: true });
      expect(await rooms.everythingIn(keys)).toContain("secret words");
      await a.engine.check();
      expect(await rooms.everythingIn(keys)).not.toContain("secret words");
      expect(await server.client.scard(`${keys[0]}:due`)).toBe(0);
    });

    test("D9: a forgotten name is gone on all nodes and in Redis", async () => {
      const { epoch, a, b, keys } = await rooms.shared();
      await a.append(epoch, draft("hello"));
      await b.append(epoch, draft("hi"));
      await a.when(() => a.events.length === 2);
      expect(await rooms.everythingIn(keys)).toContain("Ann");
      b.engine.forgetName(epoch, "a");
      // What comes after it on the channel shows that it has come.
      while ((await rooms.everythingIn(keys)).includes("Ann")) await Bun.sleep(1);
      await b.append(epoch, draft("after", undefined, "other"));
      await a.when(() => a.events.length === 3);
      for (const node of [a, b]) expect(node.history(epoch).slice(0, 2).join()).not.toContain("Ann");
    });

    test("D20: what one node has no memory for is dropped everywhere", async () => {
      const { epoch, a, keys } = await rooms.shared(1);
      const small = await rooms.connect({ maxBytes: 20_000 });
      await small.join(epoch);
      for (let n = 0; n < 10; n++) await a.append(epoch, draft("x".repeat(5_000)));
      await small.when(() => small.events.length === 10);
      await small.append(epoch, draft("last"));
      await a.when(() => a.events.length === 11);
      expect(small.history(epoch).length).toBeLessThan(5);
      expect(a.history(epoch)).toEqual(small.history(epoch));
      const entries = (await server.client.hkeys(`${keys[0]}`)).filter((field) => /^\d+$/.test(field));
      expect(entries.length).toBe(small.history(epoch).length);
    });
  });
}
