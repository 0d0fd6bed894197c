import { expect, test } from "bun:test";
import { createStorage } from "../browser/storage.ts";
import { readUnsent } from "./unsent-messages.ts";

test("S7: what isn't a message in the tab's storage is no unsent one", () => {
  const store = createStorage(() => undefined, "");
  const message = { nonce: "a", at: 0, command: { type: "chat", message: "hi" } };
  for (const stored of ["null", "1", "{}", '"a"', "[[", ""]) {
    store.set("outbox", stored);
    expect(readUnsent(store, "outbox")).toEqual([]);
  }
  store.set("outbox", JSON.stringify([null, 1, {}, message, { nonce: "b" }]));
  expect(readUnsent(store, "outbox")).toMatchObject([message]);
});
