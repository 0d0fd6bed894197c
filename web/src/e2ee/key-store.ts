// Keeps what a browser has of its encrypted rooms: for the room's life, or, if it is chosen, for as long as the tab is open.
import { foldCode } from "#protocol/room-code";
import type { KeyValueStore } from "../browser/storage.ts";
import type { KeptRoom } from "./worker/messages.ts";

const PREFIX = "e2ee:";

/** Returns the key under which the stores have what belongs to a room; in the tab's, also a link that was just opened. */
export const encryptionStorageKey = (code: string) => PREFIX + foldCode(code);

export type Stores = { readonly browserStore: KeyValueStore; readonly tabStore: KeyValueStore };

function parse(text: string | undefined): KeptRoom | undefined {
  if (!text?.startsWith("{")) return undefined;
  try {
    const kept = JSON.parse(text) as Partial<KeptRoom>;
    return typeof kept.link === "string" && typeof kept.seed === "string" ? (kept as KeptRoom) : undefined;
  } catch {
    return undefined;
  }
}

export function createKeyStore(code: string, { browserStore, tabStore }: Stores) {
  const key = encryptionStorageKey(code);
  const tabKey = `tab-${key}`;
  return {
    read: (): KeptRoom | undefined => parse(tabStore.get(tabKey)) ?? parse(browserStore.get(key)),

    /** Returns the key of the link that was opened in this tab, until it is dropped. */
    linkKey(): string | undefined {
      const opened = tabStore.get(key);
      return opened === tabKey ? undefined : opened;
    },

    dropLinkKey(): void {
      // A mark stays where the key is kept in the tab alone: by it the page knows that the room is encrypted.
      if (tabStore.get(tabKey) === undefined) tabStore.remove(key);
      else tabStore.set(key, tabKey);
    },

    isForgottenOnClose: () => tabStore.get(tabKey) !== undefined,

    write(kept: KeptRoom): void {
      if (tabStore.get(tabKey) === undefined) browserStore.set(key, JSON.stringify(kept));
      else tabStore.set(tabKey, JSON.stringify(kept));
    },

    /** Keeps it in the tab alone from now on, or in the browser. */
    setForgottenOnClose(isForgotten: boolean, kept: KeptRoom): void {
      if (isForgotten) {
        browserStore.remove(key);
        tabStore.set(tabKey, JSON.stringify(kept));
        tabStore.set(key, tabKey);
      } else {
        tabStore.remove(tabKey);
        tabStore.remove(key);
        browserStore.set(key, JSON.stringify(kept));
      }
    },

    forget(): void {
      browserStore.remove(key);
      tabStore.remove(key);
      tabStore.remove(tabKey);
    },
  };
}

export type KeyStore = ReturnType<typeof createKeyStore>;

/** Forgets the keys of rooms whose ends have passed. */
export function forgetEndedRooms(browserStore: KeyValueStore, now: number): void {
  for (const key of browserStore.keys()) {
    if (!key.startsWith(PREFIX)) continue;
    const endsAt = parse(browserStore.get(key))?.endsAt;
    if (endsAt !== undefined && endsAt < now) browserStore.remove(key);
  }
}
