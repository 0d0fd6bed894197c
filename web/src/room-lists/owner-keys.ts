import { createSignal } from "solid-js";
import { DAY_MS, MAX_LIFE_MS } from "#protocol/limits";
import { foldCode } from "#protocol/room-code";
import type { KeyValueStore } from "../browser/storage.ts";

const PREFIX = "key:";
/** No room lives this long, so an older key is of no use. */
const FORGET_AFTER_MS = MAX_LIFE_MS + DAY_MS;

export type OwnerKeys = ReturnType<typeof createOwnerKeys>;

/** Stores the owner keys this browser holds, one for each room, however its code is written; old keys are forgotten. */
export function createOwnerKeys(store: KeyValueStore, now: () => number) {
  const [version, setVersion] = createSignal(0);
  for (const key of store.keys()) {
    if (key.startsWith(PREFIX) && now() - Number(store.get(key)?.split(" ")[0]) > FORGET_AFTER_MS) store.remove(key);
  }
  const storageKeyOf = (code: string) => PREFIX + foldCode(code);
  return {
    /** Returns the key; a signal that changes with every save and forget. */
    get(code: string): string | undefined {
      version();
      return store.get(storageKeyOf(code))?.split(" ")[1];
    },
    save(code: string, ownerKey: string): void {
      store.set(storageKeyOf(code), `${now()} ${ownerKey}`);
      setVersion((count) => count + 1);
    },
    forget(code: string): void {
      store.remove(storageKeyOf(code));
      setVersion((count) => count + 1);
    },
  };
}
