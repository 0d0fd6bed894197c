// Tests the features that are loaded late, with live events, a snapshot, and events from before they were loaded.
import { expect, test } from "bun:test";
import { createRoot, createSignal } from "solid-js";
import type { ChatEvent } from "#protocol/frames";
import { ApiError } from "../api/api-error.ts";
import { createStorage } from "../browser/storage.ts";
import { EMPTY_STATE, reduce } from "../sync/room-reducer.ts";
import { chatOf, ME, welcomeOf } from "../testing/fakes.ts";
import { createDeferredFeatures } from "./deferred-features.ts";
import { nextRoomNonce } from "./next-room.ts";

const owner = { ...ME, id: "owner", name: "Owner", role: "owner" } as const;
const announcement = (seq: number, code: string) => chatOf(seq, { userId: owner.id, nonce: nextRoomNonce(code) });

function features(said: readonly ChatEvent[]) {
  const [state] = createSignal(reduce(EMPTY_STATE, welcomeOf(said, { members: [ME, owner] })));
  const notified: string[] = [];
  const created = createRoot(() =>
    createDeferredFeatures({
      state,
      storageKey: "k7pq2mfx",
      browserStore: createStorage(() => undefined, ""),
      isPageVisible: () => false,
      after: () => () => {},
      serverNow: () => 0,
      notify: (messages) => notified.push(...messages.map(({ message }) => message)),
      makeRoom: async () => new ApiError("internal", "No."),
      send: () => {},
    }),
  );
  return { ...created, notified };
}

test("R1: the next room is found in events from before the code was loaded, and in new ones", () => {
  const { nextRoom, readEvents } = features([chatOf(1), announcement(2, "second")]);
  expect(nextRoom.code()).toBe("second");
  readEvents([announcement(3, "third")], true);
  expect(nextRoom.code()).toBe("third");
});

test("P5: new messages notify, those of a snapshot don't", () => {
  const { notificationRules, readEvents, notified } = features([chatOf(1)]);
  notificationRules.update({ of: "all" });
  readEvents([chatOf(2)], false);
  expect(notified).toEqual([]);
  readEvents([chatOf(3), chatOf(4)], true);
  expect(notified).toEqual(["m3", "m4"]);
});
