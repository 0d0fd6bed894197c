// Messages with a life of their own, on the whole domain with a clock that the test moves.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { ChatEvent, RoomEvent, ServerFrame, VanishEvent } from "#protocol/frames";
import { createFakeDomain, type FakeClient, type FakeDomainOptions } from "../../testing/fake-domain.ts";
import type { Room } from "../room-model/room.ts";

const DAY_MS = 86_400_000;

async function roomWith(members: readonly string[], options: FakeDomainOptions = {}) {
  const domain = createFakeDomain(options);
  const room = domain.create({ ttlMinutes: 30 * 1440 });
  const clients: Record<string, FakeClient> = {};
  for (const id of members) clients[id] = await domain.join(room, id);
  const client = (id: string) => clients[id] as FakeClient;
  for (const id of members) client(id).takeFrames();
  return { domain, room, client, history: historyOf(domain, room) };
}

const historyOf = (domain: ReturnType<typeof createFakeDomain>, room: Room) => () =>
  domain.engine
    .history(room.founding.epoch)
    .read({ limit: 100_000, messagesOnly: true })
    .entries.map(({ text }) => JSON.parse(text) as ChatEvent);

const said = (client: FakeClient) =>
  client.takeFrames().findLast((frame: ServerFrame) => frame.type === "chat") as ChatEvent;
const vanished = (client: FakeClient) =>
  client
    .takeFrames()
    .filter((frame: ServerFrame): frame is VanishEvent => frame.type === "vanish")
    .flatMap(({ messageIds }: VanishEvent) => messageIds);
const refusals = (client: FakeClient) =>
  client.takeFrames().flatMap((frame: ServerFrame) => (frame.type === "refused" ? [frame.code] : []));

