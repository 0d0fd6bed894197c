// What was counted and then refused is given back, and limits hold for what is still on its way to the data file.
import { describe, expect, test } from "bun:test";
import { Refusal } from "#protocol/error-codes";
import type { Actor } from "../chat/room-model/room.ts";
import { LocalEngine } from "../engine/local-engine.ts";
import { createFakeDomain, type FakeDomainOptions, flushPromises } from "../testing/fake-domain.ts";
import { FakeCommitterPorts, FakeJournal, turnEventLoop } from "../testing/fake-journal.ts";

/** A domain on a journal that writes when the test lets it. */
async function start(options: FakeDomainOptions = {}) {
  const journal = new FakeJournal();
  const engine = new LocalEngine({ events: 500, bytes: 1 << 20 }, 1 << 24, journal, new FakeCommitterPorts());
  const domain = createFakeDomain({ limits: true, engine, ...options });
  const creating = Promise.resolve(domain.rooms.create({}, { id: "owner", name: "Owner", avatar: null }));
  await journal.succeed();
  const created = await creating;
  if (created instanceof Refusal) throw new Error(created.message);
  const { room } = created;
  const actor = (id: string): Actor => ({ member: { id, name: id, avatar: null }, role: room.roleOf(id) });
  const { commandPipeline, joinRoom } = domain.rooms;
  const chat = (id: string, message = "x") => commandPipeline.submit(room, actor(id), { type: "chat", message });
  const codeOf = (outcome: unknown) => (outcome instanceof Refusal ? outcome.code : "ok");
  /** Lets everything that waits be written. */
  const writeAll = async () => {
    for (await turnEventLoop(); journal.pendingBatch !== undefined; await turnEventLoop()) await journal.succeed();
  };
  const change = async (command: object) => {
    const changing = commandPipeline.submit(room, actor("owner"), { type: "change", ...command } as never);
    await flushPromises();
    await writeAll();
    expect(codeOf(await changing)).toBe("ok");
    domain.clock.now += 60_000;
  };
  const join = (id: string, more = {}) => domain.join(room, id, more);
  return { ...domain, join, room, journal, actor, chat, change, codeOf, writeAll, commandPipeline, joinRoom };
}

