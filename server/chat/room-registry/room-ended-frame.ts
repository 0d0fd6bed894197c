import type { EndReason } from "#protocol/frames";
import type { Room } from "../room-model/room.ts";

const MESSAGES: Record<EndReason, string> = {
  expired: "This room's time is over.",
  idle: "This room ended because nobody was in it.",
  ended: "This room was ended.",
};

/** Returns the last frame of a room, as text. Rule L5. */
export function createRoomEndedFrame(room: Room, reason: EndReason, now: number): string {
  return JSON.stringify({ type: "room_ended", reason, message: MESSAGES[reason], ...room.nextSignalStamp(now) });
}
