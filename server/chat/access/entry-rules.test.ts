// Coming into rooms that aren't open, over the socket.
import { describe, expect, test } from "bun:test";
import type { RoomRequest } from "#protocol/http";
import { KNOCK_TRIES, KNOCK_TRY_EVERY_MS, KNOCKS } from "#protocol/limits";
import { type Client, createDomain, settled, tokenOf } from "../../testing/fake-domain.ts";
import type { Room } from "../room-model/room.ts";
import { stateWith } from "../room-model/room-state.ts";

type Domain = ReturnType<typeof createDomain>;

const codes = (client: Client) => client.take().map(({ type, code }) => code ?? type);

async function made(domain: Domain, request: RoomRequest, ownerId = "owner"): Promise<Room> {
  const outcome = await domain.rooms.create(request, { id: ownerId, name: "Olga", avatar: null });
  if (!("room" in outcome)) throw new Error(outcome.message);
  return outcome.room;
}

/** Joins with what it brings, and waits for what that takes. */
async function knockAt(domain: Domain, room: Room, id: string, bringing: object = {}): Promise<Client> {
  const client = domain.connect(room);
  client.say({ type: "join", token: tokenOf(id), ...bringing });
  await settled();
  return client;
}

describe("by password", () => {
  const withPassword = async (limits = false) => {
    const domain = createDomain({ limits });
    return { domain, room: await made(domain, { password: "secret" }) };
  };

  test("G4, W9: without it, with a wrong one, then with the right one, on one socket", async () => {
    const { domain, room } = await withPassword();
    expect(room.view(0).entry).toBe("password");
    const ann = await knockAt(domain, room, "ann");
    expect(codes(ann)).toEqual(["password_needed"]);
    ann.say({ type: "chat", message: "hello?" });
    ann.say({ type: "join", token: tokenOf("ann"), password: "wrong" });
    await settled();
    expect(codes(ann)).toEqual(["not_joined", "wrong_password"]);
    expect(room.roster.size).toBe(0);
    ann.say({ type: "join", token: tokenOf("ann"), password: "secret" });
    await settled();
    expect(codes(ann)).toEqual(["welcome"]);
  });

  test("G4: whoever came in comes again without it, and so does the owner", async () => {
    const { domain, room } = await withPassword();
    (await knockAt(domain, room, "ann", { password: "secret" })).drop();
    domain.advance(60_000);
    expect(room.roster.size).toBe(0);
    expect(codes(await knockAt(domain, room, "ann"))).toEqual(["welcome"]);
    expect(codes(await knockAt(domain, room, "owner"))).toEqual(["welcome"]);
  });

  test("W7: frames while the password is looked at change nothing, and a socket that closed stays out", async () => {
    const { domain, room } = await withPassword();
    const ann = domain.connect(room);
    ann.say({ type: "join", token: tokenOf("ann"), password: "secret" });
    ann.say({ type: "join", token: tokenOf("ann"), password: "secret" });
    ann.say({ type: "chat", message: "early" });
    expect(codes(ann)).toEqual(["malformed", "not_joined"]);
    ann.drop();
    await settled();
    expect([room.roster.size, domain.rooms.waiting.size]).toEqual([0, 0]);
  });

  test("G4: who is banned, or finds the room locked, while the password is looked at stays out", async () => {
    for (const change of [{ bans: new Map([["ann", { name: "Ann", at: 0 }]]) }, { entry: "locked" as const }]) {
      const { domain, room } = await withPassword();
      const ann = domain.connect(room);
      ann.say({ type: "join", token: tokenOf("ann"), password: "secret" });
      room.state = stateWith({ ...room.state, ...change });
      await settled();
      expect([room.roster.size, ann.socket.closedWith]).toEqual([0, 4003]);
    }
  });

  test("G10: tries are limited for a member and for the room, and given back with time", async () => {
    const { domain, room } = await withPassword(true);
    const tries = async (id: string) => codes(await knockAt(domain, room, id, { password: "wrong" }))[0];
    for (let n = 0; n < 10; n++) expect(await tries("eve")).toBe("wrong_password");
    expect(await tries("eve")).toBe("slow_down");
    expect(codes(await knockAt(domain, room, "ann", { password: "secret" }))).toEqual(["welcome"]);
    domain.advance(6_000);
    expect(await tries("eve")).toBe("wrong_password");
    for (let n = 0; n < 200; n++) await tries(`eve${n}`);
    expect(await tries("adam")).toBe("slow_down");
    expect(codes(await knockAt(domain, room, "ann"))).toEqual(["welcome"]);
  });

  test("W9: one who never gives it is closed after two minutes", async () => {
    const { domain, room } = await withPassword();
    const ann = await knockAt(domain, room, "ann");
    domain.advance(119_000);
    expect(ann.socket.closedWith).toBeUndefined();
    domain.advance(2_000);
    expect(ann.socket.closedWith).toBe(4008);
  });
});

