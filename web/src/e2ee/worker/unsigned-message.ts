import { decodeBody } from "#protocol/e2ee/event-body";
import type { EditEvent } from "#protocol/frames";
import type { ToVerify } from "./event-opener.ts";

/** Returns the edit that puts a mark before the words of a message that isn't signed by whom it names. */
export const unsignedMessage = (messageId: string, { event, seq = 0 }: ToVerify, mark: string): EditEvent => ({
  type: "edit",
  id: messageId,
  messageId,
  seq,
  user: "",
  userId: event.clear.sender,
  roomId: "",
  timestamp: new Date(event.writtenAt).toISOString(),
  message: `${mark}\n\n${decodeBody(event.clear.class === "edit" ? "edit" : "chat", event.body)?.text ?? ""}`,
});
