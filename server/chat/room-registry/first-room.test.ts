import { describe, expect, test } from "bun:test";
import { Refusal } from "#protocol/error-codes";
import type { RoomRequest } from "#protocol/http";
import { createFakeDomain } from "../../testing/fake-domain.ts";
import { openFirstRoom } from "./first-room.ts";

const TITLE = "Game night";
const HOUR_MS = 3_600_000;

/** Opens the first room as a start does. */
function open({ rooms }: ReturnType<typeof createFakeDomain>, title = TITLE) {
  const opened = openFirstRoom(rooms, title);
  if (opened instanceof Refusal || opened instanceof Promise) throw new Error("no room was opened");
  return { ownerKey: undefined, ...opened };
}

describe("the first room", () => {
  test("R14: is created with the defaults, for whoever has its owner key", () => {
    const domain = createFakeDomain();
    const { room, ownerKey } = open(domain);
    expect(room.view(domain.clock.now)).toMatchObject({
      title: TITLE,
      entry: "open",
      visibility: "unlisted",
      expiresInSeconds: 86_400,
    });
    expect(room.state.ownerId).toBeNull();
    expect(domain.rooms.actorFor(room, undefined, ownerKey).role).toBe("owner");
  });

  test("R14: is used again while it is alive, whatever its owner made of it and wherever else its title is", () => {
    const domain = createFakeDomain();
    domain.create({ title: TITLE, visibility: "public" });
    domain.advance(HOUR_MS);
    const room = firstRoomBeside(domain);
    for (const entry of ["open", "knock", "locked"] as const) {
      room.state = { ...room.state, entry };
      expect(open(domain)).toEqual({ room, ownerKey: undefined });
    }
    expect(domain.rooms.count).toBe(2);
  });

  test("R14: without one, the oldest public room of that title is used", () => {
    const domain = createFakeDomain();
    const older = domain.create({ title: TITLE, visibility: "public" });
    domain.advance(HOUR_MS);
    domain.create({ title: TITLE, visibility: "public" });
    expect(open(domain).room).toBe(older);
  });

  const others: [string, RoomRequest][] = [
    ["an unlisted room of somebody", { title: TITLE }],
    ["a room for its members only", { title: TITLE, entry: "members" }],
    ["a public room of another title", { title: "Game Night", visibility: "public" }],
  ];
  test.each(others)("R14: %s is not used", (_, request) => {
    const domain = createFakeDomain();
    const theirs = domain.create(request);
    expect(open(domain).room).not.toBe(theirs);
    expect(domain.rooms.count).toBe(2);
  });

  test("R14: nor is one that has become members-only or has another title, and one that has ended is made anew", () => {
    const domain = createFakeDomain();
    const { room: first } = open(domain);
    first.state = { ...first.state, entry: "members" };
    const { room: second } = open(domain);
    second.state = { ...second.state, title: "Quiz" };
    const { room: third } = open(domain);
    domain.rooms.end(third, "ended");
    const { room: fourth, ownerKey } = open(domain);
    expect(new Set([first, second, third, fourth]).size).toBe(4);
    expect(ownerKey).toBeString();
    expect(domain.rooms.count).toBe(3);
  });
});

/** Creates the first room although there is a public one of its title, as if that had come later. */
function firstRoomBeside({ rooms }: ReturnType<typeof createFakeDomain>) {
  const created = rooms.create({ title: TITLE }, undefined, undefined, true);
  if (created instanceof Refusal || created instanceof Promise) throw new Error("no room was created");
  return created.room;
}
