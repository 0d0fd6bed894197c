import { expect, test } from "bun:test";
import type { KeyValueStore } from "../browser/storage.ts";
import { preferredLanguage, storeLanguage } from "./languages.ts";

function fakeStore(): KeyValueStore {
  const values = new Map<string, string>();
  return {
    get: (key) => values.get(key),
    set: (key, value) => void values.set(key, value),
    remove: (key) => void values.delete(key),
    keys: () => [...values.keys()],
    watch: () => () => {},
  };
}

test("the language is the chosen one, else the first supported one of the browser's, else English", () => {
  const store = fakeStore();
  expect(preferredLanguage(store, ["fi-FI", "es-419", "de"])).toBe("es");
  expect(preferredLanguage(store, ["AR-eg"])).toBe("ar");
  expect(preferredLanguage(store, ["constructor", "fi"])).toBe("en");
  expect(preferredLanguage(store, [])).toBe("en");
  storeLanguage("ja", store);
  expect(preferredLanguage(store, ["de"])).toBe("ja");
  store.set("language", "toString");
  expect(preferredLanguage(store, ["de"])).toBe("de");
});
