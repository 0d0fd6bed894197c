// What goes on beside the talk: the end that is near, the room after this one, and calls to whoever looks elsewhere. None
// of it is needed to see and say the first message, so its code comes after that; what was heard until then is read up.
import { type Accessor, createMemo, untrack } from "solid-js";
import type { LogEvent } from "#protocol/frames";
import { eventsOf, messageOf } from "../sync/event-list.ts";
import type { RoomState } from "../sync/room-reducer.ts";
import { createNextRoom, type NextRoomPorts } from "./next-room.ts";
import { createTelling, type TellingPorts } from "./notification-rules.ts";
import { createReminder, type ReminderPorts } from "./reminder.ts";
import { createUndoing } from "./undo.ts";

export type AsidePorts = Pick<TellingPorts, "isSeen" | "kept" | "tell"> &
  Pick<ReminderPorts, "serverNow" | "tab"> &
  Pick<NextRoomPorts, "makeRoom" | "send"> & {
    state: Accessor<RoomState>;
    /** The room's own among what is kept. */
    key: string;
    after(delayMs: number, run: () => void): () => void;
  };

export type Aside = ReturnType<typeof createAside>;

/** Belongs to the Solid owner it is made in; what it learned can be asked for after that too. */
export function createAside({ state, key, after, kept, tab, isSeen, serverNow, tell, makeRoom, send }: AsidePorts) {
  const room = () => state().room;
  const members = createMemo(() => state().members);
  const you = () => state().you;
  const authorOf = (id: string) => messageOf(state().held.log, id)?.userId;
  const reminder = createReminder({ room, serverNow, tab, key: `told:${key}` });
  const telling = createTelling({ you, isSeen, authorOf, kept, key: `tell:${key}`, tell });
  const undoing = createUndoing(after);
  const nextRoom = createNextRoom({ room, members, makeRoom, send });
  untrack(() => nextRoom.read(eventsOf(state().held.log)));
  return {
    reminder,
    telling,
    nextRoom,
    undoing,

    /** @param isNews false for a snapshot, which is something to read */
    hear(events: readonly LogEvent[], isNews: boolean): void {
      nextRoom.read(events);
      if (isNews) telling.read(events);
    },
  };
}
