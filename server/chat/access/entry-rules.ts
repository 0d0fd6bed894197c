// Who may come into a room, and who may know of it. Rules G4 to G7.
import { Refusal } from "#protocol/error-codes";
import type { Entry, Member } from "#protocol/frames";
import type { Actor, Room } from "../room-model/room.ts";

/** Who asks, by what they have to show. */
export type By = {
  readonly member?: Member | undefined;
  readonly ownerKey?: string | undefined;
  readonly invite?: string | undefined;
  /** Where from, as a digest; undefined where nobody is banned by that. */
  readonly place?: string | undefined;
};

/** Whether the member needs nothing to come in: they were let in once, or are here. */
export function belongs(room: Room, memberId: string): boolean {
  return room.state.list.has(memberId) || room.roleOf(memberId) !== "member" || room.roster.get(memberId) !== undefined;
}

/** Whether there is such a room, as far as this actor may know. */
export function mayKnow(room: Room, { member, role }: Actor): boolean {
  if (room.state.entry !== "members" || role !== "member") return true;
  return member !== undefined && belongs(room, member.id);
}

/** Whether the room is closed to this actor for good, whatever they bring. */
export function isBanned(room: Room, { member, role, isShunned }: Actor): boolean {
  if (role !== "member") return false;
  if (member !== undefined && room.state.bans.has(member.id)) return true;
  return isShunned === true && !(member !== undefined && belongs(room, member.id));
}

/** What keeps this actor out of the room, or from reading and talking in it; undefined where nothing does. */
export function barrier(room: Room, actor: Actor): Refusal | undefined {
  const { member, role } = actor;
  const { entry } = room.state;
  if (role !== "member") return undefined;
  if (isBanned(room, actor)) return entry === "members" ? NO_ROOM : BANNED;
  if (entry === "open" || (member !== undefined && belongs(room, member.id))) return undefined;
  return CLOSED[entry];
}

/** Whether the room takes one more. Who is here already takes no further place. */
export function fullness(room: Room, memberId: string): Refusal | undefined {
  const { maxMembers } = room.state;
  if (maxMembers === null || room.roster.size < maxMembers || room.roster.get(memberId) !== undefined) return undefined;
  return new Refusal("room_full", `This room takes ${maxMembers} at most.`);
}

export const NO_ROOM = new Refusal("not_found", "No room has this code.");
export const BANNED = new Refusal("banned", "You are banned from this room.");

const CLOSED: Record<Exclude<Entry, "open">, Refusal> = {
  password: new Refusal("password_needed", "This room asks for a password."),
  knock: new Refusal("not_allowed", "Knock first: somebody lets you in."),
  locked: new Refusal("locked", "This room is locked: nobody new comes in."),
  members: NO_ROOM,
};
