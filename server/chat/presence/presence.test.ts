// Members coming and going, as other members see it.
import { expect, test } from "bun:test";
import { createFakeDomain } from "../../testing/fake-domain.ts";

const named = (type: string) => (frame: { type: string }) => frame.type === type;

test("P2: joining and leaving are signalled once, with a name and a sentence", async () => {
  const domain = createFakeDomain();
  const room = domain.create();
  const ann = await domain.join(room, "a", { name: "Ann" });
  ann.takeFrames();
  const bob = await domain.join(room, "b", { name: "Bob" });
  bob.disconnect();
  domain.advance(10_100);
  expect(ann.takeFrames()).toMatchObject([
    { type: "user_joined", user: "Bob", userId: "b", message: "Bob joined", roomId: room.founding.code },
    { type: "user_left", user: "Bob", userId: "b", message: "Bob left" },
  ]);
  expect(room.roster.size).toBe(1);
});

test("P1: coming back within 10 s is silent, and the member stays in the roster meanwhile", async () => {
  const domain = createFakeDomain();
  const room = domain.create();
  const ann = await domain.join(room, "a");
  const bob = await domain.join(room, "b");
  ann.takeFrames();
  bob.disconnect();
  domain.advance(9_900);
  expect(room.roster.size).toBe(2);
  const again = await domain.join(room, "b");
  domain.advance(60_000);
  expect(ann.takeFrames()).toEqual([]);
  again.disconnect();
  domain.advance(9_900);
  expect(ann.takeFrames()).toEqual([]);
  domain.advance(200);
  expect(ann.takeFrames()).toMatchObject([{ type: "user_left", userId: "b" }]);
});

test("I5: a second socket is the same member, who leaves with the last of them", async () => {
  const domain = createFakeDomain();
  const room = domain.create();
  const watcher = await domain.join(room, "w");
  const first = await domain.join(room, "a", { name: "Ann" });
  const second = await domain.join(room, "a", { name: "Ann" });
  expect(second.takeFrames()[0].members).toHaveLength(2);
  first.disconnect();
  domain.advance(20_000);
  expect(watcher.takeFrames().filter(named("user_left"))).toEqual([]);
  second.disconnect();
  domain.advance(20_000);
  expect(watcher.takeFrames().filter(named("user_left"))).toHaveLength(1);
});

test("I5: the newest name of a member holds for all its sockets", async () => {
  const domain = createFakeDomain();
  const room = domain.create();
  const first = await domain.join(room, "a", { name: "Ann" });
  await domain.join(room, "a", { name: "Anna" });
  first.takeFrames();
  first.send({ type: "chat", message: "hi" });
  expect(first.takeFrames()).toMatchObject([{ user: "Anna" }]);
});

test("I4: a name that is taken gets a number, however it is written, and is free once its member left", async () => {
  const domain = createFakeDomain();
  const room = domain.create();
  const ann = await domain.join(room, "a", { name: "Ann" });
  const names = [];
  for (const [id, name] of [
    ["b", "ANN"],
    ["c", "Ａnn"],
    ["d", "A\u200dnn"],
  ] as const) {
    names.push((await domain.join(room, id, { name })).takeFrames()[0].you.name);
  }
  expect(names).toEqual(["ANN 2", "Ａnn 3", "A\u200dnn 4"]);
  ann.disconnect();
  domain.advance(11_000);
  expect((await domain.join(room, "e", { name: "ann" })).takeFrames()[0].you.name).toBe("ann");
});

test("I4: a name with blanks or signs that only look like another's gets a number", async () => {
  const domain = createFakeDomain();
  const room = domain.create();
  await domain.join(room, "a", { name: "Ada Lovelace" });
  const alike = [
    "Ada \u00a0Lovelace",
    "Ada\u3000Lovelace",
    "\u200dAda Love\u200clace",
    "ADA\u2003\u2003LOVELACE\u00a0",
  ];
  for (const [at, name] of alike.entries()) {
    await domain.join(room, `b${at}`, { name });
    expect(room.roster.get(`b${at}`)?.name).toEndWith(` ${at + 2}`);
  }
  const refused = await domain.join(room, "c", { name: "Ada\u2800Lovelace" });
  expect(refused.takeFrames()).toMatchObject([{ type: "refused", code: "malformed" }]);
});

test("I4, I7: a number is never put after half a flag, half an emoji or a second space", async () => {
  const domain = createFakeDomain();
  const room = domain.create();
  const a = (count: number) => "a".repeat(count);
  for (const [name, numbered] of [
    [`${a(29)}🇩🇪b`, `${a(29)} 2`],
    [`${a(26)}👩‍👩‍👧b`, `${a(26)} 2`],
    [`${a(29)}👍🏽c`, `${a(29)} 2`],
    [`${a(29)} bc`, `${a(29)} 2`],
    [`${"👩‍".repeat(15)}👩b`, `${"👩‍".repeat(14)}👩 2`],
  ]) {
    const [first, second] = [`1${name}`, `2${name}`];
    await domain.join(room, first, { name: String(name) });
    const client = await domain.join(room, second, { name: String(name) });
    expect(room.roster.get(second)?.name).toBe(String(numbered));
    room.roster.remove(room.roster.get(first) as never);
    room.roster.remove(room.roster.get(second) as never);
    client.takeFrames();
  }
});

