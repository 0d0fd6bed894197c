// Tells by what a browser keeps that a room is encrypted, without loading what reads it. Rules E40, E41.
import type { KeyValueStore } from "../browser/storage.ts";

/**
 * A link's key begins with its version, what is kept of the room with a brace, the mark of the tab's own with its name. Whatever
 * else is under that name, or nothing, begins otherwise.
 * @param key as `key-store.ts` names it
 */
export const hasEncryptionKey = (key: string, tabStore: KeyValueStore, browserStore: KeyValueStore): boolean =>
  [tabStore, browserStore].some((store) => /^[\dt{]/.test(`${store.get(key)}`));
