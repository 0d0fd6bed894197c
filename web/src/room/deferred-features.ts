// Creates the features that showing the first message doesn't need: the reminder of the end, the next room, notifications,
// undo. Their code is loaded after that message, and then reads the events that came before.
import { type Accessor, createMemo, untrack } from "solid-js";
import type { LogEvent } from "#protocol/frames";
import { allEvents, findMessage } from "../sync/event-list.ts";
import type { RoomState } from "../sync/room-reducer.ts";
import { createEndingReminder, type EndingReminderPorts } from "./ending-reminder.ts";
import type { HiddenMembers } from "./hidden-members.ts";
import { createNextRoom, type NextRoomPorts } from "./next-room.ts";
import { createNotificationRules, type NotificationRulesPorts } from "./notification-rules.ts";
import { createUndo } from "./undo.ts";

export type DeferredFeaturesPorts = Pick<NotificationRulesPorts, "isPageVisible" | "browserStore" | "notify"> &
  Pick<EndingReminderPorts, "serverNow"> &
  Pick<NextRoomPorts, "makeRoom" | "send"> & {
    state: Accessor<RoomState>;
    hiddenMembers?: HiddenMembers;
    /** The room's key in the stores. */
    storageKey: string;
    after(delayMs: number, run: () => void): () => void;
  };

export type DeferredFeatures = ReturnType<typeof createDeferredFeatures>;

/** Creates the features. They belong to the Solid owner they are created in, but their state can still be read after it. */
export function createDeferredFeatures(ports: DeferredFeaturesPorts) {
  const { state, storageKey, after, browserStore, isPageVisible, serverNow, notify, makeRoom, send } = ports;
  const room = () => state().room;
  const members = createMemo(() => state().members);
  const you = () => state().you;
  const authorOf = (id: string) => findMessage(state().messages.log, id)?.userId;
  const reminder = createEndingReminder({ room, serverNow, browserStore, storageKey: `told:${storageKey}` });
  const notificationRules = createNotificationRules({
    you,
    members,
    isPageVisible,
    authorOf,
    isHidden: (id) => ports.hiddenMembers?.has(id) ?? false,
    browserStore,
    storageKey: `tell:${storageKey}`,
    notify,
  });
  const undo = createUndo(after);
  const nextRoom = createNextRoom({ room, members, makeRoom, send });
  untrack(() => nextRoom.readEvents(allEvents(state().messages.log)));
  return {
    reminder,
    notificationRules,
    nextRoom,
    undo,

    /**
     * Passes events to the features that need them.
     * @param areNew false for a snapshot, which is no reason to notify anybody
     */
    readEvents(events: readonly LogEvent[], areNew: boolean): void {
      nextRoom.readEvents(events);
      if (areNew) notificationRules.readEvents(events);
    },
  };
}
