// The board of a room: who sees what on it, what it refuses, and that it keeps what history drops and loses what is deleted.
import { expect, test } from "bun:test";
import { applyToBoard, type Board } from "#protocol/board";
import { Refusal } from "#protocol/error-codes";
import type { ChatEvent, LogEvent, RoomEvent } from "#protocol/frames";
import { MAX_BOARD_BYTES, MAX_PINS } from "#protocol/limits";
import { forgetMember } from "../chat/joining/leave-room.ts";
import { LocalEngine } from "../engine/local-engine.ts";
import { createFakeDomain, type FakeClient, type FakeDomainOptions } from "../testing/fake-domain.ts";
import { FakeCommitterPorts, FakeJournal, turnEventLoop } from "../testing/fake-journal.ts";

async function startRoom(options: FakeDomainOptions = {}) {
  const domain = createFakeDomain(options);
  const room = domain.create();
  const owner = await domain.join(room, "owner", { name: "Olga" });
  const ann = await domain.join(room, "ann", { name: "Ann" });
  const say = (client: FakeClient, message: string): ChatEvent => {
    client.takeFrames();
    client.send({ type: "chat", message });
    return client.takeFrames().find(({ type }) => type === "chat");
  };
  /** Sends a command and returns its answer: the event, or the refusal. */
  const ask = (client: FakeClient, frame: object) => {
    client.takeFrames();
    client.send(frame);
    return client.takeFrames()[0];
  };
  const pin = (client: FakeClient, id: string, on = true) => ask(client, { type: "pin", id, on });
  const boardOf = async (id = "late") => {
    const late = await domain.join(room, id);
    const [welcome] = late.takeFrames();
    late.disconnect();
    return welcome.board as Board | undefined;
  };
  const texts = async () => (await boardOf())?.map(({ message }) => message);
  return { domain, room, owner, ann, say, ask, pin, boardOf, texts };
}

test("B1, B6: a pin reaches everybody as an event without the text, and newcomers get the board in their order", async () => {
  const { owner, ann, say, pin, boardOf, texts } = await startRoom();
  const [first, second] = [say(ann, "first"), say(ann, "second")];
  pin(owner, second.id);
  ann.takeFrames();
  const event = pin(owner, first.id);
  expect(ann.takeFrames()).toEqual([event]);
  expect(event).toMatchObject({ type: "room", room: {}, pin: { id: first.id, on: true }, user: "Olga", seq: 4 });
  expect(event.message).toBe("Olga pinned a message");
  const { id, seq, user, userId, avatar, timestamp } = first;
  expect((await boardOf())?.[0]).toEqual({ id, seq, user, userId, avatar, message: "first", timestamp });
  expect(await texts()).toEqual(["first", "second"]);
  expect(pin(owner, first.id, false)).toMatchObject({ pin: { id: first.id, on: false } });
  expect(await texts()).toEqual(["second"]);
});

test("B9, G22: a room without pins says nothing of a board, neither in its view nor in a welcome nor in its state", async () => {
  const { domain, room, owner, ann, say, pin, ask, boardOf } = await startRoom();
  const before = domain.engine.bytesOf(room.founding.epoch);
  expect(Object.keys(room.view(0))).not.toContain("pinners");
  const { id } = say(ann, "x");
  pin(owner, id);
  pin(owner, id, false);
  expect([await boardOf(), room.state.board]).toEqual([undefined, undefined]);
  expect(ask(owner, { type: "change", pinners: "everyone" })).toMatchObject({ room: { pinners: "everyone" } });
  expect(room.view(0).pinners).toBe("everyone");
  ask(owner, { type: "change", pinners: "moderators" });
  expect(Object.keys(room.view(0))).not.toContain("pinners");
  expect(domain.engine.bytesOf(room.founding.epoch) - before).toBeLessThan(2_000);
});

test("B3: unknown, deleted, foreign and odd ids, a second pin, and the end of what isn't pinned are refused", async () => {
  const { domain, owner, ann, say, pin, ask, texts } = await startRoom();
  const { id } = say(ann, "pinned");
  const gone = say(ann, "gone");
  const reaction = ask(ann, { type: "react", id, emoji: "👍" });
  const event = pin(owner, id);
  ask(ann, { type: "delete", id: gone.id });
  const other = domain.create();
  const elsewhere = await domain.join(other, "owner");
  const foreign = say(elsewhere, "elsewhere");
  for (const odd of [gone.id, reaction.id, event.id, foreign.id, "x", `${id}0`, "__proto__", "x".repeat(64)]) {
    expect([odd, pin(owner, odd).code]).toEqual([odd, "not_found"]);
    expect([odd, pin(owner, odd, false).code]).toEqual([odd, "not_found"]);
  }
  expect(pin(owner, id).code).toBe("malformed");
  const fleeting = ask(ann, { type: "chat", message: "fleeting", vanish: 10 });
  expect(pin(owner, fleeting.id)).toMatchObject({ code: "malformed", message: "id: a message that disappears." });
  for (const wrong of [
    { id },
    { id, on: "yes" },
    { id, on: 1 },
    { id, on: null },
    { on: true },
    { id: "", on: true },
  ]) {
    expect(ask(owner, { type: "pin", ...wrong }).code).toBe("malformed");
  }
  expect(ask(owner, { type: "pin", id: "x".repeat(65), on: true }).code).toBe("malformed");
  expect(await texts()).toEqual(["pinned"]);
});

