import { type Accessor, createEffect } from "solid-js";
import type { KeyValueStore } from "../browser/storage.ts";
import type { PendingMessage } from "../sync/pending-messages.ts";

/** Reads the messages that a reload interrupted. They keep their nonces, so that each is sent once even if it had arrived. */
export function readUnsent(tabStore: KeyValueStore, storageKey: string): readonly PendingMessage[] {
  try {
    const stored = JSON.parse(tabStore.get(storageKey) ?? "[]") as Partial<PendingMessage>[];
    return stored.filter((one) => typeof one?.nonce === "string" && one.command !== undefined) as PendingMessage[];
  } catch {
    return [];
  }
}

/** Stores the outbox whenever it changes. Belongs to the Solid owner it is called in. */
export function saveUnsent(
  tabStore: KeyValueStore,
  storageKey: string,
  outbox: Accessor<readonly PendingMessage[]>,
): void {
  createEffect(() => {
    if (outbox().length === 0) tabStore.remove(storageKey);
    else tabStore.set(storageKey, JSON.stringify(outbox()));
  });
}
