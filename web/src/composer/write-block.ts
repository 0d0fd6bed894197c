// Says whether a member may write at all, as the server decides it for what is sent by socket, where an owner key counts
// nothing. Rules G16, G17.
import type { LogEvent, PresentMember, RoomEvent, RoomView } from "#protocol/frames";
import { canWrite } from "#protocol/roles";

/** Why a member may not write: only the hosts may, or they are muted. `by` is the event of the mute, while history has it. */
export type WriteBlock =
  | { readonly is: "hosts only" }
  | { readonly is: "muted"; readonly until: string; readonly by: RoomEvent | undefined };

/** Returns what keeps us from writing; undefined if nothing does. @param now the server's time, epoch ms */
export function findWriteBlock(
  room: RoomView | undefined,
  you: PresentMember | undefined,
  events: readonly LogEvent[],
  now: number,
): WriteBlock | undefined {
  if (room === undefined || you === undefined) return undefined;
  const { mutedUntil: until } = you;
  if (until !== undefined && Date.parse(until) > now) {
    const isThisMute = (event: LogEvent) =>
      event.type === "room" && event.action === "mute" && event.target?.id === you.id && event.until === until;
    return { is: "muted", until, by: events.findLast(isThisMute) as RoomEvent | undefined };
  }
  return canWrite(you.role, room.writers) ? undefined : { is: "hosts only" };
}
