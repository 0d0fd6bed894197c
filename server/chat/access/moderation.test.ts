// What keepers of a room do to members, and what follows, over the socket.
import { describe, expect, test } from "bun:test";
import { Refusal } from "#protocol/error-codes";
import { wiped } from "#protocol/revise";
import { type Client, createDomain, settled, tokenOf } from "../../testing/fake-domain.ts";
import type { Passwords } from "../lib/ports.ts";
import type { Room } from "../room-model/room.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

async function kept(options: Parameters<typeof createDomain>[0] = {}, ttlMinutes = 7 * 24 * 60) {
  const domain = createDomain(options);
  const room = domain.create({ ttlMinutes });
  const olga = await domain.join(room, "owner", { name: "Olga" });
  const bob = await domain.join(room, "bob", { name: "Bob" });
  for (const one of [olga, bob]) one.take();
  return { domain, room, olga, bob };
}

const moderate = (client: Client, action: string, userId: string, more: object = {}) => {
  client.say({ type: "moderate", action, userId, ...more });
  return client.take();
};
const codes = (client: Client) => client.take().map(({ type, code }) => code ?? type);
const rolesIn = (room: Room) => room.members(0).map(({ id, role }) => `${id} ${role}`);

describe("sending away", () => {
  test("G2, G3: kick closes every socket of the member, all are told why, and they come back as they were", async () => {
    const { domain, room, olga, bob } = await kept();
    const phone = await domain.join(room, "bob", { tab: "phone" });
    for (const one of [phone, olga]) one.take();
    const [event, left] = moderate(olga, "kick", "bob", { reason: "  too  loud ", nonce: "k" });
    expect(event).toMatchObject({
      type: "room",
      seq: 1,
      user: "Olga",
      userId: "owner",
      action: "kick",
      target: { id: "bob", name: "bob" },
      message: "Olga removed bob: too loud",
      reason: "too loud",
      room: {},
      nonce: "k",
    });
    expect(left).toMatchObject({ type: "user_left", userId: "bob" });
    for (const socket of [bob, phone]) {
      expect(socket.take().at(-1)).toMatchObject({ type: "refused", code: "kicked" });
      expect(socket.socket.closedWith).toBe(4003);
    }
    expect(codes(await domain.join(room, "bob"))).toEqual(["welcome"]);
  });

  test("G3: what waits its turn when its member is kicked is not said", async () => {
    const { domain, olga, bob } = await kept({ limits: true });
    for (let n = 0; n < 12; n++) bob.say({ type: "chat", message: `spam ${n}` });
    expect(codes(olga)).toEqual(Array(5).fill("chat"));
    moderate(olga, "kick", "bob");
    domain.advance(10_000);
    expect(codes(olga)).not.toContain("chat");
  });

  test("G2: the same nonce again is the same kick, and nobody is kicked twice", async () => {
    const { domain, room, olga } = await kept();
    moderate(olga, "kick", "bob", { nonce: "k" });
    const back = await domain.join(room, "bob");
    olga.take();
    expect(moderate(olga, "kick", "bob", { nonce: "k" })).toMatchObject([{ type: "room", seq: 1, nonce: "k" }]);
    expect([back.socket.closedWith, domain.engine.history(room.founding.epoch).head]).toEqual([undefined, 1]);
  });

  test("G3: a ban holds until it is lifted, over every way in, and takes one off the list", async () => {
    const { domain, room, olga, bob } = await kept();
    room.state = { ...room.state, list: new Set(["bob"]) };
    moderate(olga, "ban", "bob");
    expect([codes(bob).at(-1), bob.socket.closedWith]).toEqual(["banned", 4003]);
    expect([room.state.list.has("bob"), room.state.bans.get("bob")]).toEqual([
      false,
      { name: "Bob", at: domain.clock.now },
    ]);
    const again = await domain.join(room, "bob");
    expect([codes(again), again.socket.closedWith]).toEqual([["banned"], 4003]);
    const actor = domain.rooms.actor(room, { id: "bob", name: "Bob", avatar: null });
    expect(domain.rooms.submit(room, actor, { type: "chat", message: "hi" })).toMatchObject({ code: "banned" });
    expect(moderate(olga, "unban", "bob")[0]).toMatchObject({ action: "unban", target: { id: "bob", name: "Bob" } });
    expect(codes(await domain.join(room, "bob"))).toEqual(["welcome"]);
    expect(moderate(olga, "unban", "bob").at(-1)).toMatchObject({ code: "not_found" });
  });

  test("G2: a reason that can't be is refused, and nothing happens", async () => {
    const { olga, room } = await kept();
    for (const reason of ["x".repeat(81), "a\u202eb"]) {
      expect(moderate(olga, "ban", "bob", { reason })).toMatchObject([{ type: "refused", code: "malformed" }]);
    }
    expect(room.state.bans.size).toBe(0);
  });
});

