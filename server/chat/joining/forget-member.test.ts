import { describe, expect, test } from "bun:test";
import { createFakeDomain } from "../../testing/fake-domain.ts";
import { forgetMember } from "./leave-room.ts";

const DAY_MS = 86_400_000;

/** A room of Olga's, with Bob in it. */
async function startRoom() {
  const domain = createFakeDomain();
  const made = domain.rooms.create({ ttlMinutes: 7 * 24 * 60 }, { id: "owner", name: "Olga", avatar: null });
  if (made instanceof Promise || !("room" in made)) throw new Error("no room was made");
  const { room, ownerKey } = made;
  const olga = await domain.join(room, "owner", { name: "Olga" });
  const bob = await domain.join(room, "bob", { name: "Bob" });
  const isOwnerKey = () => domain.rooms.actorFor(room, undefined, ownerKey).role === "owner";
  return {
    domain,
    room,
    olga,
    bob,
    ownerKey,
    isOwnerKey,
    forget: (id: string) => forgetMember(domain.rooms, room, id),
  };
}

describe("an erased account's owner key", () => {
  test("U10: proves nothing, also where the room is somebody else's by now", async () => {
    const { domain, room, olga, bob, isOwnerKey, forget } = await startRoom();
    olga.disconnect();
    domain.advance(2 * DAY_MS);
    bob.send({ type: "moderate", action: "take", userId: "bob" });
    expect([room.state.ownerId, isOwnerKey()]).toEqual(["bob", true]);
    await forget("owner");
    expect([room.state.ownerId, isOwnerKey()]).toEqual(["bob", false]);
  });

  test("U10: another account's key is left alone", async () => {
    const { room, isOwnerKey, forget } = await startRoom();
    await forget("bob");
    expect([room.state.ownerId, isOwnerKey()]).toEqual(["owner", true]);
  });
});

describe("an erased account's name", () => {
  test("U10: leaves every kind of event, and no other name does", async () => {
    const { domain, room, olga, bob, forget } = await startRoom();
    olga.send({ type: "chat", message: "hello Bob" });
    const { id } = olga.takeFrames().at(-1);
    olga.send({ type: "edit", id, message: "hello" });
    bob.send({ type: "react", id, emoji: "👍" });
    bob.send({ type: "chat", message: "by Bob" });
    olga.send({ type: "moderate", action: "promote", userId: "bob" });
    bob.send({ type: "change", title: "Tea" });
    const events = () =>
      domain.engine
        .history(room.founding.epoch)
        .read({ limit: 99 })
        .entries.map(({ text }) => JSON.parse(text));
    const before = events();
    const used = domain.engine.usedBytes;
    await forget("bob");
    expect(events().map(({ user, message, target }) => [user, message, target?.name])).toEqual([
      ["Olga", "hello", undefined],
      ["Olga", "hello", undefined],
      ["Somebody", undefined, undefined],
      ["Somebody", "by Bob", undefined],
      ["Olga", "Olga made Somebody an admin", "Somebody"],
      ["Somebody", 'Somebody changed the title to "Tea"', undefined],
    ]);
    expect(events().map(({ id, seq, type }) => [id, seq, type])).toEqual(
      before.map(({ id, seq, type }) => [id, seq, type]),
    );
    expect(domain.engine.usedBytes).not.toBe(used);
    expect(room.roster.get("bob")).toBeUndefined();
    domain.rooms.end(room, "ended");
    expect(domain.engine.usedBytes).toBe(0);
  });
});

describe("who is connected while an account is erased", () => {
  const forgotten = (frames: { type: string }[]) => frames.filter(({ type }) => type === "forgotten");

  test("U14: is told whose name to forget, once nothing has it any more", async () => {
    const { domain, room, olga, bob, forget } = await startRoom();
    bob.send({ type: "chat", message: "by Bob" });
    olga.takeFrames();
    await forget("bob");
    expect(olga.takeFrames().map(({ type, userId }) => [type, userId])).toEqual([
      ["user_left", "bob"],
      ["forgotten", "bob"],
    ]);
    const late = await domain.join(room, "eve", { name: "Eve" });
    const frames = late.takeFrames();
    expect(frames[0].events.map(({ user }: { user: string }) => user)).toEqual(["Somebody"]);
    expect(forgotten(frames)).toEqual([]);
  });

  test("U14: who comes back with a cursor is told as well, of the last hundred", async () => {
    const { domain, room, olga, bob, forget } = await startRoom();
    bob.send({ type: "chat", message: "by Bob" });
    const cursor = { epoch: room.founding.epoch, seq: 1 };
    olga.disconnect();
    await forget("bob");
    const back = await domain.join(room, "owner", { name: "Olga", cursor });
    expect(back.takeFrames().map(({ type, userId }) => [type, userId])).toEqual([
      ["welcome", undefined],
      ["forgotten", "bob"],
    ]);
    for (let n = 0; n < 120; n++) await forget(`m${n}`);
    const again = await domain.join(room, "owner", { name: "Olga", cursor });
    const ids = forgotten(again.takeFrames()).map((frame) => (frame as unknown as { userId: string }).userId);
    expect(ids).toEqual(Array.from({ length: 100 }, (_, n) => `m${n + 20}`));
  });
});

describe("a room that ends while its members are looked for", () => {
  test("U10, L5: is passed over when an account is erased", async () => {
    const { domain, room, forget } = await startRoom();
    const timers = domain.rooms.ports.wheel.size;
    domain.rooms.end(room, "ended");
    const left = domain.rooms.ports.wheel.size;
    expect(left).toBeLessThan(timers);
    expect(await forget("bob")).toMatchObject({ code: "ended" });
    expect(domain.rooms.ports.wheel.size).toBe(left);
  });

  test("U10, L5: is passed over when an account changes its name", async () => {
    const { domain, room } = await startRoom();
    const bob = room.roster.get("bob");
    if (bob === undefined) throw new Error("Bob is not there");
    domain.rooms.end(room, "ended");
    domain.rooms.presence.rename(room, bob, "Robert", null);
    expect(bob.name).toBe("Bob");
  });

  test("G13, U10: is not among those that were found", async () => {
    const { domain, room } = await startRoom();
    for (let n = 0; n < 20; n++) domain.rooms.create({}, { id: "owner", name: "Olga", avatar: null });
    const search = domain.rooms.listRoomsMentioning("owner");
    expect(search.next().done).toBe(false);
    domain.rooms.end(room, "ended");
    let found = search.next();
    while (!found.done) found = search.next();
    expect(found.value).toHaveLength(20);
    expect(found.value).not.toContain(room);
  });
});
