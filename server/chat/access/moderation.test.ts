// Actions on members and what follows from them, over the socket.
import { describe, expect, test } from "bun:test";
import { Refusal } from "#protocol/error-codes";
import { applyWipe } from "#protocol/revise";
import { createFakeDomain, type FakeClient, fakeToken, flushPromises } from "../../testing/fake-domain.ts";
import type { PasswordHasher } from "../lib/ports.ts";
import type { Room } from "../room-model/room.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

async function kept(options: Parameters<typeof createFakeDomain>[0] = {}, ttlMinutes = 7 * 24 * 60) {
  const domain = createFakeDomain(options);
  const room = domain.create({ ttlMinutes });
  const olga = await domain.join(room, "owner", { name: "Olga" });
  const bob = await domain.join(room, "bob", { name: "Bob" });
  for (const one of [olga, bob]) one.takeFrames();
  return { domain, room, olga, bob };
}

const moderate = (client: FakeClient, action: string, userId: string, more: object = {}) => {
  client.send({ type: "moderate", action, userId, ...more });
  return client.takeFrames();
};
const codes = (client: FakeClient) => client.takeFrames().map(({ type, code }) => code ?? type);
const rolesIn = (room: Room) => room.presentMembers(0).map(({ id, role }) => `${id} ${role}`);

describe("kicks and bans", () => {
  test("G2, G3: kick closes every socket of the member, and all are told why", async () => {
    const { domain, room, olga, bob } = await kept();
    const phone = await domain.join(room, "bob", { tab: "phone" });
    for (const one of [phone, olga]) one.takeFrames();
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
      expect(socket.takeFrames().at(-1)).toMatchObject({ type: "refused", code: "kicked" });
      expect(socket.socket.closedWith).toBe(4003);
    }
  });

  test("G3: a message that waits its turn is dropped when its member is kicked", async () => {
    const { domain, olga, bob } = await kept({ limits: true });
    for (let n = 0; n < 12; n++) bob.send({ type: "chat", message: `spam ${n}` });
    expect(codes(olga)).toEqual(Array(5).fill("chat"));
    moderate(olga, "kick", "bob");
    domain.advance(10_000);
    expect(codes(olga)).not.toContain("chat");
  });

  test("G2: the same nonce again is the same kick: nobody is kicked twice", async () => {
    const { domain, room, olga } = await kept();
    moderate(olga, "kick", "bob", { nonce: "k" });
    moderate(olga, "admit", "bob");
    const back = await domain.join(room, "bob");
    olga.takeFrames();
    expect(moderate(olga, "kick", "bob", { nonce: "k" })).toMatchObject([{ type: "room", seq: 1, nonce: "k" }]);
    expect([back.socket.closedWith, domain.engine.history(room.founding.epoch).head]).toEqual([undefined, 2]);
  });

  test("G3: a ban holds until it is lifted, for every way in, and takes the member off the list", async () => {
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
    const actor = domain.rooms.actorFor(room, { id: "bob", name: "Bob", avatar: null });
    expect(domain.rooms.commandPipeline.submit(room, actor, { type: "chat", message: "hi" })).toMatchObject({
      code: "banned",
    });
    expect(moderate(olga, "unban", "bob")[0]).toMatchObject({ action: "unban", target: { id: "bob", name: "Bob" } });
    expect(codes(await domain.join(room, "bob"))).toEqual(["welcome"]);
    expect(moderate(olga, "unban", "bob").at(-1)).toMatchObject({ code: "not_found" });
  });

  test("G2: an action with an invalid reason is refused, and nothing happens", async () => {
    const { olga, room } = await kept();
    for (const reason of ["x".repeat(81), "a\u202eb"]) {
      expect(moderate(olga, "ban", "bob", { reason })).toMatchObject([{ type: "refused", code: "malformed" }]);
    }
    expect(room.state.bans.size).toBe(0);
  });
});

