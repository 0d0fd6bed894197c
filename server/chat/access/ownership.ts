// Decides who becomes the owner of a room. Rule G9.
import { Refusal } from "#protocol/error-codes";
import { OWNER_ABSENCE_MS } from "#protocol/limits";
import type { Actor, Room } from "../room-model/room.ts";
import { createRoomEvent, type RoomChange } from "../room-model/room-event.ts";
import { type RoomState, withId, withListed, withoutId, withoutKey } from "../room-model/room-state.ts";

/**
 * Returns the change that makes the actor's member the owner, if they have the owner key, or if the room has been ownerless
 * for a day and they are its heir; otherwise a refusal. Changes nothing itself.
 * @param now epoch ms
 */
export function takeOwnership(
  room: Room,
  actor: Actor,
  { nonce }: { readonly nonce?: string | undefined },
  now: number,
): RoomChange | Refusal {
  const { member } = actor;
  const { state } = room;
  const notTheirs = new Refusal("not_allowed", "You can't become the owner of this room.", nonce);
  if (member === undefined || member.id === state.ownerId) return notTheirs;
  const hasOwnerKey = actor.role === "owner";
  if (!hasOwnerKey && (!isOwnerless(room, now) || findHeir(room) !== member.id)) return notTheirs;
  const unbanned = { ...state, bans: withoutKey(state.bans, member.id) };
  const target = { id: member.id, name: room.roster.nameOf(member) };
  return {
    state: withOwner(unbanned, member.id, hasOwnerKey ? "admin" : "member"),
    draft: createRoomEvent(room, actor, now, "became the owner", nonce, { room: {}, action: "take", target }),
  };
}

/** Returns the state with another owner. @param formerRole the new role of the former owner */
export function withOwner(state: RoomState, ownerId: string, formerRole: "admin" | "member"): RoomState {
  const admins = withoutId(state.admins, ownerId);
  const mutes = withoutKey(state.mutes, ownerId);
  const list = withoutId(state.list, ownerId);
  const ownerKeyHolder = state.ownerKeyHolder ?? state.ownerId ?? undefined;
  const next = { ...state, ownerId, ownerKeyHolder, ownerGoneAt: null, admins, mutes, list };
  if (state.ownerId === null) return next;
  if (formerRole === "member") return withListed(next, [state.ownerId]);
  return { ...next, admins: withId(admins, state.ownerId) };
}

/** Returns whether the owner has been absent for a day, or the room has had no owner for as long. */
function isOwnerless(room: Room, now: number): boolean {
  const { ownerId, ownerGoneAt } = room.state;
  if (ownerId !== null && room.roster.get(ownerId) !== undefined) return false;
  const goneAt = ownerId === null ? ownerGoneAt : room.seen?.get(ownerId)?.at;
  return now - (goneAt ?? room.founding.createdAt) >= OWNER_ABSENCE_MS;
}

/** Returns the admin who has been present longest, or else the member who has. The roster is in the order of arrival. */
function findHeir({ roster, state }: Room): string | undefined {
  let first: string | undefined;
  for (const { id } of roster) {
    if (state.admins.has(id)) return id;
    first ??= id;
  }
  return first;
}
