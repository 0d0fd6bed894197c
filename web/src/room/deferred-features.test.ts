// What is heard beside the talk, live and in a snapshot, and what was said before anybody listened.
import { expect, test } from "bun:test";
import { createRoot, createSignal } from "solid-js";
import type { ChatEvent } from "#protocol/frames";
import { Refused } from "../api/api-error.ts";
import { makeStorage } from "../browser/storage.ts";
import { EMPTY, reduce } from "../sync/room-reducer.ts";
import { chatOf, ME, welcomeOf } from "../testing/fakes.ts";
import { createAside } from "./deferred-features.ts";
import { nextRoomNonce } from "./next-room.ts";

const owner = { ...ME, id: "owner", name: "Owner", role: "owner" } as const;
const toldBy = (seq: number, code: string) => chatOf(seq, { userId: owner.id, nonce: nextRoomNonce(code) });

function aside(said: readonly ChatEvent[]) {
  const [state] = createSignal(reduce(EMPTY, welcomeOf(said, { members: [ME, owner] })));
  const called: string[] = [];
  const created = createRoot(() =>
    createAside({
      state,
      key: "k7pq2mfx",
      kept: makeStorage(() => undefined, ""),
      tab: makeStorage(() => undefined, ""),
      isSeen: () => false,
      after: () => () => {},
      serverNow: () => 0,
      tell: (messages) => called.push(...messages.map(({ message }) => message)),
      makeRoom: async () => new Refused("internal", "No."),
      send: () => {},
    }),
  );
  return { ...created, called };
}

test("R1: the next room is known from what was said before its code was there, and from what comes", () => {
  const { nextRoom, hear } = aside([chatOf(1), toldBy(2, "second")]);
  expect(nextRoom.code()).toBe("second");
  hear([toldBy(3, "third")], true);
  expect(nextRoom.code()).toBe("third");
});

test("P5: what is new calls; a snapshot is something to read", () => {
  const { telling, hear, called } = aside([chatOf(1)]);
  telling.choose({ of: "all" });
  hear([chatOf(2)], false);
  expect(called).toEqual([]);
  hear([chatOf(3), chatOf(4)], true);
  expect(called).toEqual(["m3", "m4"]);
});