describe("mutes, slow mode and wipes", () => {
  test("G3: a muted member's messages are refused with the time that is left, and pass again after it", async () => {
    const { domain, room, olga, bob } = await kept();
    bob.send({ type: "chat", message: "before" });
    const { id } = bob.takeFrames()[0];
    expect(moderate(olga, "mute", "bob", { minutes: 10 }).at(-2)).toMatchObject({
      action: "mute",
      until: new Date(domain.clock.now + 10 * MINUTE).toISOString(),
      message: "Olga muted Bob for 10 minutes",
    });
    expect(room.presentMembers(domain.clock.now)[1]?.mutedUntil).toBe(
      new Date(domain.clock.now + 10 * MINUTE).toISOString(),
    );
    domain.advance(4 * MINUTE);
    bob.takeFrames();
    for (const frame of [
      { type: "chat", message: "but" },
      { type: "edit", id, message: "but" },
      { type: "react", id, emoji: "👍" },
    ]) {
      bob.send(frame);
      expect(bob.takeFrames()).toMatchObject([{ type: "refused", code: "muted", retryAfterMs: 6 * MINUTE }]);
    }
    bob.send({ type: "typing" });
    bob.send({ type: "delete", id });
    expect(bob.takeFrames()).toMatchObject([{ type: "delete" }]);
    domain.advance(6 * MINUTE);
    bob.send({ type: "chat", message: "again" });
    expect(bob.takeFrames()).toMatchObject([{ type: "chat" }]);
    expect(room.presentMembers(domain.clock.now)[1]?.mutedUntil).toBeUndefined();
  });

  test("G3: a mute ends with the room at the latest, and can be lifted", async () => {
    const { domain, room, olga, bob } = await kept({}, 5);
    moderate(olga, "mute", "bob", { minutes: 100_000 });
    expect(room.state.mutes.get("bob")).toBe(room.expiresAt);
    moderate(olga, "unmute", "bob");
    moderate(olga, "mute", "bob");
    expect(room.state.mutes.get("bob")).toBe(room.expiresAt);
    moderate(olga, "unmute", "bob");
    bob.takeFrames();
    bob.send({ type: "chat", message: "hi" });
    expect(bob.takeFrames().map(({ type }) => type)).toContain("chat");
    expect(domain.faults).toEqual([]);
  });

  test("G11: with slow mode a member sends once in so long, over REST as well; the owner isn't slowed", async () => {
    const { domain, room, olga, bob } = await kept();
    olga.send({ type: "change", slowModeSeconds: 30 });
    expect(bob.takeFrames()).toMatchObject([{ type: "room", room: { slowModeSeconds: 30 } }]);
    for (const message of ["1", "2"]) bob.send({ type: "chat", message, nonce: message });
    expect(bob.takeFrames()).toMatchObject([{ type: "chat" }, { code: "slow_down", nonce: "2", retryAfterMs: 30_000 }]);
    bob.send({ type: "chat", message: "1", nonce: "1" });
    expect(bob.takeFrames()).toMatchObject([{ type: "chat", nonce: "1", seq: 2 }]);
    const actor = domain.rooms.actorFor(room, { id: "bob", name: "Bob", avatar: null });
    expect(domain.rooms.commandPipeline.submit(room, actor, { type: "chat", message: "2" })).toMatchObject({
      code: "slow_down",
    });
    for (const message of ["1", "2"]) olga.send({ type: "chat", message });
    expect(codes(olga).filter((code) => code === "slow_down")).toEqual([]);
    domain.advance(30_000);
    bob.takeFrames();
    bob.send({ type: "chat", message: "2", nonce: "2" });
    expect(bob.takeFrames()).toMatchObject([{ type: "chat", nonce: "2" }]);
    olga.send({ type: "change", slowModeSeconds: 0 });
    expect(room.view(0).slowModeSeconds).toBeNull();
    for (const message of ["3", "4"]) bob.send({ type: "chat", message });
    expect(codes(bob)).toEqual(["room", "chat", "chat"]);
  });

  test("G3, H11: a wipe erases all a member wrote, by one event that folds the same everywhere", async () => {
    const { domain, room, olga, bob } = await kept();
    for (const [client, message] of [
      [bob, "bob 1"],
      [olga, "olga 1"],
      [bob, "bob 2"],
    ] as const) {
      client.send({ type: "chat", message });
    }
    const said = olga.takeFrames().filter(({ type }) => type === "chat");
    bob.send({ type: "edit", id: said[0].id, message: "bob 1, edited" });
    olga.send({ type: "react", id: said[2].id, emoji: "👍" });
    const [event] = moderate(olga, "wipe", "bob").filter(({ type }) => type === "room");
    bob.send({ type: "chat", message: "bob 3" });
    const { epoch } = room.founding;
    const texts = domain.engine
      .history(epoch)
      .read({ limit: 99 })
      .entries.map(({ text }) => text);
    expect(texts.join()).not.toMatch(/bob [12]/);
    const messages = texts.map((text) => JSON.parse(text)).filter(({ type }) => type === "chat");
    expect(messages.map(({ message }) => message)).toEqual(["", "olga 1", "", "bob 3"]);
    const late = await domain.join(room, "late");
    const events = late.takeFrames()[0].events.filter(({ type }: { type: string }) => type === "chat");
    expect(events.slice(0, 3)).toEqual(said.map((message) => applyWipe(message, event)));
    expect(applyWipe({ ...said[0], reactions: { "👍": ["x"] }, editedAt: "t" }, event)).toEqual(
      applyWipe(said[0], event),
    );
  });
});

