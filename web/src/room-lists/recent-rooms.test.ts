import { expect, test } from "bun:test";
import type { Kept } from "../browser/storage.ts";
import { createLately } from "./recent-rooms.ts";

function fakeKept(): Kept & { tell(key: string, value: string | undefined): void } {
  const values = new Map<string, string>();
  const watching: ((key: string, value: string | undefined) => void)[] = [];
  return {
    get: (key) => values.get(key),
    set: (key, value) => void values.set(key, value),
    remove: (key) => void values.delete(key),
    keys: () => [...values.keys()],
    watch(changed) {
      watching.push(changed);
      return () => {};
    },
    tell: (key, value) => {
      if (value === undefined) values.delete(key);
      else values.set(key, value);
      for (const changed of watching) changed(key, value);
    },
  };
}

const visited = (code: string, expiresAt = 1000) => ({ code, title: code.toUpperCase(), expiresAt });
const codes = (rooms: readonly { code: string }[]) => rooms.map(({ code }) => code);

test("R6: rooms visited come newest first, each once however its code was written, and outlive the page", () => {
  const kept = fakeKept();
  const lately = createLately(kept, () => 0);
  for (const code of ["k7pq-2mfx", "boat", "K7PQ2MFX"]) lately.visit(visited(code));
  expect(codes(lately.rooms())).toEqual(["K7PQ2MFX", "boat"]);
  expect(codes(createLately(kept, () => 0).rooms())).toEqual(["K7PQ2MFX", "boat"]);
});

test("R6: twenty are kept; what is over or forgotten leaves nothing behind", () => {
  const kept = fakeKept();
  let now = 0;
  const lately = createLately(kept, () => now);
  for (let at = 0; at < 25; at++) lately.visit(visited(`room-${at}`, 100 + at));
  expect(codes(lately.rooms())).toEqual(Array.from({ length: 20 }, (_, at) => `room-${24 - at}`));
  now = 123;
  expect(codes(lately.rooms())).toEqual(["room-24"]);
  lately.forget("ROOM24");
  expect(lately.rooms()).toEqual([]);
  expect(kept.keys()).toEqual([]);
});

test("R10: what is learned of a room changes it where it stands", () => {
  const lately = createLately(fakeKept(), () => 0);
  for (const code of ["tent", "boat"]) lately.visit(visited(code));
  lately.update({ code: "tent", title: "A new title", expiresAt: 2000 });
  lately.update(visited("never"));
  expect(lately.rooms()).toEqual([visited("boat"), { code: "tent", title: "A new title", expiresAt: 2000 }]);
});

test("R6: another tab's visits are seen, and nonsense in the storage is nothing", () => {
  const kept = fakeKept();
  const lately = createLately(kept, () => 0);
  lately.follow();
  kept.tell("lately", JSON.stringify([visited("boat"), { code: 5 }, null]));
  expect(codes(lately.rooms())).toEqual(["boat"]);
  lately.visit(visited("tent"));
  expect(codes(lately.rooms())).toEqual(["tent", "boat"]);
  for (const nonsense of ["{", "5", "null", '"x"']) {
    kept.tell("lately", nonsense);
    expect(lately.rooms()).toEqual([]);
  }
});
