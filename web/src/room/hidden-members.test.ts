import { describe, expect, test } from "bun:test";
import { createRoot } from "solid-js";
import type { ChatEvent } from "#protocol/frames";
import { createStorage } from "../browser/storage.ts";
import { toEventList } from "../sync/event-list.ts";
import { createHiddenMembers } from "./hidden-members.ts";
import { createNotificationRules } from "./notification-rules.ts";
import { countUnread, firstUnread } from "./unread-count.ts";

const chat = (seq: number, userId: string): ChatEvent => ({
  type: "chat",
  id: `e-${seq}`,
  roomId: "abcd-efgh",
  seq,
  user: userId,
  avatar: null,
  userId,
  message: "@Ada hello",
  timestamp: "2026-01-01T00:00:00.000Z",
});

const newStore = () => {
  const target = new EventTarget();
  globalThis.addEventListener ??= target.addEventListener.bind(target);
  globalThis.removeEventListener ??= target.removeEventListener.bind(target);
  return createStorage(() => undefined, "");
};

describe("hidden members", () => {
  test("G19: are kept for the room, and hide each of their messages until one is uncovered", () =>
    createRoot((dispose) => {
      const store = newStore();
      const hidden = createHiddenMembers(store, "hidden:a");
      expect(hidden.covers(chat(1, "bo"))).toBe(false);
      hidden.set("bo", true);
      expect([1, 2].map((seq) => hidden.covers(chat(seq, "bo")))).toEqual([true, true]);
      expect(hidden.covers(chat(3, "cy"))).toBe(false);
      hidden.uncover("e-1");
      expect([1, 2].map((seq) => hidden.covers(chat(seq, "bo")))).toEqual([false, true]);
      expect(createHiddenMembers(store, "hidden:a").has("bo")).toBe(true);
      expect(createHiddenMembers(store, "hidden:b").has("bo")).toBe(false);
      hidden.set("bo", false);
      expect(hidden.covers(chat(2, "bo"))).toBe(false);
      expect(store.keys()).toEqual([]);
      dispose();
    }));

  test("G19: are neither unread nor notified of", () => {
    const isHidden = (id: string) => id === "bo";
    const log = toEventList([chat(1, "bo"), chat(2, "cy"), chat(3, "bo")]);
    expect(countUnread(log, 0, "ada", isHidden)).toBe(1);
    expect(firstUnread(log, 0, "ada", isHidden)?.seq).toBe(2);
    const told: number[] = [];
    const rules = createNotificationRules({
      you: () => ({ id: "ada", name: "Ada", avatar: null }),
      isPageVisible: () => false,
      authorOf: () => undefined,
      isHidden,
      browserStore: newStore(),
      storageKey: "tell",
      notify: (messages) => told.push(...messages.map(({ seq }) => seq)),
    });
    rules.update({ of: "all" });
    rules.readEvents([chat(1, "bo"), chat(2, "cy"), chat(3, "bo")]);
    expect(told).toEqual([2]);
  });
});
