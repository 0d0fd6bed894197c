import { roomAddress } from "../browser/route.ts";
import { cipherOf } from "../e2ee/room-cipher.ts";
import type { Room } from "../room/room.ts";

/** Returns whether the plain link lets in only those who are members already, so that newcomers need an invite link. */
export const needsInvite = (room: Room) => ["locked", "members"].includes(room.state().room?.entry ?? "");

/** Returns the room's link to hand out. An encrypted room's has its key. */
export function shareAddress(room: Room): string {
  const link = cipherOf(room.storageKey)?.link();
  return roomAddress(room.state().room?.shownCode ?? room.code) + (link === undefined ? "" : `#${link}`);
}
