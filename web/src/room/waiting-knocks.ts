import type { Knock } from "#protocol/frames";
import { can } from "#protocol/roles";
import type { Room } from "./room.ts";

/** Returns who waits to be let in, oldest first, if our role lets us answer; otherwise nobody. */
export function waitingKnocks(room: Pick<Room, "role" | "state">): readonly Knock[] {
  return can(room.role(), "admit") ? room.state().knocks : [];
}
