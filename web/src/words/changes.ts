// What somebody did to the room itself, in the reader's language.
import type { RoomEvent } from "#protocol/frames";
import { fullTime } from "../text/time.ts";
import { w } from "./words.ts";

export function changeSaid({ user, userId, room, message }: RoomEvent): string {
  const name = userId === null ? w().theOwner : user;
  const parts: string[] = [];
  if (room.title !== undefined) parts.push(room.title === "" ? w().untitled(name) : w().retitled(name, room.title));
  if (room.expiresAt !== undefined) parts.push(w().extended(name, fullTime(room.expiresAt)));
  return parts.length === 0 ? message : parts.join(" · ");
}
