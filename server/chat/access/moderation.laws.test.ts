// Random actions by random members: the roles of a room stay consistent, and its encoded state is its state.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { Refusal } from "#protocol/error-codes";
import { ROOM_ACTIONS } from "#protocol/roles";
import { createFakeDomain, fakeToken } from "../../testing/fake-domain.ts";
import { leaveRoom } from "../joining/leave-room.ts";
import type { Room } from "../room-model/room.ts";
import { decodeState, encodeState } from "../room-model/room-state.ts";

const SEED = Number(process.env.SEED ?? 20261123);
const PEOPLE = ["owner", "ann", "bob", "carl", "dora"];
const person = fc.constantFrom(...PEOPLE);
const DAY = 86_400_000;

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("moderate" as const),
      by: person,
      hasKey: fc.boolean(),
      action: fc.constantFrom(...ROOM_ACTIONS),
      userId: person,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("change" as const),
      by: person,
      hasKey: fc.boolean(),
      entry: fc.constantFrom("open" as const, "locked" as const, "members" as const, "knock" as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("join" as const), by: person }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("drop" as const), by: person }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("leave" as const), by: person }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("wait" as const), ms: fc.constantFrom(1_000, 60_000, DAY) }) },
);

/** Returns which invariants the room's state violates. */
function violations({ state, roster }: Room): string[] {
  const { ownerId, admins, list, bans, mutes } = state;
  const violated: string[] = [];
  const check = (holds: boolean, what: string) => holds || violated.push(what);
  check((ownerId === null) === (state.ownerGoneAt !== null), "ownerGoneAt is set exactly while there is no owner");
  if (ownerId !== null) {
    check(!admins.has(ownerId) && !list.has(ownerId), "the owner is neither admin nor on the list");
    check(!bans.has(ownerId) && !mutes.has(ownerId), "the owner is neither banned nor muted");
  }
  for (const id of bans.keys()) {
    check(
      !admins.has(id) && !list.has(id) && !mutes.has(id),
      "a banned member is no admin, not on the list and not muted",
    );
    check(roster.get(id) === undefined, "a banned member is not present");
  }
  check(
    (state.passwordHash !== null) === (state.entry === "password"),
    "there is a password exactly while the entry asks for one",
  );
  return violated;
}

test(`G1, G2, G14: roles stay consistent, and admins act on no admin, whatever happens (seed ${SEED})`, () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const domain = createFakeDomain();
      const made = domain.rooms.create({ ttlMinutes: 30 * 24 * 60 }, { id: "owner", name: "owner", avatar: null });
      if (made instanceof Refusal || made instanceof Promise) throw new Error("no room was made");
      const { room, ownerKey } = made;
      const clients = PEOPLE.map((id) => ({ id, open: [] as ReturnType<typeof domain.connect>[] }));
      const openOf = (id: string) => clients.find((one) => one.id === id)?.open ?? [];
      // The room begins with admins, a mute and a listed member, which random steps would rarely bring about.
      const owner = domain.rooms.actorFor(room, { id: "owner", name: "owner", avatar: null });
      for (const id of PEOPLE) {
        const client = domain.connect(room);
        client.send({ type: "join", token: fakeToken(id) });
        openOf(id).push(client);
      }
      for (const [action, userId] of [
        ["promote", "ann"],
        ["promote", "bob"],
        ["mute", "bob"],
        ["mute", "carl"],
        ["admit", "carl"],
      ] as const) {
        domain.rooms.commandPipeline.submit(room, owner, { type: "moderate", action, userId });
      }
      for (const step of steps) {
        if (room.isEnded) break;
        const before = room.state;
        if (step.kind === "wait") {
          domain.clock.now += step.ms;
          while (!domain.rooms.tick(domain.clock.now));
        } else if (step.kind === "join") {
          const client = domain.connect(room);
          client.send({ type: "join", token: fakeToken(step.by) });
          openOf(step.by).push(client);
        } else if (step.kind === "drop") openOf(step.by).pop()?.disconnect();
        else if (step.kind === "leave") leaveRoom(domain.rooms, room, step.by);
        else {
          const member = { id: step.by, name: step.by, avatar: null };
          const actor = domain.rooms.actorFor(room, member, step.hasKey && step.by === "dora" ? ownerKey : undefined);
          const targetRole = step.kind === "moderate" ? room.roleOf(step.userId) : "member";
          const outcome = domain.rooms.commandPipeline.submit(
            room,
            actor,
            step.kind === "change"
              ? { type: "change", entry: step.entry }
              : { type: "moderate", action: step.action, userId: step.userId },
          );
          if (outcome instanceof Promise) throw new Error("nothing here has to wait");
          if (outcome instanceof Refusal) expect(room.state).toBe(before);
          else if (step.kind === "moderate" && step.action !== "take") {
            expect([actor.role, targetRole]).not.toEqual(["admin", "admin"]);
            expect([actor.role, targetRole]).not.toEqual(["member", targetRole]);
            expect(targetRole).not.toBe("owner");
          }
        }
        expect(violations(room)).toEqual([]);
        const kept = decodeState(encodeState(room.state, room.seen));
        expect(kept.state).toEqual(room.state);
        expect([...(kept.seen ?? [])]).toEqual([...(room.seen ?? [])]);
      }
      expect(domain.faults).toEqual([]);
    }),
    { seed: SEED, numRuns: 1000 },
  );
});

test("G14: a default state is encoded without its empty parts, and shares the empty collections once decoded", () => {
  const domain = createFakeDomain();
  const { state } = domain.create();
  const { state: again, seen } = decodeState(encodeState(state));
  expect([again, seen]).toEqual([state, undefined]);
  for (const shared of ["admins", "list", "bans", "mutes", "invites"] as const)
    expect(again[shared]).toBe(state[shared]);
  expect(encodeState(state)).not.toContain("admins");
});