describe("by knocking", () => {
  const withKnock = async () => {
    const domain = createDomain();
    const room = await made(domain, { entry: "knock" });
    const owner = await domain.join(room, "owner", { name: "Olga" });
    owner.take();
    return { domain, room, owner };
  };

  test("G7: one waits, who may let them in is told and nobody else, and admitted they are welcomed", async () => {
    const { domain, room, owner } = await withKnock();
    const ann = await knockAt(domain, room, "ann", { name: "Ann" });
    expect(ann.take()).toEqual([{ type: "waiting", message: "Waiting to be let in." }]);
    expect(owner.take()).toEqual([{ type: "knock", user: "Ann", userId: "ann", avatar: null }]);
    domain.advance(60_000);
    expect(ann.socket.closedWith).toBeUndefined();
    owner.say({ type: "moderate", action: "admit", userId: "ann", nonce: "n" });
    const told = owner.take();
    expect(told.map(({ type }) => type)).toEqual(["room", "knock_gone", "user_joined"]);
    expect(told[0]).toMatchObject({
      action: "admit",
      target: { id: "ann", name: "Ann" },
      nonce: "n",
      seq: 1,
      room: {},
    });
    expect(ann.take()).toMatchObject([{ type: "welcome", events: [{ action: "admit" }] }]);
    const bob = await knockAt(domain, room, "bob");
    expect([bob.take()[0].type, owner.take()[0].type, ann.take()]).toEqual(["waiting", "knock", []]);
  });

  test("G7: once admitted, a member comes again without knocking; denied, they are closed and may knock again", async () => {
    const { domain, room, owner } = await withKnock();
    const ann = await knockAt(domain, room, "ann");
    owner.say({ type: "moderate", action: "deny", userId: "ann" });
    expect(ann.take().at(-1)).toMatchObject({ type: "refused", code: "not_allowed" });
    expect(ann.socket.closedWith).toBe(4003);
    expect(owner.take().map(({ type }) => type)).toEqual(["knock", "knock_gone"]);
    await knockAt(domain, room, "ann");
    owner.say({ type: "moderate", action: "admit", userId: "ann" });
    domain.rooms.presence.remove(room, room.roster.get("ann") as never, (session) => session.left());
    expect(codes(await knockAt(domain, room, "ann"))).toEqual(["welcome"]);
  });

  test("G7: who goes is gone from the door, whichever of their sockets was last", async () => {
    const { domain, room, owner } = await withKnock();
    const [first, second] = [await knockAt(domain, room, "ann"), await knockAt(domain, room, "ann")];
    first.drop();
    expect(codes(owner)).toEqual(["knock"]);
    second.drop();
    expect(owner.take()).toEqual([{ type: "knock_gone", userId: "ann" }]);
    expect(domain.rooms.knocks.list(room)).toEqual([]);
    owner.say({ type: "moderate", action: "deny", userId: "ann" });
    expect(codes(owner)).toEqual(["not_found"]);
  });

  test("G7: keepers who come later, or become keepers, are told who waits", async () => {
    const { domain, room, owner } = await withKnock();
    room.state = { ...room.state, list: new Set(["carl"]) };
    const carl = await domain.join(room, "carl");
    expect(carl.take()[0].knocks).toBeUndefined();
    await knockAt(domain, room, "ann");
    owner.say({ type: "moderate", action: "promote", userId: "carl" });
    expect(carl.take().filter(({ type }) => type === "knock")).toHaveLength(1);
    const again = await domain.join(room, "owner", { tab: "2" });
    expect(again.take()[0].knocks).toEqual([{ user: "ann", userId: "ann", avatar: null }]);
  });

  test("G7: when the entry becomes another, who waits is let in, asked, or refused", async () => {
    const outcomes: [entry: object, code: string, closed: number | undefined][] = [
      [{ entry: "open" }, "welcome", undefined],
      [{ password: "secret" }, "password_needed", undefined],
      [{ entry: "locked" }, "locked", 4003],
      [{ entry: "members" }, "not_found", 4004],
    ];
    for (const [change, code, closed] of outcomes) {
      const { domain, room, owner } = await withKnock();
      const ann = await knockAt(domain, room, "ann");
      owner.say({ type: "change", ...change });
      await settled();
      expect([codes(ann).at(-1), ann.socket.closedWith]).toEqual([code, closed]);
      expect(domain.rooms.knocks.list(room)).toEqual([]);
      if (closed !== undefined) continue;
      ann.say({ type: "join", token: tokenOf("ann"), password: "secret" });
      await settled();
      expect(room.roster.get("ann")).toBeDefined();
    }
  });

  test("G7: who knocks and goes again and again is told of so often", async () => {
    const domain = createDomain({ limits: true });
    const room = await made(domain, { entry: "knock" });
    const owner = await domain.join(room, "owner");
    const knock = async () => {
      const ann = await knockAt(domain, room, "ann");
      const [code] = codes(ann);
      ann.drop();
      return code;
    };
    owner.take();
    for (let n = 0; n < KNOCK_TRIES; n++) expect(await knock()).toBe("waiting");
    expect(await knock()).toBe("slow_down");
    expect(codes(owner)).toHaveLength(2 * KNOCK_TRIES);
    domain.advance(KNOCK_TRY_EVERY_MS);
    expect([await knock(), await knock()]).toEqual(["waiting", "slow_down"]);
  });

  test("G7: a room takes so many knocks, and its end ends them", async () => {
    const { domain, room } = await withKnock();
    const waiting: Client[] = [];
    for (let n = 0; n < KNOCKS; n++) waiting.push(await knockAt(domain, room, `a${n}`));
    expect(codes(await knockAt(domain, room, "late"))).toEqual(["slow_down"]);
    domain.rooms.end(room, "ended");
    expect(waiting.map((client) => client.socket.closedWith)).toEqual(Array(KNOCKS).fill(4001));
    expect(domain.rooms.waiting.size).toBe(0);
  });
});

