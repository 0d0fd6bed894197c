import { type Accessor, createMemo, createSignal } from "solid-js";
import type { RoomView } from "#protocol/frames";
import type { KeyValueStore } from "../browser/storage.ts";
import { deadlineOf } from "./deadline.ts";

export type EndingReminderPorts = {
  room: Accessor<RoomView | undefined>;
  /** Epoch ms by the server's clock. */
  serverNow: Accessor<number>;
  tabStore: KeyValueStore;
  /** The key under which the dismissed reminder is stored. */
  storageKey: string;
};

/**
 * Reminds of the room's end at its last moments. A dismissed reminder stays away, through reloads too, unless the end
 * itself moves.
 */
export function createEndingReminder({ room, serverNow, tabStore, storageKey }: EndingReminderPorts) {
  const [dismissed, setDismissed] = createSignal(tabStore.get(storageKey));
  const current = createMemo(() => {
    const view = room();
    return view && deadlineOf(view, serverNow());
  });
  const name = () => `${current()} ${room()?.expiresAt}`;
  return {
    /** Returns the deadline to remind of now. */
    deadline: createMemo(() => (dismissed() === name() ? undefined : current())),
    dismiss(): void {
      tabStore.set(storageKey, name());
      setDismissed(name());
    },
  };
}
