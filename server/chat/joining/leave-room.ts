// Removes members who leave a room for good or whose account is erased, and denies knocks. Rules G7, G12, G14.
import { Refusal } from "#protocol/error-codes";
import { moderationRefusal } from "../access/moderation.ts";
import type { CommandPipeline } from "../commands/command-pipeline.ts";
import type { MaybePromise, Ports } from "../lib/ports.ts";
import { DENIED_NOW } from "../lib/refusals.ts";
import type { Presence } from "../presence/presence.ts";
import type { Actor, Room } from "../room-model/room.ts";
import { withoutDepartedMember, withoutErasedMember } from "../room-model/room-state.ts";
import type { Knocks } from "./knocks.ts";

type Parts = { readonly presence: Presence; readonly knocks: Knocks; readonly commandPipeline: CommandPipeline };
type DenyRequest = { readonly userId: string; readonly nonce?: string | undefined };

/** Removes a member from the room and its list, and closes all their sockets. */
export function leaveRoom(
  { presence, knocks, commandPipeline }: Parts,
  room: Room,
  memberId: string,
): MaybePromise<Refusal | undefined> {
  presence.tellLeft(room, memberId);
  leaveHere({ presence, knocks }, room, memberId);
  return commandPipeline.changeState(room, (state) => withoutDepartedMember(state, memberId));
}

/** Removes a member who leaves the room for good from what this node has of it. */
export function leaveHere(
  { presence, knocks }: Pick<Parts, "presence" | "knocks">,
  room: Room,
  memberId: string,
): void {
  for (const session of knocks.removeMember(room, memberId).keys()) session.closeLeft();
  const member = room.roster.get(memberId);
  if (member !== undefined) presence.remove(room, member, (session) => session.closeLeft());
  if (room.roleOf(memberId) === "member") room.seen?.delete(memberId);
}

/** Returns the frame that tells clients to forget a member's name. */
export const encodeForgotten = (userId: string): string => JSON.stringify({ type: "forgotten", userId });

/**
 * Forgets a member whose account is erased, also in what was said so far. A room they owned has no owner from then on.
 * Resolves once that is safe.
 */
export async function forgetMember(
  { presence, commandPipeline, ports }: Pick<Parts, "presence" | "commandPipeline"> & { readonly ports: Ports },
  room: Room,
  memberId: string,
): Promise<Refusal | undefined> {
  const member = room.roster.get(memberId);
  if (member !== undefined) presence.remove(room, member, (session) => session.closeSignedOut());
  const forgetName = () => {
    if (!room.isEnded) ports.engine.forgetName(room.founding.epoch, memberId);
  };
  forgetName();
  room.seen?.delete(memberId);
  room.noteForgotten(memberId);
  const refusal = await commandPipeline.changeState(room, (state) => {
    const next = withoutErasedMember(state, memberId, commandPipeline.now);
    // Another state even so, to be saved: with it, the events above and the members the room remembers are.
    return next === state ? { ...state } : next;
  });
  // What they had said was perhaps on its way to the file.
  forgetName();
  if (!room.isEnded) ports.engine.signal(room.founding.epoch, encodeForgotten(memberId));
  return refusal;
}

/** Denies a knock, and closes the sockets that wait. */
export function denyKnock(
  { knocks }: Pick<Parts, "knocks">,
  room: Room,
  actor: Actor,
  { userId, nonce }: DenyRequest,
): Refusal | undefined {
  const refusal = moderationRefusal(room, actor, { action: "deny", userId, nonce });
  if (refusal !== undefined) return refusal;
  if (knocks.nameOf(room, userId) === undefined)
    return new Refusal("not_found", "Nobody with this id is waiting.", nonce);
  knocks.tellDenied(room, userId);
  denyHere(knocks, room, userId);
  return undefined;
}

/** Closes the sockets by which somebody waits on this node whose knock is denied. */
export function denyHere(knocks: Knocks, room: Room, userId: string): void {
  for (const session of knocks.removeMember(room, userId).keys()) session.closeRemoved(DENIED_NOW, "denied");
}
