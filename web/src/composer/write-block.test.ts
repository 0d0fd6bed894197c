import { expect, test } from "bun:test";
import type { RoomEvent } from "#protocol/frames";
import { ME, ROOM } from "../testing/fakes.ts";
import { findWriteBlock } from "./write-block.ts";

const NOW = Date.parse("2026-11-20T08:00:00.000Z");
const until = "2026-11-20T08:10:00.000Z";
const mute = (fields: Partial<RoomEvent> = {}): RoomEvent => ({
  ...{ type: "room", id: "e1-1", seq: 1, timestamp: "2026-11-20T08:00:00.000Z", roomId: "k7pq2mfx" },
  ...{ user: "Ada", userId: "ada", message: "", room: {}, action: "mute", target: { id: ME.id, name: ME.name }, until },
  ...fields,
});

const none = () => undefined;

test("G16: in a read-only room, only the owner and the admins may write", () => {
  const readOnly = { ...ROOM, writers: "moderators" } as const;
  expect(findWriteBlock(readOnly, ME, none, NOW)).toEqual({ is: "hosts only" });
  for (const role of ["owner", "admin"] as const)
    expect(findWriteBlock(readOnly, { ...ME, role }, none, NOW)).toBeUndefined();
  expect(findWriteBlock(ROOM, ME, none, NOW)).toBeUndefined();
  expect(findWriteBlock(undefined, undefined, none, NOW)).toBeUndefined();
});

test("G17: a mute comes with its event, unless history has it no more, and is over at its time", () => {
  const muted = { ...ME, mutedUntil: until };
  const earlier = mute({ until: "2026-11-20T09:00:00.000Z" });
  expect(findWriteBlock(ROOM, muted, () => mute(), NOW)).toEqual({ is: "muted", until, by: mute() });
  expect(findWriteBlock(ROOM, muted, () => earlier, NOW)).toEqual({ is: "muted", until, by: undefined });
  expect(findWriteBlock(ROOM, muted, none, NOW)).toEqual({ is: "muted", until, by: undefined });
  expect(findWriteBlock(ROOM, muted, () => mute(), Date.parse(until))).toBeUndefined();
});