test("I4: a number fits into the length of a name", async () => {
  const domain = createFakeDomain();
  const room = domain.create();
  await domain.join(room, "a", { name: "🦊".repeat(32) });
  const second = await domain.join(room, "b", { name: "🦊".repeat(32) });
  expect(second.takeFrames()[0].you.name).toBe(`${"🦊".repeat(30)} 2`);
});

test("P4: a rename reaches everybody in a roster, and messages after it have the new name", async () => {
  const domain = createFakeDomain();
  const room = domain.create();
  const ann = await domain.join(room, "a", { name: "Ann" });
  const bob = await domain.join(room, "b", { name: "Bob" });
  ann.takeFrames();
  bob.send({ type: "rename", name: "Robert", avatar: "fox" });
  bob.send({ type: "chat", message: "hi" });
  expect(ann.takeFrames()).toMatchObject([
    { type: "roster", members: [{ name: "Ann" }, { id: "b", name: "Robert", avatar: "fox" }] },
    { type: "chat", user: "Robert", avatar: "fox" },
  ]);
});

test("P4: many renames send one roster a second, the last with the last name", async () => {
  const domain = createFakeDomain();
  const ann = await domain.join(domain.create(), "a", { name: "Ann" });
  ann.takeFrames();
  for (let n = 1; n <= 20; n++) ann.send({ type: "rename", name: `Ann${n}` });
  expect(ann.takeFrames()).toMatchObject([{ members: [{ name: "Ann1" }] }]);
  domain.advance(900);
  expect(ann.takeFrames()).toEqual([]);
  domain.advance(200);
  expect(ann.takeFrames()).toMatchObject([{ members: [{ name: "Ann20" }] }]);
  domain.advance(10_000);
  expect(ann.takeFrames()).toEqual([]);
});

test("I3: an invalid name is refused, and the old one stays", async () => {
  const domain = createFakeDomain();
  const room = domain.create();
  const ann = await domain.join(room, "a", { name: "Ann" });
  ann.takeFrames();
  for (const name of ["", "   ", "a\u202eb", "a\u0000b", "\u200d", "x".repeat(33), "\ud800", "a\u2066b"]) {
    ann.send({ type: "rename", name });
  }
  expect(new Set(ann.takeFrames().map((frame) => frame.code))).toEqual(new Set(["malformed"]));
  expect(room.presentMembers(domain.clock.now)).toMatchObject([{ name: "Ann" }]);
  const other = await domain.join(room, "b", { name: "\u202e" });
  expect(other.takeFrames()).toMatchObject([{ code: "malformed" }]);
  expect(room.roster.size).toBe(1);
});

test("P3: typing is passed on at most every 3 s for one member", async () => {
  const domain = createFakeDomain();
  const room = domain.create();
  const ann = await domain.join(room, "a", { name: "Ann" });
  const bob = await domain.join(room, "b");
  ann.takeFrames();
  for (let at = 0; at < 6_500; at += 500) {
    bob.send({ type: "typing" });
    domain.clock.now += 500;
  }
  expect(ann.takeFrames()).toEqual(Array(3).fill({ type: "typing", user: "b", userId: "b" }));
});

test("R9: a full room takes no further member, but another socket of a present one", async () => {
  const domain = createFakeDomain();
  const room = domain.create({ maxMembers: 2 });
  const ann = await domain.join(room, "a");
  await domain.join(room, "b");
  const third = await domain.join(room, "c");
  expect(third.takeFrames()).toMatchObject([{ type: "refused", code: "room_full" }]);
  expect(third.socket.closedWith).toBe(4003);
  expect((await domain.join(room, "a")).takeFrames()[0].type).toBe("welcome");
  ann.disconnect();
  const early = await domain.join(room, "d");
  expect(early.socket.closedWith).toBe(4003);
});

test("P5: a member is away while all their sockets are, and each change is signalled once", async () => {
  const domain = createFakeDomain();
  const room = domain.create();
  const ann = await domain.join(room, "a");
  const phone = await domain.join(room, "b", { name: "Bob" });
  const desk = await domain.join(room, "b", { name: "Bob" });
  ann.takeFrames();
  phone.send({ type: "away", on: true });
  expect(ann.takeFrames()).toEqual([]);
  desk.send({ type: "away", on: true });
  desk.send({ type: "away", on: true });
  expect(ann.takeFrames()).toEqual([{ type: "away", user: "Bob", userId: "b", on: true }]);
  expect(room.presentMembers(domain.clock.now)).toMatchObject([{ away: false }, { away: true }]);
  desk.send({ type: "away", on: false });
  expect(ann.takeFrames()).toMatchObject([{ on: false }]);
  desk.disconnect();
  expect(ann.takeFrames()).toMatchObject([{ on: true }]);
  await domain.join(room, "b", { name: "Bob" });
  expect(ann.takeFrames()).toMatchObject([{ on: false }]);
});

test("P4: coming back under the name in force, number included, sends no roster", async () => {
  const domain = createFakeDomain();
  const room = domain.create();
  const ann = await domain.join(room, "a", { name: "Ann" });
  const other = await domain.join(room, "b", { name: "Ann" });
  ann.takeFrames();
  other.disconnect();
  const back = await domain.join(room, "b", { name: "Ann" });
  expect(back.takeFrames()[0].you.name).toBe("Ann 2");
  expect(ann.takeFrames()).toEqual([]);
});
