// The last a room says. Rule L5.
import type { EndReason } from "#protocol/frames";
import type { Room } from "../room-model/room.ts";

const ENDED: Record<EndReason, string> = {
  expired: "This room's time is over.",
  idle: "This room ended because nobody was in it.",
  ended: "This room was ended.",
};

export function lastText(room: Room, reason: EndReason, now: number): string {
  return JSON.stringify({ type: "room_ended", reason, message: ENDED[reason], ...room.stamp(now) });
}
