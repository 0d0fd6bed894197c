// Tests the options of the next room, and whose announcement of it counts.
import { expect, test } from "bun:test";
import { createSignal } from "solid-js";
import type { PresentMember } from "#protocol/frames";
import { NONCE_PATTERN } from "#protocol/limits";
import { ApiError } from "../api/api-error.ts";
import { chatOf, ME, ROOM } from "../testing/fakes.ts";
import { createNextRoom, findNextRoomCode, nextRoomNonce, optionsLike } from "./next-room.ts";

const owner = { ...ME, role: "owner" } as const;
const told = (seq: number, code: string, fields = {}) =>
  chatOf(seq, { userId: owner.id, nonce: nextRoomNonce(code), ...fields });

test("R1, G16: the next room is created with the options of the room before", () => {
  expect(optionsLike(ROOM)).toEqual({ ttlMinutes: 1440 });
  const limits = { idleMinutes: 5, maxMembers: 9, writers: "moderators", pinners: "everyone" } as const;
  const special = { title: "Boat", visibility: "public", anyoneCanEnd: true, ...limits } as const;
  expect(optionsLike({ ...ROOM, ...special })).toEqual({ ttlMinutes: 1440, ...special });
});

test("W6: the announcing nonce is valid, however long the code is", () => {
  expect(nextRoomNonce("a".repeat(32))).toMatch(new RegExp(NONCE_PATTERN));
});

test("R1: only the owner's newest announcement that is not deleted counts", () => {
  const log = [told(1, "first"), told(2, "second-room"), told(3, "forged", { userId: "mira" }), chatOf(4)];
  expect(findNextRoomCode(log, [owner])).toBe("second-room");
  expect(findNextRoomCode(log, [ME])).toBeUndefined();
  expect(findNextRoomCode([...log, told(5, "gone", { deleted: true })], [owner])).toBe("second-room");
  expect(findNextRoomCode([told(1, "")], [owner])).toBeUndefined();
});

test("R1: the next room is created with the same options, announced here, and still known after its owner has left", async () => {
  const [members, setMembers] = createSignal<readonly PresentMember[]>([owner]);
  const answers = [new ApiError("slow_down", "Wait."), { room: { ...ROOM, code: "then" }, url: "http://host/then" }];
  const said: string[] = [];
  const next = createNextRoom({
    room: () => ROOM,
    members,
    makeRoom: async () => answers.shift() ?? new ApiError("internal", "No more."),
    send(message, nonce) {
      said.push(message);
      next.readEvents([chatOf(1, { userId: owner.id, message, nonce })]);
    },
  });
  expect((await next.create(String))?.code).toBe("slow_down");
  expect(next.code()).toBeUndefined();
  expect(await next.create((link) => `On to ${link}`)).toBeUndefined();
  expect(said).toEqual(["On to http://localhost/k7pq-2mfx"]);
  expect(next.code()).toBe("then");
  setMembers([]);
  next.readEvents([chatOf(2)]);
  expect(next.code()).toBe("then");
});
