// Says whether a member may write at all, as the server decides it for what is sent by socket, where an owner key counts
// nothing. Rules G16, G17.
import type { PresentMember, RoomEvent, RoomView } from "#protocol/frames";
import { canWrite } from "#protocol/roles";

/** Why a member may not write: only the hosts may, or they are muted. `by` is the event of the mute, while history has it. */
export type WriteBlock =
  | { readonly is: "hosts only" }
  | { readonly is: "muted"; readonly until: string; readonly by: RoomEvent | undefined };

/**
 * Returns what keeps us from writing; undefined if nothing does.
 * @param findMute returns the newest event that muted us
 * @param now the server's time, epoch ms
 */
export function findWriteBlock(
  room: RoomView | undefined,
  you: PresentMember | undefined,
  findMute: () => RoomEvent | undefined,
  now: number,
): WriteBlock | undefined {
  if (room === undefined || you === undefined) return undefined;
  const { mutedUntil: until } = you;
  if (until !== undefined && Date.parse(until) > now) {
    const mute = findMute();
    return { is: "muted", until, by: mute?.until === until ? mute : undefined };
  }
  return canWrite(you.role, room.writers) ? undefined : { is: "hosts only" };
}
