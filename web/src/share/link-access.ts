import type { Room } from "../room/room.ts";

/** Returns whether the plain link lets in only those who are members already, so that newcomers need an invite link. */
export const needsInvite = (room: Room) => ["locked", "members"].includes(room.state().room?.entry ?? "");
