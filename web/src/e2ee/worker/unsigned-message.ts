import type { EditEvent } from "#protocol/frames";
import type { ToVerify } from "./event-opener.ts";

/** Returns the edit that puts other words in place of a message that isn't signed by whom it says. */
export const unsignedMessage = (messageId: string, { event, seq = 0 }: ToVerify, text: string): EditEvent => ({
  type: "edit",
  id: messageId,
  messageId,
  seq,
  user: "",
  userId: event.clear.sender,
  roomId: "",
  timestamp: new Date(event.writtenAt).toISOString(),
  message: text,
});
