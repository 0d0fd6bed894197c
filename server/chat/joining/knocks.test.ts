import { describe, expect, test } from "bun:test";
import type { RoomRequest } from "#protocol/http";
import { KNOCK_BURST, KNOCK_INTERVAL_MS, MAX_KNOCKS } from "#protocol/limits";
import { createFakeDomain, type FakeClient, fakeToken, flushPromises } from "../../testing/fake-domain.ts";
import type { Room } from "../room-model/room.ts";

type Domain = ReturnType<typeof createFakeDomain>;

const codes = (client: FakeClient) => client.takeFrames().map(({ type, code }) => code ?? type);

/** Creates a room of Olga's. */
async function createRoom(domain: Domain, request: RoomRequest): Promise<Room> {
  const outcome = await domain.rooms.create(request, { id: "owner", name: "Olga", avatar: null });
  if (!("room" in outcome)) throw new Error(outcome.message);
  return outcome.room;
}

describe("by knocking", () => {
  const withKnock = async () => {
    const domain = createFakeDomain();
    const room = await createRoom(domain, { entry: "knock" });
    const owner = await domain.join(room, "owner", { name: "Olga" });
    owner.takeFrames();
    return { domain, room, owner };
  };

  test("G7: a newcomer waits, only those who may let them in are told, and once admitted they are welcomed", async () => {
    const { domain, room, owner } = await withKnock();
    const ann = await domain.join(room, "ann", { name: "Ann" });
    expect(ann.takeFrames()).toEqual([{ type: "waiting", message: "Waiting to be let in." }]);
    expect(owner.takeFrames()).toEqual([{ type: "knock", user: "Ann", userId: "ann", avatar: null }]);
    domain.advance(60_000);
    expect(ann.socket.closedWith).toBeUndefined();
    owner.send({ type: "moderate", action: "admit", userId: "ann", nonce: "n" });
    const frames = owner.takeFrames();
    expect(frames.map(({ type }) => type)).toEqual(["room", "knock_gone", "user_joined"]);
    expect(frames[0]).toMatchObject({
      action: "admit",
      target: { id: "ann", name: "Ann" },
      nonce: "n",
      seq: 1,
      room: {},
    });
    expect(ann.takeFrames()).toMatchObject([{ type: "welcome", events: [{ action: "admit" }] }]);
    const bob = await domain.join(room, "bob");
    expect([bob.takeFrames()[0].type, owner.takeFrames()[0].type, ann.takeFrames()]).toEqual(["waiting", "knock", []]);
  });

  test("G7: once admitted, a member comes again without knocking; denied, they are closed and may knock again", async () => {
    const { domain, room, owner } = await withKnock();
    const ann = await domain.join(room, "ann");
    owner.send({ type: "moderate", action: "deny", userId: "ann" });
    expect(ann.takeFrames().at(-1)).toMatchObject({ type: "refused", code: "not_allowed" });
    expect(ann.socket.closedWith).toBe(4003);
    expect(owner.takeFrames().map(({ type }) => type)).toEqual(["knock", "knock_gone"]);
    await domain.join(room, "ann");
    owner.send({ type: "moderate", action: "admit", userId: "ann" });
    domain.rooms.presence.remove(room, room.roster.get("ann") as never, (session) => session.closeLeft());
    expect(codes(await domain.join(room, "ann"))).toEqual(["welcome"]);
  });

  test("G7: a knock is gone once the last of its sockets has closed, whichever that is", async () => {
    const { domain, room, owner } = await withKnock();
    const [first, second] = [await domain.join(room, "ann"), await domain.join(room, "ann")];
    first.disconnect();
    expect(codes(owner)).toEqual(["knock"]);
    second.disconnect();
    expect(owner.takeFrames()).toEqual([{ type: "knock_gone", userId: "ann" }]);
    expect(domain.rooms.knocks.list(room)).toEqual([]);
    owner.send({ type: "moderate", action: "deny", userId: "ann" });
    expect(codes(owner)).toEqual(["not_found"]);
  });

  test("G7: moderators who come later, and members who become moderators, are told who waits", async () => {
    const { domain, room, owner } = await withKnock();
    room.state = { ...room.state, list: new Set(["carl"]) };
    const carl = await domain.join(room, "carl");
    expect(carl.takeFrames()[0].knocks).toBeUndefined();
    await domain.join(room, "ann");
    owner.send({ type: "moderate", action: "promote", userId: "carl" });
    expect(carl.takeFrames().filter(({ type }) => type === "knock")).toHaveLength(1);
    const again = await domain.join(room, "owner", { tab: "2" });
    expect(again.takeFrames()[0].knocks).toEqual([{ user: "ann", userId: "ann", avatar: null }]);
  });

  test("G7: when the entry changes, those who wait are let in, asked for a password, or refused", async () => {
    const outcomes: [entry: object, code: string, closed: number | undefined][] = [
      [{ entry: "open" }, "welcome", undefined],
      [{ password: "secret" }, "password_needed", undefined],
      [{ entry: "locked" }, "locked", 4003],
      [{ entry: "members" }, "not_found", 4004],
    ];
    for (const [change, code, closed] of outcomes) {
      const { domain, room, owner } = await withKnock();
      const ann = await domain.join(room, "ann");
      owner.send({ type: "change", ...change });
      await flushPromises();
      expect([codes(ann).at(-1), ann.socket.closedWith]).toEqual([code, closed]);
      expect(domain.rooms.knocks.list(room)).toEqual([]);
      if (closed !== undefined) continue;
      ann.send({ type: "join", token: fakeToken("ann"), password: "secret" });
      await flushPromises();
      expect(room.roster.get("ann")).toBeDefined();
    }
  });

  test("G7: somebody who knocks and goes again and again is announced a limited number of times", async () => {
    const domain = createFakeDomain({ limits: true });
    const room = await createRoom(domain, { entry: "knock" });
    const owner = await domain.join(room, "owner");
    const knock = async () => {
      const ann = await domain.join(room, "ann");
      const [code] = codes(ann);
      ann.disconnect();
      return code;
    };
    owner.takeFrames();
    for (let n = 0; n < KNOCK_BURST; n++) expect(await knock()).toBe("waiting");
    expect(await knock()).toBe("slow_down");
    expect(codes(owner)).toHaveLength(2 * KNOCK_BURST);
    domain.advance(KNOCK_INTERVAL_MS);
    expect([await knock(), await knock()]).toEqual(["waiting", "slow_down"]);
  });

  test("G7: a room takes a limited number of knocks, and its end closes those who wait", async () => {
    const { domain, room } = await withKnock();
    const waiting: FakeClient[] = [];
    for (let n = 0; n < MAX_KNOCKS; n++) waiting.push(await domain.join(room, `a${n}`));
    expect(codes(await domain.join(room, "late"))).toEqual(["slow_down"]);
    domain.rooms.end(room, "ended");
    expect(waiting.map((client) => client.socket.closedWith)).toEqual(Array(MAX_KNOCKS).fill(4001));
    expect([...room.unjoined]).toEqual([]);
  });
});
