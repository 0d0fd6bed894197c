// Reminds of the room's end at its last moments. What somebody has put away stays away, through reloads too, unless the
// end itself moves.
import { type Accessor, createMemo, createSignal } from "solid-js";
import type { RoomView } from "#protocol/frames";
import type { Kept } from "../browser/storage.ts";
import { deadlineOf } from "./deadline.ts";

export type ReminderPorts = {
  room: Accessor<RoomView | undefined>;
  /** Epoch ms by the server's clock. */
  serverNow: Accessor<number>;
  tab: Kept;
  /** Under which it is remembered what was put away. */
  key: string;
};

export function createReminder({ room, serverNow, tab, key }: ReminderPorts) {
  const [putAway, setPutAway] = createSignal(tab.get(key));
  const deadline = createMemo(() => {
    const view = room();
    return view && deadlineOf(view, serverNow());
  });
  const name = () => `${deadline()} ${room()?.expiresAt}`;
  return {
    /** What to remind of now. */
    deadline: createMemo(() => (putAway() === name() ? undefined : deadline())),
    putAway(): void {
      tab.set(key, name());
      setPutAway(name());
    },
  };
}