describe("what is refused after it was admitted", () => {
  test("G11: a message that wasn't saved has not used the member's turn in slow mode", async () => {
    const { change, chat, codeOf, journal, writeAll } = await start();
    await change({ slowModeSeconds: 60 });
    const lost = chat("ann");
    await journal.fail();
    expect(codeOf(await lost)).toBe("not_saved");
    const kept = chat("ann");
    await writeAll();
    expect(codeOf(await kept)).toBe("ok");
    expect(codeOf(await chat("ann"))).toBe("slow_down");
  });

  test("G11: nor has the second try, while the first message stands", async () => {
    const { change, chat, clock, codeOf, journal, writeAll } = await start();
    await change({ slowModeSeconds: 60 });
    const first = chat("ann");
    await writeAll();
    expect(codeOf(await first)).toBe("ok");
    clock.now += 61_000;
    const lost = chat("ann");
    await journal.fail();
    expect(codeOf(await lost)).toBe("not_saved");
    const kept = chat("ann");
    await writeAll();
    expect(codeOf(await kept)).toBe("ok");
  });

  test("W15: refused messages use up no turn: not saved, malformed, too early in slow mode, or in an ended room", async () => {
    const { change, chat, codeOf, commandPipeline, actor, room, journal, writeAll } = await start();
    for (let n = 0; n < 20; n++) {
      expect(codeOf(await chat("ann", ""))).toBe("malformed");
      const lost = chat("ann");
      await journal.fail();
      expect(codeOf(await lost)).toBe("not_saved");
      expect(codeOf(await commandPipeline.submit(room, actor("ann"), { type: "delete", id: "none" }))).toBe(
        "not_found",
      );
    }
    await change({ slowModeSeconds: 60 });
    const said = chat("ann");
    await writeAll();
    expect(codeOf(await said)).toBe("ok");
    for (let n = 0; n < 20; n++)
      expect((await chat("ann")) as Refusal).toMatchObject({ message: "Slow mode is on here." });
  });

  test("W15: a turn that was given back lets nobody overtake, and no more at once", async () => {
    const { advance, chat, codeOf, room, engine, writeAll } = await start();
    const outcomes = Array.from({ length: 15 }, (_, n) => chat("ann", n === 7 ? "" : `${n}`));
    advance(1_500);
    await writeAll();
    expect(codeOf(await outcomes[7])).toBe("malformed");
    outcomes.push(chat("ann", "15"), chat("ann", "16"));
    advance(20_000);
    await writeAll();
    await Promise.all(outcomes);
    const { entries } = engine.history(room.founding.epoch).read({ limit: 99 });
    const said = entries.map(({ text }) => Number(JSON.parse(text).message));
    expect(said).toEqual([...said].sort((a, b) => a - b));
    expect(said.length).toBeGreaterThanOrEqual(15);
  });

  test("G8: an invite that let nobody in, because the room is full or it wasn't saved, is not used", async () => {
    const { join, joinRoom, actor, room, codeOf, journal, rooms, change, writeAll, ports } = await start();
    await change({ entry: "locked", maxMembers: 2 });
    const digest = ports.digest("secret");
    const adding = rooms.commandPipeline.changeState(room, (state) => ({
      ...state,
      invites: [{ id: "i", digest, uses: 2, usesLeft: 2, expiresAt: null }],
    }));
    await writeAll();
    expect(await adding).toBeUndefined();
    const enter = (id: string) =>
      joinRoom.enter(room, { ...actor(id), member: { id, name: id, avatar: null } }, { invite: "secret" });
    const lost = Promise.resolve(enter("ann"));
    await journal.fail();
    expect(codeOf(await lost)).toBe("not_saved");
    expect([room.takenPlaces, room.state.invites[0]?.usesLeft]).toEqual([0, 2]);

    await join("owner");
    const joined = await Promise.all(["ann", "bob", "cat"].map((id) => join(id, { invite: "secret" })));
    await writeAll();
    const types = joined.map((client) => client.takeFrames().map(({ type, code }) => code ?? type)[0]);
    expect(types).toEqual(["welcome", "room_full", "room_full"]);
    expect(room.state.invites[0]?.usesLeft).toBe(1);
    expect([...room.state.list]).toEqual(["ann"]);
    expect([room.roster.size, room.takenPlaces]).toEqual([2, 2]);
  });
});

describe("what is on its way to the data file", () => {
  test("R9: of many who join at once by password, exactly as many come in as there are places", async () => {
    const { join, room, writeAll, change } = await start();
    await change({ password: "open sesame", maxMembers: 5 });
    const joins = Array.from({ length: 12 }, (_, n) => join(`m${n}`, { password: "open sesame" }));
    const clients = await Promise.all(joins);
    for (let turn = 0; turn < 15; turn++) await writeAll();
    const welcomed = clients.filter((client) => client.takeFrames().some(({ type }) => type === "welcome"));
    expect([welcomed.length, room.roster.size, room.takenPlaces, room.state.list.size]).toEqual([5, 5, 5, 5]);
  });

  test("H10: of many reactions at once a message takes 100, and one more after one was taken back", async () => {
    const { actor, room, engine, chat, codeOf, commandPipeline, writeAll } = await start();
    const saying = chat("ann");
    await writeAll();
    await saying;
    const id = `${room.founding.epoch}-1`;
    const react = (member: string, on = true) =>
      commandPipeline.submit(room, actor(member), { type: "react", id, emoji: "👍", on });
    const outcomes = Array.from({ length: 130 }, (_, n) => react(`m${n}`));
    await writeAll();
    const codes = (await Promise.all(outcomes)).map(codeOf);
    expect([codes.filter((code) => code === "ok").length, codes.filter((code) => code === "too_large").length]).toEqual(
      [100, 30],
    );
    const reactions = engine.history(room.founding.epoch).findMessage(id)?.reactions;
    expect(Object.values(reactions ?? {}).flat()).toHaveLength(100);
    const back = react("m0", false);
    await writeAll();
    expect(codeOf(await back)).toBe("ok");
    const another = react("m129");
    await writeAll();
    expect(codeOf(await another)).toBe("ok");
  });
});
