import { findMessage, seqOfId } from "./event-list.ts";
import type { MessageStore } from "./message-store.ts";

/** Returns whether the page was told that a message was deleted, or wiped with its author; also one it hasn't loaded. */
export function isMessageDeleted(
  { log, looseRevisions }: MessageStore,
  { messageId, userId }: { readonly messageId: string; readonly userId: string },
): boolean {
  const message = findMessage(log, messageId);
  if (message !== undefined) return message.deleted === true;
  return looseRevisions.some((event) =>
    event.type === "room"
      ? event.target?.id === userId && seqOfId(messageId) < event.seq
      : event.type === "delete" && event.messageId === messageId,
  );
}
