import type { RoomEvent } from "#protocol/frames";
import { toIsoTime } from "../lib/iso-time.ts";
import type { Actor, Room } from "./room.ts";
import type { RoomState } from "./room-state.ts";

/** A change of a room: the state after it, and the event that announces it. */
export type RoomChange = { readonly state: RoomState; readonly draft: RoomEvent };

/** Returns the draft of the event that announces a change. @param phrase what was done; it follows the actor's name */
export function createRoomEvent(
  room: Room,
  { member }: Actor,
  now: number,
  phrase: string,
  nonce: string | undefined,
  more: Pick<RoomEvent, "room"> & Partial<RoomEvent>,
): RoomEvent {
  const user = member === undefined ? "The owner" : room.roster.nameOf(member);
  return {
    type: "room",
    id: "",
    seq: 0,
    user,
    userId: member?.id ?? null,
    message: `${user} ${phrase}`,
    timestamp: toIsoTime(now),
    roomId: room.founding.code,
    ...more,
    ...(nonce !== undefined && member !== undefined && { nonce }),
  };
}