test("B3: the 21st pin is refused, and takes the place of one that is taken off", async () => {
  const { owner, ann, say, pin, texts } = await startRoom();
  const ids = Array.from({ length: MAX_PINS + 1 }, (_, n) => say(ann, `m${n}`).id);
  for (const id of ids.slice(0, MAX_PINS)) expect(pin(owner, id).type).toBe("room");
  const last = ids.at(-1) ?? "";
  expect(pin(owner, last)).toMatchObject({ type: "refused", code: "board_full" });
  pin(owner, ids[0] ?? "", false);
  expect(pin(owner, last).type).toBe("room");
  expect(await texts()).toHaveLength(MAX_PINS);
});

test("B3: a board never takes more bytes than a welcome can carry, by pins or by edits", async () => {
  const { owner, ann, say, pin, ask, boardOf } = await startRoom();
  const long = "漢".repeat(3_900);
  const short = say(ann, "short");
  pin(owner, short.id);
  let pinned = 0;
  while (pin(owner, say(ann, long).id).type === "room") pinned++;
  expect(pinned).toBe(Math.floor(MAX_BOARD_BYTES / (3 * 3_900 + 120)));
  expect(ask(ann, { type: "edit", id: short.id, message: long, nonce: "e" })).toMatchObject({
    code: "board_full",
    nonce: "e",
  });
  expect(ask(ann, { type: "edit", id: short.id, message: "brief" }).type).toBe("edit");
  const board = (await boardOf()) ?? [];
  expect(board[0]?.message).toBe("brief");
  expect(Buffer.byteLength(JSON.stringify(board))).toBeLessThanOrEqual(MAX_BOARD_BYTES);
});

test("B4: a pinned message outlives history, and can still be taken off", async () => {
  const { domain, room, owner, ann, say, pin, texts } = await startRoom({ historyEvents: 5 });
  const { id } = say(ann, "lasting");
  pin(owner, id);
  for (let n = 0; n < 9; n++) say(ann, `m${n}`);
  expect(domain.engine.history(room.founding.epoch).findMessage(id)).toBeUndefined();
  expect(await texts()).toEqual(["lasting"]);
  expect(pin(owner, id, false).type).toBe("room");
  expect(await texts()).toBeUndefined();
});

test("B5: edits change a pin; deletions and wipes take it off", async () => {
  const { owner, ann, say, pin, ask, boardOf, texts } = await startRoom();
  const [one, two, three] = [say(ann, "canary"), say(owner, "two"), say(ann, "three")];
  for (const { id } of [one, two, three]) pin(owner, id);
  const { timestamp } = ask(ann, { type: "edit", id: one.id, message: "edited" });
  expect((await boardOf())?.[0]).toMatchObject({ message: "edited", editedAt: timestamp });
  ask(ann, { type: "delete", id: three.id });
  expect(await texts()).toEqual(["edited", "two"]);
  ask(owner, { type: "moderate", action: "wipe", userId: "ann" });
  expect(await texts()).toEqual(["two"]);
});

test("B2: pins stay when whoever wrote or made them is removed, leaves, or is no longer the owner", async () => {
  const { owner, ann, say, pin, ask, texts } = await startRoom();
  const { id } = say(ann, "stays");
  ask(owner, { type: "moderate", action: "promote", userId: "ann" });
  expect(pin(ann, id).type).toBe("room");
  ask(owner, { type: "moderate", action: "handover", userId: "ann" });
  ask(ann, { type: "moderate", action: "ban", userId: "owner" });
  ann.disconnect();
  expect(await texts()).toEqual(["stays"]);
});

test("B2: a muted member is told for how long, and nobody pins faster than they may talk", async () => {
  const { owner, ann, say, pin, ask } = await startRoom({ limits: true });
  const { id } = say(ann, "x");
  ask(owner, { type: "change", pinners: "everyone" });
  ask(owner, { type: "moderate", action: "mute", userId: "ann", minutes: 1 });
  expect(pin(ann, id)).toMatchObject({ code: "muted", retryAfterMs: 60_000 });
  const ids = Array.from({ length: 20 }, () => ({ type: "pin", id, on: true, nonce: "same" }));
  owner.takeFrames();
  for (const frame of ids) owner.send(frame);
  expect(owner.takeFrames().at(-1)).toMatchObject({
    code: "slow_down",
    message: "Too many changes at once. Wait a moment.",
  });
});

test("B2, G3: authors take their own messages off the board, also muted and when history has lost them, and no others", async () => {
  const { owner, ann, say, pin, ask, texts } = await startRoom({ historyEvents: 5 });
  const [own, others] = [say(ann, "own"), say(owner, "others")];
  for (const { id } of [own, others]) pin(owner, id);
  for (let n = 0; n < 6; n++) say(owner, `m${n}`);
  ask(owner, { type: "moderate", action: "mute", userId: "ann" });
  expect(ask(ann, { type: "delete", id: own.id }).code).toBe("not_found");
  expect([pin(ann, others.id, false).code, pin(ann, own.id, false).type]).toEqual(["not_allowed", "room"]);
  expect(await texts()).toEqual(["others"]);
});

