import { describe, expect, test } from "bun:test";
import { createStorage, type KeyValueStore } from "../browser/storage.ts";
import { hasEncryptionKey } from "./kept-mark.ts";
import { createKeyStore, encryptionStorageKey, forgetEndedRooms } from "./key-store.ts";
import { openLink } from "./open-link.ts";

const SECRET = "AAAAAAAAAAAAAAAAAAAAAA";
const OTHER = "BBBBBBBBBBBBBBBBBBBBBA";
const ROOT = "CCCCCCCCCCCCCCCCCCCCCA";
const CODE = "k7pq-2mfx";
const KEY = encryptionStorageKey(CODE);
const KEPT = { link: `e2ee=1.${SECRET}.${ROOT}`, seed: "seed" };
const newSeed = () => "new";

const createStores = (): { browserStore: KeyValueStore; tabStore: KeyValueStore } => ({
  browserStore: createStorage(() => undefined, "mayfly:/:"),
  tabStore: createStorage(() => undefined, "mayfly:/:"),
});

describe("a link", () => {
  test("E40: leads in with its key, until it is dropped", () => {
    const stores = createStores();
    stores.tabStore.set(KEY, `1.${SECRET}.${ROOT}`);
    const store = createKeyStore(CODE, stores);
    const link = `e2ee=1.${SECRET}.${ROOT}`;
    const opened = { kept: { link, seed: "new" }, link, isForOneUse: false };
    expect(openLink(store.linkKey(), store.read(), newSeed)).toEqual(opened);
    store.dropLinkKey();
    expect(store.linkKey()).toBeUndefined();
  });

  test.each([
    [undefined, "missing"],
    [`2.${SECRET}.${ROOT}`, "newer_link"],
    [`1.${SECRET.slice(1)}.${ROOT}`, "damaged_link"],
    [`1.${SECRET}A.${ROOT}`, "damaged_link"],
    [`1.${ROOT}.${ROOT}`, "damaged_link"],
    [`1.${SECRET}.${ROOT}&1.${OTHER}.${ROOT}`, "damaged_link"],
    [`1.${SECRET}`, "damaged_link"],
    [`1.${SECRET.slice(0, -1)}B.${ROOT}`, "damaged_link"],
    ["anything", "damaged_link"],
  ] as const)("E40: %p is told as %p, and what is kept goes on without it", (linkKey, problem) => {
    expect(openLink(linkKey, undefined, newSeed)).toBe(problem);
    expect(openLink(linkKey, KEPT, newSeed)).toEqual({ kept: KEPT, isForOneUse: false });
  });

  test("E40, E54, E66: one of the same room changes nothing of what is kept before it fits; one of another room has a key of its own", () => {
    const isForOneUse = false;
    const link = `e2ee=1.${OTHER}.${ROOT}`;
    expect(openLink(`1.${OTHER}.${ROOT}`, KEPT, newSeed)).toEqual({ kept: KEPT, link, isForOneUse });
    const other = `e2ee=1.${SECRET}.${OTHER}`;
    expect(openLink(`1.${SECRET}.${OTHER}`, KEPT, newSeed)).toEqual({
      kept: { link: other, seed: "new" },
      link: other,
      isForOneUse,
    });
    expect(openLink(`1.${OTHER}.${ROOT}&1.${OTHER}.${ROOT}`, KEPT, newSeed)).toEqual({ kept: KEPT, link, isForOneUse });
    const invite = `e2ee=1i.${OTHER}.${ROOT}`;
    expect(openLink(`1i.${OTHER}.${ROOT}`, KEPT, newSeed)).toEqual({ kept: KEPT, link: invite, isForOneUse: true });
  });
});

describe("what a browser keeps of a room", () => {
  test("E41: tells that the room is encrypted, and nothing of another program's does", () => {
    const stores = createStores();
    const isKept = () => hasEncryptionKey(KEY, stores.tabStore, stores.browserStore);
    expect(isKept()).toBe(false);
    for (const foreign of ["[null,1,{}]", "null", ""]) {
      stores.browserStore.set(KEY, foreign);
      stores.tabStore.set(KEY, foreign);
      expect(isKept()).toBe(false);
    }
    createKeyStore(CODE, stores).write(KEPT);
    expect(isKept()).toBe(true);
    createKeyStore(CODE, stores).setForgottenOnClose(true, KEPT);
    expect(isKept()).toBe(true);
    createKeyStore(CODE, stores).forget();
    stores.tabStore.set(KEY, `1.${SECRET}.${ROOT}`);
    expect(isKept()).toBe(true);
  });

  test("E41: is there for the next page, however the code is written, and goes when it is forgotten", () => {
    const stores = createStores();
    createKeyStore(CODE, stores).write(KEPT);
    const store = createKeyStore("K7PQ2MFX", stores);
    expect(store.read()).toEqual(KEPT);
    store.forget();
    expect(createKeyStore(CODE, stores).read()).toBeUndefined();
  });

  test("E41: is in the tab alone if that is chosen, also after another link was opened", () => {
    const stores = createStores();
    const store = createKeyStore(CODE, stores);
    store.write(KEPT);
    store.setForgottenOnClose(true, KEPT);
    expect(stores.browserStore.keys()).toEqual([]);
    stores.tabStore.set(KEY, `1.${OTHER}.${ROOT}`);
    expect(store.linkKey()).toBe(`1.${OTHER}.${ROOT}`);
    store.dropLinkKey();
    expect([store.read(), store.linkKey()]).toEqual([KEPT, undefined]);
    // By this the page knows that the room is encrypted.
    expect(stores.tabStore.get(KEY)).toBeTruthy();
    store.write({ ...KEPT, seed: "other" });
    expect(stores.browserStore.keys()).toEqual([]);
    store.setForgottenOnClose(false, KEPT);
    expect(createKeyStore(CODE, { ...createStores(), browserStore: stores.browserStore }).read()).toEqual(KEPT);
  });

  test("E41: goes once the room's end has passed; what is damaged counts as nothing", () => {
    const stores = createStores();
    createKeyStore(CODE, stores).write({ ...KEPT, endsAt: 1000 });
    createKeyStore("lasting-room", stores).write(KEPT);
    forgetEndedRooms(stores.browserStore, 999);
    expect(createKeyStore(CODE, stores).read()).toBeDefined();
    forgetEndedRooms(stores.browserStore, 1001);
    expect(createKeyStore(CODE, stores).read()).toBeUndefined();
    expect(createKeyStore("lasting-room", stores).read()).toEqual(KEPT);
    for (const damaged of ["{", "[]", "null", '{"link":1,"seed":"x"}', "x"]) {
      stores.browserStore.set(KEY, damaged);
      expect(createKeyStore(CODE, stores).read()).toBeUndefined();
    }
  });
});
