// The room that a server has after every start, because a setting gives its title. Rule R14.
import type { Refusal } from "#protocol/error-codes";
import type { MaybePromise } from "../lib/ports.ts";
import type { Room } from "../room-model/room.ts";
import type { CreatedRoom } from "./create-room.ts";
import type { Rooms } from "./rooms.ts";

/** Returns the living room of this title, or creates it. Its owner key is there only if it was created now. */
export function openFirstRoom(rooms: Rooms, title: string): MaybePromise<CreatedRoom | Refusal | { room: Room }> {
  const [room] = Array.from(rooms.all)
    .filter((candidate) => isEligible(candidate, title, rooms.ports.clock()))
    .sort((a, b) => Number(isOwn(b)) - Number(isOwn(a)) || a.founding.createdAt - b.founding.createdAt);
  return room === undefined ? rooms.create({ title }, undefined, undefined, true) : { room };
}

/** The code of the room will be printed for all to see, so it must not be one that its members keep to themselves. */
function isEligible(room: Room, title: string, now: number): boolean {
  const { entry, visibility } = room.state;
  if (room.state.title !== title || room.expiresAt <= now || entry === "members") return false;
  return isOwn(room) || visibility === "public";
}

const isOwn = ({ founding }: Room) => founding.isFirstRoom === true;