describe("ownership", () => {
  test("W15, R10: somebody with the owner key alone is limited as a member is", async () => {
    const domain = createFakeDomain({ limits: true });
    const made = await domain.rooms.create({}, undefined);
    if (!("room" in made)) throw new Error("no room");
    const { room, ownerKey } = made;
    const change = (title: string) =>
      domain.rooms.commandPipeline.submit(room, domain.rooms.actorFor(room, undefined, ownerKey), {
        type: "change",
        title,
      });
    const outcomes = Array.from({ length: 16 }, (_, n) => change(`${n}`));
    expect(room.state.title).toBe("4");
    expect(outcomes.at(-1)).toMatchObject({ code: "slow_down" });
    domain.advance(10_000);
    expect(room.state.title).toBe("14");
    expect(await change("later")).not.toBeInstanceOf(Refusal);
  });

  test("G1: admins moderate until the owner demotes them", async () => {
    const { room, olga, bob } = await kept();
    moderate(olga, "promote", "bob");
    expect(rolesIn(room)).toEqual(["owner owner", "bob admin"]);
    bob.takeFrames();
    bob.send({ type: "change", title: "Bob's" });
    expect(bob.takeFrames()).toMatchObject([{ room: { title: "Bob's" } }]);
    bob.send({ type: "change", title: "Both", visibility: "public" });
    expect([codes(bob), room.state.title]).toEqual([["not_allowed"], "Bob's"]);
    moderate(olga, "demote", "bob");
    expect(rolesIn(room)).toEqual(["owner owner", "bob member"]);
    expect(moderate(olga, "promote", "nobody").at(-1)).toMatchObject({ code: "not_found" });
  });

  test("G10: a password is hashed only for those who may set one, and refused with its nonce while too many are hashed", async () => {
    const { domain, room, olga, bob } = await kept();
    const hashed: string[] = [];
    let isBusy = false;
    (domain.ports as { passwords: PasswordHasher }).passwords.hash = async (password) => {
      hashed.push(password);
      return isBusy ? new Refusal("busy", "", undefined, 1000) : "hash";
    };
    bob.send({ type: "change", password: "mine", nonce: "b" });
    olga.send({ type: "change", password: "ours", nonce: "o" });
    await flushPromises();
    expect(bob.takeFrames()).toMatchObject([
      { code: "not_allowed", nonce: "b" },
      { type: "room", nonce: "o" },
    ]);
    expect([hashed, room.state.passwordHash]).toEqual([["ours"], "hash"]);
    isBusy = true;
    olga.takeFrames();
    olga.send({ type: "change", password: "other", nonce: "o2" });
    await flushPromises();
    expect(olga.takeFrames()).toMatchObject([{ code: "busy", nonce: "o2", retryAfterMs: 1000 }]);
    olga.send({ type: "change", password: null });
    expect([room.state.entry, room.state.passwordHash]).toEqual(["open", null]);
  });

  test("G9: after a handover the room is the new owner's, and the former owner's key proves nothing", async () => {
    const domain = createFakeDomain();
    const made = domain.rooms.create({}, { id: "owner", name: "Olga", avatar: null });
    if (made instanceof Promise || !("room" in made)) throw new Error("no room was made");
    const { room, ownerKey } = made;
    const olga = await domain.join(room, "owner");
    await domain.join(room, "bob");
    expect(domain.rooms.actorFor(room, undefined, ownerKey).role).toBe("owner");
    moderate(olga, "handover", "bob");
    expect(rolesIn(room)).toEqual(["owner admin", "bob owner"]);
    expect(domain.rooms.actorFor(room, undefined, ownerKey).role).toBe("member");
    expect(moderate(olga, "handover", "owner").at(-1)).toMatchObject({ code: "not_allowed" });
  });

  test("G9: the owner key makes another device's member the owner, even a banned one", async () => {
    const domain = createFakeDomain();
    const made = domain.rooms.create({}, { id: "owner", name: "Olga", avatar: null });
    if (made instanceof Promise || !("room" in made)) throw new Error("no room was made");
    const { room, ownerKey } = made;
    room.state = { ...room.state, bans: new Map([["phone", { name: "P", at: 0 }]]) };
    const take = (key: string, userId = "phone") => {
      const actor = domain.rooms.actorFor(room, { id: "phone", name: "Olga", avatar: null }, key);
      return domain.rooms.commandPipeline.submit(room, actor, { type: "moderate", action: "take", userId });
    };
    expect([take("wrong"), take(ownerKey, "bob")]).toMatchObject([{ code: "not_allowed" }, { code: "not_allowed" }]);
    expect(take(ownerKey)).toMatchObject({ seq: 1 });
    expect([room.state.ownerId, [...room.state.admins], room.state.bans.size]).toEqual(["phone", ["owner"], 0]);
    expect(codes(await domain.join(room, "phone"))).toEqual(["welcome"]);
  });

  test("G9: after a day without the owner, the member who is here longest may take the room, admins first", async () => {
    const { domain, room, olga, bob } = await kept();
    const carl = await domain.join(room, "carl");
    const anna = await domain.join(room, "anna");
    moderate(olga, "promote", "anna");
    olga.disconnect();
    domain.advance(DAY);
    expect(moderate(anna, "take", "anna").at(-1)).toMatchObject({ code: "not_allowed" });
    domain.advance(MINUTE);
    for (const one of [bob, carl]) {
      one.takeFrames();
      expect(moderate(one, "take", one === bob ? "bob" : "carl").at(-1)).toMatchObject({ code: "not_allowed" });
    }
    expect(moderate(anna, "take", "anna").some(({ action }) => action === "take")).toBe(true);
    expect([room.state.ownerId, room.roleOf("owner")]).toEqual(["anna", "member"]);
    anna.disconnect();
    domain.advance(DAY + MINUTE);
    carl.takeFrames();
    expect(moderate(carl, "take", "carl").at(-1)).toMatchObject({ code: "not_allowed" });
    expect(moderate(bob, "take", "bob").some(({ action }) => action === "take")).toBe(true);
    expect(room.state.ownerId).toBe("bob");
  });

  test("G9: an owner who comes by within the day keeps the room", async () => {
    const { domain, room, olga, bob } = await kept();
    olga.disconnect();
    domain.advance(DAY - MINUTE);
    const back = await domain.join(room, "owner");
    domain.advance(3 * DAY);
    expect(moderate(bob, "take", "bob").at(-1)).toMatchObject({ code: "not_allowed" });
    back.disconnect();
    domain.advance(DAY - MINUTE);
    expect(moderate(bob, "take", "bob").at(-1)).toMatchObject({ code: "not_allowed" });
    expect(room.state.ownerId).toBe("owner");
  });

  test("G4: when a room is closed to newcomers, those present may come again", async () => {
    const { domain, room, olga, bob } = await kept();
    olga.send({ type: "change", entry: "members" });
    expect([...room.state.list]).toEqual(["bob"]);
    bob.disconnect();
    domain.advance(MINUTE);
    expect(domain.rooms.find(room.founding.code, { member: { id: "bob", name: "Bob", avatar: null } })).toBe(room);
    expect(domain.rooms.find(room.founding.code)).toMatchObject({ code: "not_found" });
    const client = domain.connect(room);
    client.send({ type: "join", token: fakeToken("stranger") });
    expect([codes(client), client.socket.closedWith]).toEqual([["not_found"], 4004]);
  });
});
