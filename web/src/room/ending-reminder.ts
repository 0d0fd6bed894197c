import { type Accessor, createComputed, createMemo, createSignal, untrack } from "solid-js";
import type { RoomView } from "#protocol/frames";
import { MINUTE_MS } from "#protocol/limits";
import type { KeyValueStore } from "../browser/storage.ts";
import { deadlineOf } from "./deadline.ts";

export type EndingReminderPorts = {
  room: Accessor<RoomView | undefined>;
  /** Epoch ms by the server's clock. */
  serverNow: Accessor<number>;
  browserStore: KeyValueStore;
  /** The key under which the last reminder is stored. */
  storageKey: string;
};

/** Long enough to be read by who looks elsewhere; the countdown stays. */
const SHOWN_MS = 5 * MINUTE_MS;

/**
 * Reminds of the room's end at its last moments. Each reminder is shown to a person once, for a few minutes or until it is
 * dismissed, through reloads too, unless the end itself moves.
 */
export function createEndingReminder({ room, serverNow, browserStore, storageKey }: EndingReminderPorts) {
  const [stored, setStored] = createSignal(browserStore.get(storageKey) ?? "");
  function store(name: string, shownUntil: number): void {
    const value = `${name} ${shownUntil}`;
    browserStore.set(storageKey, value);
    setStored(value);
  }
  const current = createMemo(() => {
    const view = room();
    return view && deadlineOf(view, serverNow());
  });
  const name = () => `${current()} ${room()?.expiresAt}`;
  const isStored = () => stored().startsWith(`${name()} `);
  createComputed(() => {
    if (current() !== undefined && !isStored()) store(name(), untrack(serverNow) + SHOWN_MS);
  });
  return {
    /** Returns the deadline to remind of now. */
    deadline: createMemo(() => {
      const shownUntil = Number(stored().split(" ").at(-1));
      return isStored() && serverNow() < shownUntil ? current() : undefined;
    }),
    dismiss: () => store(name(), 0),
  };
}
