// The owner keys this browser holds, one for each room. A key is worthless after its room: old ones are forgotten.
import { createSignal } from "solid-js";
import { DAY_MS, LIFE_MAX_MS } from "#protocol/limits";
import { foldCode } from "#protocol/text";
import type { Kept } from "../browser/storage.ts";

const PREFIX = "key:";
const FORGET_AFTER_MS = LIFE_MAX_MS + DAY_MS;

export type OwnerKeys = ReturnType<typeof createOwnerKeys>;

export function createOwnerKeys(kept: Kept, now: () => number) {
  const [changes, setChanges] = createSignal(0);
  for (const key of kept.keys()) {
    if (key.startsWith(PREFIX) && now() - Number(kept.get(key)?.split(" ")[0]) > FORGET_AFTER_MS) kept.remove(key);
  }
  const nameOf = (code: string) => PREFIX + foldCode(code);
  return {
    of(code: string): string | undefined {
      changes();
      return kept.get(nameOf(code))?.split(" ")[1];
    },
    keep(code: string, ownerKey: string): void {
      kept.set(nameOf(code), `${now()} ${ownerKey}`);
      setChanges((count) => count + 1);
    },
    forget(code: string): void {
      kept.remove(nameOf(code));
      setChanges((count) => count + 1);
    },
  };
}