test("G4: of a locked room nobody new, but who was present comes again", async () => {
  const domain = createDomain();
  const room = domain.create();
  const owner = await domain.join(room, "owner");
  const ann = await domain.join(room, "ann");
  owner.say({ type: "change", entry: "locked" });
  ann.drop();
  domain.advance(60_000);
  expect(codes(await knockAt(domain, room, "ann"))).toEqual(["welcome"]);
  const bob = await knockAt(domain, room, "bob");
  expect([codes(bob), bob.socket.closedWith]).toEqual([["locked"], 4003]);
});

test("G6: where it is wanted, a ban holds for where somebody was, for a day or two, and not for who belongs", async () => {
  const domain = createDomain();
  const room = domain.create({ ttlMinutes: 10 * 24 * 60 });
  const owner = await domain.join(room, "owner");
  const from = async (id: string, place: string) => {
    const client = domain.connect(room);
    domain.rooms.places.note(client.session, place);
    client.say({ type: "join", token: tokenOf(id) });
    await settled();
    return client;
  };
  await from("eve", "digest of an address");
  owner.say({ type: "moderate", action: "ban", userId: "eve" });
  expect(JSON.stringify([...room.state.bans])).not.toContain("digest of an address");
  expect(codes(await from("adam", "digest of an address"))).toEqual(["banned"]);
  expect(codes(await from("ann", "another"))).toEqual(["welcome"]);
  expect(codes(await from("owner", "digest of an address"))).toEqual(["welcome"]);
  domain.advance(3 * 86_400_000);
  expect(codes(await from("adam", "digest of an address"))).toEqual(["welcome"]);
});

test("G4: guests who put themselves on an open room's list leave room for those who are let in", async () => {
  const domain = createDomain();
  const room = domain.create();
  const owner = await domain.join(room, "owner");
  for (let n = 0; n < 600; n++) domain.rooms.door.list(room, `guest${n}`);
  expect(room.state.list.size).toBe(500);
  owner.say({ type: "change", entry: "knock" });
  await knockAt(domain, room, "ann");
  owner.say({ type: "moderate", action: "admit", userId: "ann" });
  expect(room.state.list.has("ann")).toBe(true);
  for (let n = 0; n < 600; n++) domain.rooms.door.list(room, `late${n}`);
  expect(room.state.list.size).toBe(1000);
  owner.take();
  owner.say({ type: "moderate", action: "admit", userId: "too-late" });
  expect(codes(owner)).toEqual(["room_full"]);
});
