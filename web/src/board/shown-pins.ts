import type { Pin } from "#protocol/frames";
import type { Room } from "../room/room.ts";

/** Returns what the reader sees on the board, the newest first. They may have hidden the messages of somebody (G19). */
export const shownPins = (room: Room): Pin[] =>
  (room.board() ?? []).filter(({ userId }) => !room.hiddenMembers.has(userId)).reverse();
