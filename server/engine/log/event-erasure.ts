// What an event becomes when a part of it must be erased. Each function returns the same event where nothing of it must.
// Rules H11, H13.
import { applySealedRevision, withoutSealed } from "#protocol/e2ee/sealed-revision";
import type { ChatEvent, LogEvent, Revision, RoomEvent } from "#protocol/frames";
import { applyRevision, applyVanish, applyWipe } from "#protocol/revise";

/** Returns whether applying an event takes a text out of events before it. */
export function erasesText(event: LogEvent): boolean {
  if (event.type === "room") return event.action === "wipe" || event.room.title !== undefined;
  return event.type !== "chat" && event.type !== "react";
}

/** Returns an edit without its text, because a later edit replaced it or its message is deleted. */
export function withoutEditedText(event: LogEvent): LogEvent {
  if (event.type !== "edit" || (event.message === "" && event.sealed === undefined)) return event;
  const { mentions: _, sealed: __, files: ___, vanish: ____, ...rest } = event;
  return { ...rest, message: "" };
}

/** Returns a message after a revision. */
export function reviseMessage(message: ChatEvent, revision: Revision): ChatEvent {
  return message.digest === undefined ? applyRevision(message, revision) : applySealedRevision(message, revision);
}

/** Returns a message, which may have been erased now, without what it must not have any more. */
function withoutErased(message: ChatEvent): ChatEvent {
  return message.deleted && message.digest !== undefined ? withoutSealed(message) : message;
}

/** Returns the event after a `wipe`. */
export function wipeEvent(event: LogEvent, wipe: RoomEvent): LogEvent {
  if (event.type === "chat") return withoutErased(applyWipe(event, wipe));
  return event.userId === wipe.target?.id ? withoutEditedText(event) : event;
}

/** Returns a message that has vanished, or an event about one. */
export function vanishEvent(event: LogEvent): LogEvent {
  return event.type === "chat" ? withoutErased(applyVanish(event)) : withoutEditedText(event);
}

/** Returns a change of the title without the title, because a later one replaced it. */
export function withoutTitle(event: LogEvent): LogEvent {
  if (event.type !== "room" || (event.room.title === undefined && event.room.sealedTitle === undefined)) return event;
  const { title, sealedTitle: _, ...room } = event.room;
  return {
    ...event,
    room,
    message: event.message.replace(`changed the title to "${title}"`, () => "changed the title"),
  };
}

/** Returns whether an event, as it is encoded, is about a member or from them. Cheaper than decoding it. */
export function mentionsMember(text: string, memberId: string): boolean {
  return text.includes(`"${memberId}"`);
}
