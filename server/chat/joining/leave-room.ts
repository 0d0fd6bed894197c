// Those who leave a room for good by themselves, and those who are not let in. Rules G7, G12.
import { Refusal } from "#protocol/error-codes";
import { permission } from "../access/moderation.ts";
import type { Intake } from "../commands/command-pipeline.ts";
import type { MaybePromise } from "../lib/ports.ts";
import type { Presence } from "../presence/presence.ts";
import type { Actor, Room } from "../room-model/room.ts";
import { departed, disowned } from "../room-model/room-state.ts";
import type { Knocks } from "./knocks.ts";

type Parts = { readonly presence: Presence; readonly knocks: Knocks; readonly intake: Intake };
type Whom = { readonly userId: string; readonly nonce?: string | undefined };

/** Takes a member out of the room, with all their sockets, and off its list. */
export function leave(
  { presence, knocks, intake }: Parts,
  room: Room,
  memberId: string,
): MaybePromise<Refusal | undefined> {
  for (const session of knocks.answered(room, memberId).keys()) session.left();
  const present = room.roster.get(memberId);
  if (present !== undefined) presence.remove(room, present, (session) => session.left());
  if (room.roleOf(memberId) === "member") room.seen?.delete(memberId);
  return intake.keep(room, (state) => departed(state, memberId));
}

/** The member is nobody any more: what they owned is nobody's. */
export function forget(
  { intake }: Pick<Parts, "intake">,
  room: Room,
  memberId: string,
): MaybePromise<Refusal | undefined> {
  room.seen?.delete(memberId);
  return intake.keep(room, (state) => disowned(state, memberId, intake.now));
}

/** Answers a knock with no. */
export function deny({ knocks }: Parts, room: Room, actor: Actor, { userId, nonce }: Whom): Refusal | undefined {
  const refusal = permission(room, actor, { action: "deny", userId, nonce });
  if (refusal !== undefined) return refusal;
  if (knocks.nameOf(room, userId) === undefined) return new Refusal("not_found", "Nobody waits by this id.", nonce);
  for (const session of knocks.answered(room, userId).keys()) session.sentAway(DENIED, "denied");
  return undefined;
}

const DENIED = new Refusal("not_allowed", "You were not let in.");
