import { expect, test } from "bun:test";
import type { RoomEvent } from "#protocol/frames";
import { chatOf, ME, ROOM } from "../testing/fakes.ts";
import { findWriteBlock } from "./write-block.ts";

const NOW = Date.parse("2026-11-20T08:00:00.000Z");
const until = "2026-11-20T08:10:00.000Z";
const mute = (fields: Partial<RoomEvent> = {}): RoomEvent => ({
  ...{ type: "room", id: "e1-1", seq: 1, timestamp: "2026-11-20T08:00:00.000Z", roomId: "k7pq2mfx" },
  ...{ user: "Ada", userId: "ada", message: "", room: {}, action: "mute", target: { id: ME.id, name: ME.name }, until },
  ...fields,
});

test("G16: in a read-only room, only the owner and the admins may write", () => {
  const readOnly = { ...ROOM, writers: "moderators" } as const;
  expect(findWriteBlock(readOnly, ME, [], NOW)).toEqual({ is: "hosts only" });
  for (const role of ["owner", "admin"] as const)
    expect(findWriteBlock(readOnly, { ...ME, role }, [], NOW)).toBeUndefined();
  expect(findWriteBlock(ROOM, ME, [], NOW)).toBeUndefined();
  expect(findWriteBlock(undefined, undefined, [], NOW)).toBeUndefined();
});

test("G17: a mute comes with its event, unless history has it no more, and is over at its time", () => {
  const muted = { ...ME, mutedUntil: until };
  const others = [mute({ target: { id: "bo", name: "Bo" } }), mute({ until: "2026-11-20T09:00:00.000Z" }), chatOf(3)];
  expect(findWriteBlock(ROOM, muted, [mute(), ...others], NOW)).toEqual({ is: "muted", until, by: mute() });
  expect(findWriteBlock(ROOM, muted, others, NOW)).toEqual({ is: "muted", until, by: undefined });
  expect(findWriteBlock(ROOM, muted, [mute()], Date.parse(until))).toBeUndefined();
});