describe("after a time", () => {
  test("L8, H15: a message vanishes after its seconds, not before, and nothing of it stays in history", async () => {
    const { domain, client, history } = await roomWith(["ann", "bob"]);
    client("ann").send({ type: "chat", message: "for ten seconds", vanish: 10, mentions: [] });
    const message = said(client("bob"));
    expect(message).toMatchObject({ message: "for ten seconds", vanish: 10 });
    client("bob").send({ type: "react", id: message.id, emoji: "👍" });
    client("ann").send({ type: "edit", id: message.id, message: "edited" });
    client("bob").takeFrames();
    domain.advance(9_900);
    expect(vanished(client("bob"))).toEqual([]);
    expect(history()[0]?.message).toBe("edited");
    domain.advance(150);
    expect(vanished(client("bob"))).toEqual([message.id]);
    const { avatar, ...left } = history()[0] as ChatEvent;
    expect(Object.keys(left).sort()).toEqual(
      ["deleted", "id", "message", "roomId", "seq", "timestamp", "type", "user", "userId", "vanish"].sort(),
    );
    expect(left).toMatchObject({ message: "", deleted: true, vanish: 10 });
    const all = domain.engine.history(message.id.split("-")[0] as string).read({ limit: 100 });
    expect(JSON.stringify(all)).not.toMatch(/edited|ten seconds/);
  });

  test("L8: what is no life is refused, and an edit's is ignored", async () => {
    const { domain, client, history } = await roomWith(["ann"]);
    const wrong = [0, -10, 9, 86_401, 1e300, 10.5, "10", "", "never", null, true, [10], {}];
    for (const vanish of wrong) {
      client("ann").send({ type: "chat", message: "hi", vanish });
      expect([vanish, refusals(client("ann"))]).toEqual([vanish, ["malformed"]]);
    }
    client("ann").send({ type: "chat", message: "stays" });
    const message = said(client("ann"));
    expect("vanish" in message).toBe(false);
    client("ann").send({ type: "edit", id: message.id, message: "still stays", vanish: 10 });
    domain.advance(20_000);
    expect(history()[0]?.message).toBe("still stays");
    expect(domain.ports.wheel.size).toBe(1);
  });

  test("L8, H15: a deleted message stays deleted, one that vanished takes no more commands but a reply", async () => {
    const { domain, client, history } = await roomWith(["ann"]);
    for (const message of ["one", "two"]) client("ann").send({ type: "chat", message, vanish: 10 });
    const [one, two] = history() as [ChatEvent, ChatEvent];
    client("ann").send({ type: "delete", id: one.id });
    domain.advance(10_100);
    expect(vanished(client("ann"))).toEqual([two.id]);
    expect(history().map(({ deleted, vanish }) => [deleted, vanish])).toEqual([
      [true, undefined],
      [true, 10],
    ]);
    client("ann").send({ type: "edit", id: two.id, message: "back" });
    client("ann").send({ type: "react", id: two.id, emoji: "👍" });
    client("ann").send({ type: "delete", id: two.id });
    expect(refusals(client("ann"))).toEqual(["not_found", "not_found", "not_found"]);
    client("ann").send({ type: "chat", message: "to nothing", replyTo: two.id });
    expect(said(client("ann"))).toMatchObject({ replyTo: two.id });
    client("ann").send({ type: "chat", message: "same nonce", nonce: "n", vanish: 10 });
    domain.advance(10_100);
    client("ann").takeFrames();
    client("ann").send({ type: "chat", message: "same nonce", nonce: "n", vanish: 10 });
    expect(said(client("ann"))).toMatchObject({ message: "", deleted: true });
  });

  test("L8: a clock that jumps forward makes all vanish that is due; one that is set back changes no instant", async () => {
    const { domain, client, history } = await roomWith(["ann"]);
    client("ann").send({ type: "chat", message: "an hour", vanish: 3600 });
    client("ann").send({ type: "chat", message: "a day", vanish: 86_400 });
    domain.clock.now -= 1_800_000;
    client("ann").send({ type: "chat", message: "after", vanish: 60 });
    domain.advance(61_000);
    expect(history().map(({ message }) => message)).toEqual(["an hour", "a day", ""]);
    domain.advance(3_600_000 + 1_800_000 - 62_000);
    expect(history().map(({ message }) => message)).toEqual(["an hour", "a day", ""]);
    domain.clock.now += 10 * DAY_MS;
    while (!domain.rooms.tick(domain.clock.now));
    expect(history().every(({ deleted }) => deleted)).toBe(true);
  });

  test("L8: ten thousand such messages take one timer, and vanish in a few events", async () => {
    const { domain, room, client, history } = await roomWith(["ann"], { historyEvents: 20_000 });
    const before = domain.ports.wheel.size;
    for (let n = 0; n < 10_000; n++) client("ann").send({ type: "chat", message: `m${n}`, vanish: 60 });
    expect(domain.ports.wheel.size).toBe(before + 1);
    client("ann").takeFrames();
    domain.advance(60_100);
    expect(vanished(client("ann"))).toHaveLength(10_000);
    expect(history().every(({ deleted }) => deleted)).toBe(true);
    expect(domain.engine.history(room.founding.epoch).head).toBe(10_020);
    expect(domain.ports.wheel.size).toBe(before);
  });

  test("L8: of messages that history has dropped, nothing is kept and nothing is told", async () => {
    const { domain, client } = await roomWith(["ann"], { historyEvents: 10 });
    for (let n = 0; n < 5_000; n++) client("ann").send({ type: "chat", message: `m${n}`, vanish: 86_400 });
    client("ann").takeFrames();
    domain.advance(DAY_MS + 100);
    expect(vanished(client("ann"))).toHaveLength(10);
  });

  test("L5, L8: a room's end takes the timer along", async () => {
    const { domain, room, client } = await roomWith(["ann"]);
    client("ann").send({ type: "chat", message: "hi", vanish: 60 });
    domain.rooms.end(room, "ended");
    expect(domain.ports.wheel.size).toBe(0);
    domain.advance(61_000);
    expect(domain.faults).toEqual([]);
  });
});