describe("silencing", () => {
  test("G3: who is muted is refused with the time that is left, and talks again after it", async () => {
    const { domain, room, olga, bob } = await kept();
    bob.say({ type: "chat", message: "before" });
    const { id } = bob.take()[0];
    expect(moderate(olga, "mute", "bob", { minutes: 10 }).at(-2)).toMatchObject({
      action: "mute",
      until: new Date(domain.clock.now + 10 * MINUTE).toISOString(),
      message: "Olga muted Bob for 10 minutes",
    });
    expect(room.members(domain.clock.now)[1]?.mutedUntil).toBe(new Date(domain.clock.now + 10 * MINUTE).toISOString());
    domain.advance(4 * MINUTE);
    bob.take();
    for (const frame of [
      { type: "chat", message: "but" },
      { type: "edit", id, message: "but" },
      { type: "react", id, emoji: "👍" },
    ]) {
      bob.say(frame);
      expect(bob.take()).toMatchObject([{ type: "refused", code: "muted", retryAfterMs: 6 * MINUTE }]);
    }
    bob.say({ type: "typing" });
    bob.say({ type: "delete", id });
    expect(bob.take()).toMatchObject([{ type: "delete" }]);
    domain.advance(6 * MINUTE);
    bob.say({ type: "chat", message: "again" });
    expect(bob.take()).toMatchObject([{ type: "chat" }]);
    expect(room.members(domain.clock.now)[1]?.mutedUntil).toBeUndefined();
  });

  test("G3: a mute ends with the room at the latest, and can be lifted", async () => {
    const { domain, room, olga, bob } = await kept({}, 5);
    moderate(olga, "mute", "bob", { minutes: 100_000 });
    expect(room.state.mutes.get("bob")).toBe(room.expiresAt);
    moderate(olga, "unmute", "bob");
    moderate(olga, "mute", "bob");
    expect(room.state.mutes.get("bob")).toBe(room.expiresAt);
    moderate(olga, "unmute", "bob");
    bob.take();
    bob.say({ type: "chat", message: "hi" });
    expect(bob.take().map(({ type }) => type)).toContain("chat");
    expect(domain.faults).toEqual([]);
  });

  test("G11: with slow mode a member talks once in so long, over REST as well; the owner as they like", async () => {
    const { domain, room, olga, bob } = await kept();
    olga.say({ type: "change", slowModeSeconds: 30 });
    expect(bob.take()).toMatchObject([{ type: "room", room: { slowModeSeconds: 30 } }]);
    for (const message of ["1", "2"]) bob.say({ type: "chat", message, nonce: message });
    expect(bob.take()).toMatchObject([{ type: "chat" }, { code: "slow_down", nonce: "2", retryAfterMs: 30_000 }]);
    bob.say({ type: "chat", message: "1", nonce: "1" });
    expect(bob.take()).toMatchObject([{ type: "chat", nonce: "1", seq: 2 }]);
    const actor = domain.rooms.actor(room, { id: "bob", name: "Bob", avatar: null });
    expect(domain.rooms.submit(room, actor, { type: "chat", message: "2" })).toMatchObject({ code: "slow_down" });
    for (const message of ["1", "2"]) olga.say({ type: "chat", message });
    expect(codes(olga).filter((code) => code === "slow_down")).toEqual([]);
    domain.advance(30_000);
    bob.take();
    bob.say({ type: "chat", message: "2", nonce: "2" });
    expect(bob.take()).toMatchObject([{ type: "chat", nonce: "2" }]);
    olga.say({ type: "change", slowModeSeconds: 0 });
    expect(room.view(0).slowModeSeconds).toBeNull();
    for (const message of ["3", "4"]) bob.say({ type: "chat", message });
    expect(codes(bob)).toEqual(["room", "chat", "chat"]);
  });

  test("G3, H11: a wipe erases all a member wrote, by one event that folds the same everywhere", async () => {
    const { domain, room, olga, bob } = await kept();
    for (const [client, message] of [
      [bob, "bob 1"],
      [olga, "olga 1"],
      [bob, "bob 2"],
    ] as const) {
      client.say({ type: "chat", message });
    }
    const said = olga.take().filter(({ type }) => type === "chat");
    bob.say({ type: "edit", id: said[0].id, message: "bob 1, edited" });
    olga.say({ type: "react", id: said[2].id, emoji: "👍" });
    const [event] = moderate(olga, "wipe", "bob").filter(({ type }) => type === "room");
    bob.say({ type: "chat", message: "bob 3" });
    const { epoch } = room.founding;
    const texts = domain.engine
      .history(epoch)
      .read({ limit: 99 })
      .entries.map(({ text }) => text);
    expect(texts.join()).not.toMatch(/bob [12]/);
    const messages = texts.map((text) => JSON.parse(text)).filter(({ type }) => type === "chat");
    expect(messages.map(({ message }) => message)).toEqual(["", "olga 1", "", "bob 3"]);
    const late = await domain.join(room, "late");
    const events = late.take()[0].events.filter(({ type }: { type: string }) => type === "chat");
    expect(events.slice(0, 3)).toEqual(said.map((message) => wiped(message, event)));
    expect(wiped({ ...said[0], reactions: { "👍": ["x"] }, editedAt: "t" }, event)).toEqual(wiped(said[0], event));
  });
});

