// Whose messages this person doesn't want to see in this room. Only this browser knows. Rule G19.
import { createSignal, onCleanup } from "solid-js";
import type { KeyValueStore } from "../browser/storage.ts";

export type HiddenMembers = ReturnType<typeof createHiddenMembers>;

const parse = (text: string | undefined): ReadonlySet<string> => new Set(text?.split(" ").filter((id) => id !== ""));

/** Creates the list of hidden members. It belongs to the Solid owner it is created in. */
export function createHiddenMembers(browserStore: KeyValueStore, storageKey: string) {
  const [ids, setIds] = createSignal(parse(browserStore.get(storageKey)));
  /** Single messages that the person has uncovered, by id, as long as the page is open. */
  const [uncovered, setUncovered] = createSignal<ReadonlySet<string>>(new Set());
  onCleanup(browserStore.watch((key, value) => key === storageKey && setIds(parse(value))));

  return {
    has: (id: string | null | undefined): boolean => id != null && ids().has(id),

    /** Returns whether a message is covered: its author is hidden, and it wasn't uncovered by itself. */
    covers: ({ id, userId }: { readonly id: string; readonly userId: string | null }): boolean =>
      ids().size > 0 && userId !== null && ids().has(userId) && !uncovered().has(id),

    uncover: (messageId: string): void => void setUncovered((known) => new Set([...known, messageId])),

    set(id: string, isHidden: boolean): void {
      const next = new Set(ids());
      if (isHidden) next.add(id);
      else next.delete(id);
      setIds(next);
      setUncovered(new Set<string>());
      if (next.size === 0) browserStore.remove(storageKey);
      else browserStore.set(storageKey, [...next].join(" "));
    },
  };
}