describe("once everybody has seen it", () => {
  test("L9: it waits for everybody who was here but its author, and nobody is told who has seen it", async () => {
    const { client, history } = await roomWith(["ann", "bob", "cleo"]);
    client("ann").send({ type: "chat", message: "for your eyes", vanish: "seen" });
    const { seq, id, vanish } = said(client("bob"));
    expect(vanish).toBe("seen");
    client("cleo").takeFrames();
    client("ann").send({ type: "seen", seq });
    client("bob").send({ type: "seen", seq });
    for (let n = 0; n < 5; n++) client("bob").send({ type: "seen", seq: [seq, seq] });
    expect([client("ann"), client("bob"), client("cleo")].map((one) => one.takeFrames().length)).toEqual([1, 0, 0]);
    expect(history()[0]?.message).toBe("for your eyes");
    client("cleo").send({ type: "seen", seq: [seq] });
    expect(vanished(client("cleo"))).toEqual([id]);
    expect(history()[0]).toMatchObject({ message: "", deleted: true, vanish: "seen" });
  });

  test("L9: who leaves, is kicked or times out is waited for no longer; who comes later never is", async () => {
    const { domain, room, client, history } = await roomWith(["owner", "ann", "bob", "cleo", "dan"]);
    client("ann").send({ type: "chat", message: "hi", vanish: "seen" });
    const { seq } = history()[0] as ChatEvent;
    const late = await domain.join(room, "late");
    late.send({ type: "seen", seq });
    client("owner").send({ type: "seen", seq });
    client("owner").send({ type: "moderate", action: "ban", userId: "bob" });
    client("bob").send({ type: "seen", seq });
    domain.rooms.presence.remove(room, room.roster.get("dan") as never, () => {});
    client("cleo").disconnect();
    domain.advance(9_000);
    expect(history()[0]?.message).toBe("hi");
    domain.advance(1_100);
    expect(history()[0]?.deleted).toBe(true);
  });

  test("L9: one is a member on all their sockets, and coming back within the grace is not leaving", async () => {
    const { domain, room, client, history } = await roomWith(["ann", "bob"]);
    client("ann").send({ type: "chat", message: "hi", vanish: "seen" });
    const second = await domain.join(room, "bob");
    client("bob").disconnect();
    second.disconnect();
    domain.advance(5_000);
    const third = await domain.join(room, "bob");
    domain.advance(60_000);
    expect(history()[0]?.message).toBe("hi");
    third.send({ type: "seen", seq: 1 });
    expect(history()[0]?.deleted).toBe(true);
  });

  test("L9: it vanishes after a day in any case, and alone its life is a day", async () => {
    const { domain, client, history } = await roomWith(["ann"]);
    client("ann").send({ type: "chat", message: "alone", vanish: "seen" });
    expect(said(client("ann")).vanish).toBe(86_400);
    const never = await roomWith(["ann", "bob"]);
    never.client("ann").send({ type: "chat", message: "unseen", vanish: "seen" });
    for (const [one, there] of [
      [domain, history],
      [never.domain, never.history],
    ] as const) {
      one.advance(DAY_MS - 60_000);
      expect(there()[0]?.deleted).toBeUndefined();
      one.advance(60_100);
      expect(there()[0]?.deleted).toBe(true);
    }
  });

  test("L9: a seen that means nothing changes nothing, and one that is malformed is refused", async () => {
    const { client, history } = await roomWith(["ann", "bob"]);
    client("ann").send({ type: "chat", message: "stays" });
    client("ann").send({ type: "chat", message: "waits", vanish: "seen" });
    client("bob").takeFrames();
    client("bob").send({ type: "seen", seq: [1, 3, 99, Number.MAX_SAFE_INTEGER] });
    expect(client("bob").takeFrames()).toEqual([]);
    for (const seq of [0, -1, 1.5, "2", null, [], [0], Array(101).fill(2), { seq: 2 }, undefined]) {
      client("bob").send({ type: "seen", seq });
      expect([seq, refusals(client("bob"))]).toEqual([seq, ["malformed"]]);
    }
    expect(history().map(({ message }) => message)).toEqual(["stays", "waits"]);
  });

  test("L9, W13: a flood of seen is a flood of frames", async () => {
    const { domain, client } = await roomWith(["ann", "bob"], { limits: true });
    client("bob").takeFrames();
    for (let n = 0; n < 150; n++) client("bob").send({ type: "seen", seq: 1 });
    expect(new Set(refusals(client("bob")))).toEqual(new Set(["slow_down"]));
    expect(domain.faults).toEqual([]);
  });

  test("L9: it vanishes exactly when the last of those it waits for has seen it or left, whatever the order", async () => {
    const ids = ["ann", "bob", "cleo", "dan"];
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.record({ kind: fc.constant("say" as const), who: fc.constantFrom(...ids) }) },
      {
        weight: 8,
        arbitrary: fc.record({ kind: fc.constant("seen" as const), who: fc.constantFrom(...ids), pick: fc.nat(60) }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("leave" as const), who: fc.constantFrom(...ids) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("enter" as const), who: fc.constantFrom(...ids) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 120 }), async (steps) => {
        const { domain, room, history } = await roomWith([]);
        const here = new Map<string, FakeClient>();
        const waiting = new Map<string, Set<string>>();
        for (const id of ids) here.set(id, await domain.join(room, id));
        for (const { kind, who, ...more } of steps) {
          const client = here.get(who);
          if (kind === "enter") {
            if (client === undefined) here.set(who, await domain.join(room, who));
          } else if (client === undefined) continue;
          else if (kind === "leave") {
            domain.rooms.presence.remove(room, room.roster.get(who) as never, () => {});
            here.delete(who);
            for (const others of waiting.values()) others.delete(who);
          } else if (kind === "say") {
            client.send({ type: "chat", message: "x", vanish: "seen" });
            const message = history().at(-1) as ChatEvent;
            if (message.vanish === "seen")
              waiting.set(message.id, new Set([...here.keys()].filter((id) => id !== who)));
          } else {
            const { pick } = more as { pick: number };
            const message = history()[pick];
            if (message === undefined) continue;
            client.send({ type: "seen", seq: message.seq });
            waiting.get(message.id)?.delete(who);
          }
          const gone = history().filter(({ deleted }) => deleted);
          const done = [...waiting].filter(([, others]) => others.size === 0);
          expect(gone.map(({ id }) => id).sort()).toEqual(done.map(([id]) => id).sort());
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe("the room's setting", () => {
  test("L11, G1: it is the life of messages said later without one of their own", async () => {
    const { domain, room, client, history } = await roomWith(["owner", "ann"]);
    client("ann").send({ type: "change", vanish: 60 });
    expect(refusals(client("ann"))).toEqual(["not_allowed"]);
    client("owner").send({ type: "chat", message: "before" });
    client("owner").takeFrames();
    client("owner").send({ type: "change", vanish: 60 });
    expect(client("owner").takeFrames()[0]).toMatchObject({
      room: { vanish: 60 },
      message: "owner lets new messages vanish after 60 s",
    } as Partial<RoomEvent>);
    expect(room.view(domain.clock.now).vanish).toBe(60);
    client("ann").send({ type: "chat", message: "a minute" });
    client("ann").send({ type: "chat", message: "ten seconds", vanish: 10 });
    expect(history().map(({ vanish }) => vanish)).toEqual([undefined, 60, 10]);
    client("owner").send({ type: "change", vanish: "seen" });
    client("ann").send({ type: "chat", message: "once seen" });
    client("owner").send({ type: "change", vanish: null });
    client("ann").send({ type: "chat", message: "after" });
    expect(history().map(({ vanish }) => vanish)).toEqual([undefined, 60, 10, "seen", undefined]);
    for (const vanish of [0, 5, -1, "never", 1.5, 1e9]) {
      client("owner").takeFrames();
      client("owner").send({ type: "change", vanish });
      expect([vanish, refusals(client("owner"))]).toEqual([vanish, ["malformed"]]);
    }
  });
});
