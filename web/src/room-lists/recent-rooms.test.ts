import { expect, test } from "bun:test";
import type { KeyValueStore } from "../browser/storage.ts";
import { createRecentRooms } from "./recent-rooms.ts";

function fakeStore(): KeyValueStore & { changeFromOtherTab(key: string, value: string | undefined): void } {
  const values = new Map<string, string>();
  const watchers: ((key: string, value: string | undefined) => void)[] = [];
  return {
    get: (key) => values.get(key),
    set: (key, value) => void values.set(key, value),
    remove: (key) => void values.delete(key),
    keys: () => [...values.keys()],
    watch(changed) {
      watchers.push(changed);
      return () => {};
    },
    changeFromOtherTab: (key, value) => {
      if (value === undefined) values.delete(key);
      else values.set(key, value);
      for (const changed of watchers) changed(key, value);
    },
  };
}

const visited = (code: string, expiresAt = 1000) => ({ code, title: code.toUpperCase(), expiresAt });
const codes = (rooms: readonly { code: string }[]) => rooms.map(({ code }) => code);

test("R6: rooms come newest first, each once however its code was written, and outlive the page", () => {
  const store = fakeStore();
  const recent = createRecentRooms(store, () => 0);
  for (const code of ["k7pq-2mfx", "boat", "K7PQ2MFX"]) recent.add(visited(code));
  expect(codes(recent.rooms())).toEqual(["K7PQ2MFX", "boat"]);
  expect(codes(createRecentRooms(store, () => 0).rooms())).toEqual(["K7PQ2MFX", "boat"]);
});

test("R6: twenty rooms are kept; one that has ended or is forgotten leaves nothing behind", () => {
  const store = fakeStore();
  let now = 0;
  const recent = createRecentRooms(store, () => now);
  for (let at = 0; at < 25; at++) recent.add(visited(`room-${at}`, 100 + at));
  expect(codes(recent.rooms())).toEqual(Array.from({ length: 20 }, (_, at) => `room-${24 - at}`));
  now = 123;
  expect(codes(recent.rooms())).toEqual(["room-24"]);
  recent.forget("ROOM24");
  expect(recent.rooms()).toEqual([]);
  expect(store.keys()).toEqual([]);
});

test("R10: an update changes a room without moving it", () => {
  const recent = createRecentRooms(fakeStore(), () => 0);
  for (const code of ["tent", "boat"]) recent.add(visited(code));
  recent.update({ code: "tent", title: "A new title", expiresAt: 2000 });
  recent.update(visited("never"));
  expect(recent.rooms()).toEqual([visited("boat"), { code: "tent", title: "A new title", expiresAt: 2000 }]);
});

test("R6: rooms another tab adds are seen, and nonsense in the storage counts as no rooms", () => {
  const store = fakeStore();
  const recent = createRecentRooms(store, () => 0);
  recent.watchOtherTabs();
  store.changeFromOtherTab("lately", JSON.stringify([visited("boat"), { code: 5 }, null]));
  expect(codes(recent.rooms())).toEqual(["boat"]);
  recent.add(visited("tent"));
  expect(codes(recent.rooms())).toEqual(["tent", "boat"]);
  for (const nonsense of ["{", "5", "null", '"x"']) {
    store.changeFromOtherTab("lately", nonsense);
    expect(recent.rooms()).toEqual([]);
  }
});
