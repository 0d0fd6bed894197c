// Values outlive the page where the browser lets them, and live as long as the page where it doesn't.
import { describe, expect, test } from "bun:test";
import { createStorage } from "./storage.ts";

const PARTS = ["getItem", "setItem", "removeItem", "key", "length"] as const;

function fakeStorage(...denied: (typeof PARTS)[number][]): Storage {
  const values = new Map<string, string>();
  const storage = {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
    key: (at: number) => [...values.keys()][at] ?? null,
    get length() {
      return values.size;
    },
  };
  for (const part of denied) {
    Object.defineProperty(storage, part, {
      get() {
        throw new Error("denied");
      },
    });
  }
  return storage as Storage;
}

const denied = () => {
  throw new Error("denied");
};

describe("a browser that denies", () => {
  for (const [name, open] of [
    ["the storage", denied],
    ["to say whether there is one", () => undefined],
    ["everything it can do", () => fakeStorage(...PARTS)],
    ["to write", () => fakeStorage("setItem")],
    ["to read and write", () => fakeStorage("getItem", "setItem")],
    ["to write and remove", () => fakeStorage("setItem", "removeItem")],
    ["to list and write", () => fakeStorage("key", "length", "setItem")],
  ] as const) {
    test(`S7: ${name}: what was set is there until the page is closed`, () => {
      const store = createStorage(open, "p:");
      expect(store.get("a")).toBeUndefined();
      expect(store.keys()).toEqual([]);
      store.set("a", "1");
      expect(store.get("a")).toBe("1");
      expect(store.keys()).toEqual(["a"]);
      store.remove("a");
      expect(store.get("a")).toBeUndefined();
      expect(store.keys()).toEqual([]);
    });
  }

  for (const part of PARTS) {
    test(`S7: ${part} alone: nothing throws`, () => {
      const store = createStorage(() => fakeStorage(part), "p:");
      store.set("a", "1");
      store.get("a");
      store.keys();
      store.remove("a");
    });
  }
});

test("S7: what was stored is there for the next page", () => {
  const storage = fakeStorage();
  createStorage(() => storage, "p:").set("a", "1");
  expect(createStorage(() => storage, "p:").get("a")).toBe("1");
  expect(createStorage(() => storage, "q:").get("a")).toBeUndefined();
});