describe("whose the room is", () => {
  test("W15, R10: the owner key alone is no faster than a member", async () => {
    const domain = createDomain({ limits: true });
    const made = await domain.rooms.create({}, undefined);
    if (!("room" in made)) throw new Error("no room");
    const { room, ownerKey } = made;
    const change = (title: string) =>
      domain.rooms.submit(room, domain.rooms.actor(room, undefined, ownerKey), { type: "change", title });
    const outcomes = Array.from({ length: 16 }, (_, n) => change(`${n}`));
    expect(room.state.title).toBe("4");
    expect(outcomes.at(-1)).toMatchObject({ code: "slow_down" });
    domain.advance(10_000);
    expect(room.state.title).toBe("14");
    expect(await change("later")).not.toBeInstanceOf(Refusal);
  });

  test("G1: admins keep order, and are no more when the owner says so", async () => {
    const { room, olga, bob } = await kept();
    moderate(olga, "promote", "bob");
    expect(rolesIn(room)).toEqual(["owner owner", "bob admin"]);
    bob.take();
    bob.say({ type: "change", title: "Bob's" });
    expect(bob.take()).toMatchObject([{ room: { title: "Bob's" } }]);
    bob.say({ type: "change", title: "Both", visibility: "public" });
    expect([codes(bob), room.state.title]).toEqual([["not_allowed"], "Bob's"]);
    moderate(olga, "demote", "bob");
    expect(rolesIn(room)).toEqual(["owner owner", "bob member"]);
    expect(moderate(olga, "promote", "nobody").at(-1)).toMatchObject({ code: "not_found" });
  });

  test("G10: a password is hashed for who may set one alone, and refused by its nonce while too many are", async () => {
    const { domain, room, olga, bob } = await kept();
    const hashed: string[] = [];
    let isBusy = false;
    (domain.ports as { passwords: Passwords }).passwords.hash = async (password) => {
      hashed.push(password);
      return isBusy ? new Refusal("busy", "", undefined, 1000) : "hash";
    };
    bob.say({ type: "change", password: "mine", nonce: "b" });
    olga.say({ type: "change", password: "ours", nonce: "o" });
    await settled();
    expect(bob.take()).toMatchObject([
      { code: "not_allowed", nonce: "b" },
      { type: "room", nonce: "o" },
    ]);
    expect([hashed, room.state.passwordHash]).toEqual([["ours"], "hash"]);
    isBusy = true;
    olga.take();
    olga.say({ type: "change", password: "other", nonce: "o2" });
    await settled();
    expect(olga.take()).toMatchObject([{ code: "busy", nonce: "o2", retryAfterMs: 1000 }]);
    olga.say({ type: "change", password: null });
    expect([room.state.entry, room.state.passwordHash]).toEqual(["open", null]);
  });

  test("G9: a room handed over is the other's, and the former owner's key opens nothing", async () => {
    const domain = createDomain();
    const made = domain.rooms.create({}, { id: "owner", name: "Olga", avatar: null });
    if (made instanceof Promise || !("room" in made)) throw new Error("no room was made");
    const { room, ownerKey } = made;
    const olga = await domain.join(room, "owner");
    await domain.join(room, "bob");
    expect(domain.rooms.actor(room, undefined, ownerKey).role).toBe("owner");
    moderate(olga, "handover", "bob");
    expect(rolesIn(room)).toEqual(["owner admin", "bob owner"]);
    expect(domain.rooms.actor(room, undefined, ownerKey).role).toBe("member");
    expect(moderate(olga, "handover", "owner").at(-1)).toMatchObject({ code: "not_allowed" });
  });

  test("G9: the owner key makes another device's member the owner, even a banned one", async () => {
    const domain = createDomain();
    const made = domain.rooms.create({}, { id: "owner", name: "Olga", avatar: null });
    if (made instanceof Promise || !("room" in made)) throw new Error("no room was made");
    const { room, ownerKey } = made;
    room.state = { ...room.state, bans: new Map([["phone", { name: "P", at: 0 }]]) };
    const take = (key: string, userId = "phone") => {
      const actor = domain.rooms.actor(room, { id: "phone", name: "Olga", avatar: null }, key);
      return domain.rooms.submit(room, actor, { type: "moderate", action: "take", userId });
    };
    expect([take("wrong"), take(ownerKey, "bob")]).toMatchObject([{ code: "not_allowed" }, { code: "not_allowed" }]);
    expect(take(ownerKey)).toMatchObject({ seq: 1 });
    expect([room.state.ownerId, [...room.state.admins], room.state.bans.size]).toEqual(["phone", ["owner"], 0]);
    expect(codes(await domain.join(room, "phone"))).toEqual(["welcome"]);
  });

  test("G9: after a day without the owner whoever is here longest may take the room, admins first", async () => {
    const { domain, room, olga, bob } = await kept();
    const carl = await domain.join(room, "carl");
    const anna = await domain.join(room, "anna");
    moderate(olga, "promote", "anna");
    olga.drop();
    domain.advance(DAY);
    expect(moderate(anna, "take", "anna").at(-1)).toMatchObject({ code: "not_allowed" });
    domain.advance(MINUTE);
    for (const one of [bob, carl]) {
      one.take();
      expect(moderate(one, "take", one === bob ? "bob" : "carl").at(-1)).toMatchObject({ code: "not_allowed" });
    }
    expect(moderate(anna, "take", "anna").some(({ action }) => action === "take")).toBe(true);
    expect([room.state.ownerId, room.roleOf("owner")]).toEqual(["anna", "member"]);
    anna.drop();
    domain.advance(DAY + MINUTE);
    carl.take();
    expect(moderate(carl, "take", "carl").at(-1)).toMatchObject({ code: "not_allowed" });
    expect(moderate(bob, "take", "bob").some(({ action }) => action === "take")).toBe(true);
    expect(room.state.ownerId).toBe("bob");
  });

  test("G9: an owner who looks in keeps the room", async () => {
    const { domain, room, olga, bob } = await kept();
    olga.drop();
    domain.advance(DAY - MINUTE);
    const back = await domain.join(room, "owner");
    domain.advance(3 * DAY);
    expect(moderate(bob, "take", "bob").at(-1)).toMatchObject({ code: "not_allowed" });
    back.drop();
    domain.advance(DAY - MINUTE);
    expect(moderate(bob, "take", "bob").at(-1)).toMatchObject({ code: "not_allowed" });
    expect(room.state.ownerId).toBe("owner");
  });

  test("G4: when a room is closed to newcomers, those present may come again", async () => {
    const { domain, room, olga, bob } = await kept();
    olga.say({ type: "change", entry: "members" });
    expect([...room.state.list]).toEqual(["bob"]);
    bob.drop();
    domain.advance(MINUTE);
    expect(domain.rooms.find(room.founding.code, { member: { id: "bob", name: "Bob", avatar: null } })).toBe(room);
    expect(domain.rooms.find(room.founding.code)).toMatchObject({ code: "not_found" });
    const client = domain.connect(room);
    client.say({ type: "join", token: tokenOf("stranger") });
    expect([codes(client), client.socket.closedWith]).toEqual([["not_found"], 4004]);
  });
});
