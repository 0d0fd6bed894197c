// How long a kicked member is kept out, and what lets them in sooner, over the socket.
import { describe, expect, test } from "bun:test";
import { KICK_MS, MAX_KICKS } from "#protocol/limits";
import { createFakeDomain, type FakeClient } from "../../testing/fake-domain.ts";
import { decodeState, encodeState } from "../room-model/room-state.ts";
import { addInvite } from "./invites.ts";

const MINUTE = 60_000;

async function withBob(request: Parameters<ReturnType<typeof createFakeDomain>["create"]>[0] = {}) {
  const domain = createFakeDomain();
  const room = domain.create(request);
  const olga = await domain.join(room, "owner", { name: "Olga" });
  const moderate = (action: string, userId = "bob", by = olga) => by.send({ type: "moderate", action, userId });
  moderate("admit");
  await domain.join(room, "bob", { name: "Bob" });
  const invite = (secret: string) =>
    domain.rooms.commandPipeline.changeState(room, (state) =>
      addInvite(state, { uses: 5 }, { id: secret, digest: domain.ports.digest(secret) }, domain.clock.now),
    );
  const answerTo = async (id: string, more: object = {}) => (await domain.join(room, id, more)).takeFrames().at(-1);
  olga.takeFrames();
  return { domain, room, olga, moderate, invite, answerTo };
}

const typesOf = (client: FakeClient) => client.takeFrames().map(({ type }) => type);

describe("a kicked member", () => {
  test("G15: is kept out for five minutes, is told how long, and comes back as they were", async () => {
    for (const entry of ["open", "knock", "locked", "members"] as const) {
      const { domain, room, olga, moderate } = await withBob({ entry });
      moderate("kick");
      const until = new Date(domain.clock.now + KICK_MS).toISOString();
      expect(olga.takeFrames()[0]).toMatchObject({ action: "kick", until });
      domain.advance(MINUTE);
      const early = await domain.join(room, "bob");
      expect(early.takeFrames()).toMatchObject([{ type: "refused", code: "kicked", retryAfterMs: 4 * MINUTE }]);
      expect(early.socket.closedWith).toBe(4003);
      domain.advance(4 * MINUTE);
      expect(typesOf(await domain.join(room, "bob"))).toEqual(["welcome"]);
    }
  });

  test("G15: is told at once how long they are kept out", async () => {
    const { domain, room, moderate } = await withBob();
    const phone = await domain.join(room, "bob", { tab: "phone" });
    moderate("kick");
    expect(phone.takeFrames().at(-1)).toMatchObject({ code: "kicked", retryAfterMs: KICK_MS });
  });

  test("G15: an admin who is kicked has no rights in the room, and has them again afterwards", async () => {
    const { domain, room, moderate } = await withBob();
    const carl = await domain.join(room, "carl");
    moderate("promote");
    moderate("kick");
    const asBob = () => domain.rooms.actorFor(room, { id: "bob", name: "Bob", avatar: null });
    expect(asBob().role).toBe("member");
    for (const command of [
      { type: "moderate", action: "admit", userId: "bob" },
      { type: "moderate", action: "kick", userId: "carl" },
      { type: "change", title: "Mine" },
    ] as const) {
      expect(await domain.rooms.commandPipeline.submit(room, asBob(), command)).toMatchObject({ code: "not_allowed" });
    }
    expect(carl.socket.closedWith).toBeUndefined();
    domain.advance(KICK_MS);
    expect(asBob().role).toBe("admin");
    expect(typesOf(await domain.join(room, "bob"))).toEqual(["welcome"]);
  });

  test("G15: comes in sooner when they are let in, and nobody is let in twice", async () => {
    const { olga, moderate, answerTo } = await withBob();
    moderate("kick");
    olga.takeFrames();
    moderate("admit");
    expect(olga.takeFrames()).toMatchObject([{ action: "admit", message: "Olga let Bob in" }]);
    expect(await answerTo("bob")).toMatchObject({ type: "welcome" });
    olga.takeFrames();
    moderate("admit");
    expect(olga.takeFrames()).toMatchObject([{ type: "refused", code: "not_found" }]);
  });

  test("G15: comes in sooner by an invite that was created after the kick, and by no older one", async () => {
    const { domain, room, moderate, invite, answerTo } = await withBob();
    invite("old");
    domain.advance(1000);
    moderate("kick");
    domain.advance(1000);
    for (const secret of ["old", "wrong"])
      expect(await answerTo("bob", { invite: secret })).toMatchObject({ code: "kicked" });
    expect(room.state.invites).toMatchObject([{ usesLeft: 5 }]);
    invite("new");
    expect(await answerTo("bob", { invite: "new" })).toMatchObject({ type: "welcome" });
    expect(room.state.invites.map(({ usesLeft }) => usesLeft)).toEqual([5, 4]);
    expect(await answerTo("bob")).toMatchObject({ type: "welcome" });
  });

  test("G15: has their ban lifted without being kept out, and a ban outlasts the five minutes", async () => {
    const { domain, moderate, answerTo } = await withBob();
    moderate("kick");
    moderate("ban");
    domain.advance(KICK_MS);
    expect(await answerTo("bob")).toMatchObject({ code: "banned" });
    moderate("unban");
    expect(await answerTo("bob")).toMatchObject({ type: "welcome" });
  });
});

test("G15, J2: who is kept out is saved with the room, and a state of an older server has nobody", async () => {
  const { domain, room, moderate } = await withBob();
  expect(encodeState(room.state)).not.toContain("kicks");
  moderate("kick");
  const { state } = decodeState(encodeState(room.state));
  expect([...state.kicks]).toEqual([["bob", { name: "Bob", until: domain.clock.now + KICK_MS }]]);
  expect(decodeState('{"title":"Tea"}').state).toMatchObject({ kicks: new Map(), writers: "everyone" });
});

test("G15: a room keeps out a limited number, and forgets those whose time is over", async () => {
  const { domain, room, olga, moderate } = await withBob();
  const until = domain.clock.now + MINUTE;
  const kicks = new Map(Array.from({ length: MAX_KICKS }, (_, n) => [`m${n}`, { name: "M", until }]));
  room.state = { ...room.state, kicks };
  moderate("kick");
  expect(olga.takeFrames()).toMatchObject([{ type: "refused", code: "too_large" }]);
  domain.advance(MINUTE);
  moderate("kick");
  expect([...room.state.kicks.keys()]).toEqual(["bob"]);
});
