// Decides who may come into a room, and who may know that it exists. Rules G4 to G7.
import { Refusal } from "#protocol/error-codes";
import type { Entry, Member } from "#protocol/frames";
import { BANNED, KEY_NEEDED, kicked, NO_ROOM } from "../lib/refusals.ts";
import type { Actor, Room } from "../room-model/room.ts";

/** The proofs that a request for a room contains. */
export type Credentials = {
  readonly member?: Member | undefined;
  readonly ownerKey?: string | undefined;
  readonly invite?: string | undefined;
  /** A digest of the address they come from; undefined where address bans are off. */
  readonly addressDigest?: string | undefined;
};

/** Returns whether the member may come in regardless of the entry: they are the owner, an admin, on the list, or present. */
export function belongsToRoom(room: Room, memberId: string): boolean {
  return room.state.list.has(memberId) || room.roleOf(memberId) !== "member" || room.roster.get(memberId) !== undefined;
}

/** Returns whether the actor may know that the room exists. */
export function mayKnowRoom(room: Room, { member, role }: Actor): boolean {
  if (room.state.entry !== "members" || role !== "member") return true;
  return member !== undefined && belongsToRoom(room, member.id);
}

/** Returns whether a ban of the actor or of their address keeps them out, even with a password or an invite. */
export function isBanned(room: Room, { member, role, isFromBannedAddress }: Actor): boolean {
  if (role !== "member") return false;
  if (member !== undefined && room.state.bans.has(member.id)) return true;
  return isFromBannedAddress === true && !(member !== undefined && belongsToRoom(room, member.id));
}

/** Returns the refusal of a kicked member, until they may come back. Somebody with the owner key is not kept out. */
export function kickRefusal(room: Room, { member, role }: Actor, now: number): Refusal | undefined {
  const until = member === undefined || role === "owner" ? undefined : room.keptOutUntil(member.id, now);
  return until === undefined ? undefined : kicked(until - now);
}

/** Returns why the actor may not come in, read or write; undefined if they may. @param now epoch ms */
export function entryRefusal(room: Room, actor: Actor, now: number): Refusal | undefined {
  const refusal = admissionRefusal(room, actor, now);
  if (refusal !== undefined || !room.isEncrypted) return refusal;
  return actor.member !== undefined && room.hasKey(actor.member.id) ? undefined : KEY_NEEDED;
}

/** Returns the same, as far as it isn't about the key of an encrypted room. */
export function admissionRefusal(room: Room, actor: Actor, now: number): Refusal | undefined {
  const { member, role } = actor;
  const { entry } = room.state;
  if (role !== "member") return kickRefusal(room, actor, now);
  if (isBanned(room, actor)) return entry === "members" ? NO_ROOM : BANNED;
  const kept = kickRefusal(room, actor, now);
  if (kept !== undefined) return kept;
  if (entry === "open" || (member !== undefined && belongsToRoom(room, member.id))) return undefined;
  return CLOSED_ENTRY[entry];
}

/** Returns why the room takes nobody more; undefined where it does, and for somebody who is present or has a place already. */
export function fullRoomRefusal(room: Room, memberId: string): Refusal | undefined {
  const { maxMembers } = room.state;
  if (maxMembers === null || room.takenPlaces < maxMembers) return undefined;
  if (room.roster.get(memberId) !== undefined || room.isArriving(memberId)) return undefined;
  return roomFull(maxMembers);
}

export const roomFull = (maxMembers: number) =>
  new Refusal("room_full", `This room holds ${maxMembers} people at most.`);

const CLOSED_ENTRY: Record<Exclude<Entry, "open">, Refusal> = {
  password: new Refusal("password_needed", "This room needs a password."),
  knock: new Refusal("not_allowed", "Ask to join first: the host lets you in."),
  locked: new Refusal("locked", "This room is locked: nobody new can join."),
  members: NO_ROOM,
};
