// What edits, deletions and reactions make of a message: the one fold that history and every client share. Pure.
import type { ChatEvent, Revision, RoomEvent } from "./frames.ts";

/** The message as it is after the revision. Doing one again, in order with the others, changes nothing. */
export function revised(message: ChatEvent, revision: Revision): ChatEvent {
  if (message.deleted) return message;
  switch (revision.type) {
    case "edit":
      return { ...message, message: revision.message, editedAt: revision.timestamp };
    case "delete":
      return erased(message);
    case "react": {
      const { emoji, userId, on } = revision;
      const others = (message.reactions?.[emoji] ?? []).filter((id) => id !== userId);
      const { [emoji]: _, ...reactions } = message.reactions ?? {};
      const ids = on ? [...others, userId] : others;
      return { ...message, reactions: ids.length === 0 ? reactions : { ...message.reactions, [emoji]: ids } };
    }
  }
}

/** The message as it is after a change of the room: with a `wipe`, all its target wrote before is gone. */
export function wiped(message: ChatEvent, { action, target }: RoomEvent): ChatEvent {
  return action === "wipe" && message.userId === target?.id && !message.deleted ? erased(message) : message;
}

function erased({ editedAt: _, reactions: __, ...rest }: ChatEvent): ChatEvent {
  return { ...rest, message: "", deleted: true };
}

/** How many reactions a message has, of everybody. */
export function reactionCount(message: ChatEvent): number {
  return Object.values(message.reactions ?? {}).reduce((count, ids) => count + ids.length, 0);
}
