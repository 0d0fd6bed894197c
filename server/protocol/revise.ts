// Applies edits, deletions and reactions to a message. History and every client share these functions.
import type { ChatEvent, EditEvent, Revision, RoomEvent } from "./frames.ts";

/** Returns the message after the revision. Applying the same revisions again, in their order, changes nothing more. */
export function applyRevision(message: ChatEvent, revision: Revision): ChatEvent {
  if (message.deleted) return message;
  switch (revision.type) {
    case "edit":
      // A later edit replaced its text, or the message was deleted.
      if (revision.message === "") return message;
      return editMessage(message, revision);
    case "delete":
      return eraseMessage(message);
    case "react": {
      const { emoji, userId, on } = revision;
      const others = (message.reactions?.[emoji] ?? []).filter((id) => id !== userId);
      const { [emoji]: _, ...reactions } = message.reactions ?? {};
      const ids = on ? [...others, userId] : others;
      return { ...message, reactions: ids.length === 0 ? reactions : { ...message.reactions, [emoji]: ids } };
    }
  }
}

/** Returns the message after a room event: a `wipe` erases everything its target wrote. */
export function applyWipe(message: ChatEvent, { action, target }: RoomEvent): ChatEvent {
  return action === "wipe" && message.userId === target?.id && !message.deleted ? eraseMessage(message) : message;
}

/** Returns the message after its life was over. Its `vanish` stays, and tells this from a deletion. */
export function applyVanish(message: ChatEvent): ChatEvent {
  const { vanish, deleted } = message;
  return deleted || vanish === undefined ? message : { ...eraseMessage(message), vanish };
}

/** The fields come in one order whichever revisions came before, so that everybody has the same message to the letter. */
function editMessage({ mentions: _, editedAt: __, reactions, ...rest }: ChatEvent, edit: EditEvent): ChatEvent {
  const { message, mentions, timestamp: editedAt } = edit;
  const optional = { ...(mentions !== undefined && { mentions }), ...(reactions !== undefined && { reactions }) };
  return { ...rest, message, editedAt, ...optional };
}

function eraseMessage(message: ChatEvent): ChatEvent {
  const { editedAt: _, reactions: __, mentions: ___, files: ____, vanish: _____, ...rest } = message;
  return { ...rest, message: "", deleted: true };
}

/** Returns how many reactions a message has from all members together. */
export function countReactions(message: ChatEvent): number {
  return Object.values(message.reactions ?? {}).reduce((count, ids) => count + ids.length, 0);
}