test("B5, U10: a pin of an erased account is from Somebody", async () => {
  const { domain, room, owner, ann, say, pin, boardOf } = await startRoom();
  pin(owner, say(ann, "x").id);
  await forgetMember(domain.rooms, room, "ann");
  expect(await boardOf()).toMatchObject([{ user: "Somebody", avatar: null, message: "x" }]);
});

test("B6: a client that folds every event has the server's board, also one that folds them a second time", async () => {
  const { domain, room, owner, ann, say, pin, ask, boardOf } = await startRoom();
  const messages = Array.from({ length: 6 }, (_, n) => say(n % 2 ? ann : owner, `m${n}`));
  for (const { id } of messages) pin(owner, id);
  pin(owner, messages[1]?.id ?? "", false);
  ask(owner, { type: "edit", id: messages[2]?.id, message: "edited" });
  ask(ann, { type: "delete", id: messages[3]?.id });
  pin(owner, messages[1]?.id ?? "");
  ask(owner, { type: "edit", id: messages[2]?.id, message: "edited again" });
  const history = domain.engine.history(room.founding.epoch);
  const events = history.read({ limit: 99 }).entries.map(({ text }) => JSON.parse(text) as LogEvent);
  const find = (id: string) => history.findMessage(id);
  const fold = (board: Board) => events.reduce((before, event) => applyToBoard(before, event, find), board);
  const board = (await boardOf()) ?? [];
  expect(board.map(({ message }) => message)).toEqual(["m0", "m1", "edited again", "m4", "m5"]);
  expect(fold([])).toEqual(board);
  expect(fold(board)).toEqual(board);
});

async function startJournaledRoom() {
  const journal = new FakeJournal();
  const engine = new LocalEngine({ events: 500, bytes: 1 << 20 }, 64 << 20, journal, new FakeCommitterPorts());
  const domain = createFakeDomain({ engine });
  const creating = domain.rooms.create({}, { id: "owner", name: "Olga", avatar: null });
  await journal.succeed();
  const created = await creating;
  if (created instanceof Refusal) throw new Error("no room");
  const { room } = created;
  const submit = (command: Parameters<typeof domain.rooms.commandPipeline.submit>[2]) => {
    const actor = domain.rooms.actorFor(room, { id: "owner", name: "Olga", avatar: null });
    return Promise.resolve(domain.rooms.commandPipeline.submit(room, actor, command)).then((outcome) =>
      outcome instanceof Refusal ? outcome.code : (JSON.parse(outcome.text) as LogEvent),
    );
  };
  /** Has everything written that is on its way, and what comes of that. */
  const write = async (outcomes: Promise<unknown>[]) => {
    let isDone = false;
    Promise.allSettled(outcomes).then(() => {
      isDone = true;
    });
    while (!isDone) {
      await turnEventLoop();
      if (journal.pendingBatch !== undefined) await journal.succeed();
    }
    return Promise.all(outcomes);
  };
  const say = async (message: string) => {
    const [said] = await write([submit({ type: "chat", message })]);
    return said as ChatEvent;
  };
  return { room, submit, write, say };
}

test("B3: of two that race for the last place while the disk writes, one gets it", async () => {
  const { room, submit, write, say } = await startJournaledRoom();
  const ids: string[] = [];
  for (let n = 0; n <= MAX_PINS; n++) ids.push((await say(`m${n}`)).id);
  await write(ids.slice(2).map((id) => submit({ type: "pin", id, on: true })));
  const outcomes = await write(ids.slice(0, 2).map((id) => submit({ type: "pin", id, on: true })));
  expect(outcomes).toMatchObject([{ pin: { id: ids[0] } }, "board_full"]);
  expect(room.state.board).toHaveLength(MAX_PINS);
});

test("B5: while a message is deleted or edited, no pin keeps what it was, in whatever order they come", async () => {
  const { room, submit, write, say } = await startJournaledRoom();
  const [one, two, three, four] = [await say("one"), await say("two"), await say("three"), await say("four")];
  const outcomes = await write([
    submit({ type: "delete", id: one.id }),
    submit({ type: "pin", id: one.id, on: true }),
    submit({ type: "pin", id: two.id, on: true }),
    submit({ type: "delete", id: two.id }),
    submit({ type: "edit", id: three.id, message: "III" }),
    submit({ type: "pin", id: three.id, on: true }),
    submit({ type: "pin", id: four.id, on: true }),
    submit({ type: "edit", id: four.id, message: "IV" }),
  ]);
  expect(outcomes[1]).toBe("not_found");
  expect(room.state.board?.map(({ message }) => message)).toEqual(["III", "IV"]);
  const again = { type: "pin" as const, id: three.id, on: false, nonce: "n" };
  const [first, second] = (await write([submit(again), submit(again)])) as RoomEvent[];
  expect(second).toEqual(first as RoomEvent);
});
