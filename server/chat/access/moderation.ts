// Decides actions on members: returns the state after an action and the event that announces it, or a refusal, and changes
// nothing itself. Rules G2, G3, G9.
import { Refusal } from "#protocol/error-codes";
import type { RoomAction } from "#protocol/frames";
import {
  DAY_MS,
  KICK_MS,
  MAX_ADMINS,
  MAX_BANS,
  MAX_KICKS,
  MAX_MUTES,
  MAX_REMEMBERED_MEMBERS,
  MINUTE_MS,
} from "#protocol/limits";
import { cleanLabel, titleProblem } from "#protocol/names";
import { can, canActOn } from "#protocol/roles";
import { badField, fullList, noSuchMember, roleRefusal } from "../lib/refusals.ts";
import type { Actor, Room } from "../room-model/room.ts";
import { createRoomEvent, type RoomChange } from "../room-model/room-event.ts";
import {
  type Ban,
  type Kick,
  type RoomState,
  withId,
  withKey,
  withListed,
  withoutId,
  withoutKey,
} from "../room-model/room-state.ts";
import { withOwner } from "./ownership.ts";

export type ModerationRequest = {
  readonly action: RoomAction;
  readonly userId: string;
  readonly minutes?: number | undefined;
  readonly reason?: string | undefined;
  readonly nonce?: string | undefined;
};

/** What an action needs to know of its target besides the room's state. */
export type TargetContext = {
  /** Their name, if they are knocking. */
  readonly knockName: string | undefined;
  /** The digests of their present addresses, as a ban keeps them. */
  readonly addressDigests: readonly string[];
};

/** The result of an action. `phrase` describes it and follows the actor's name; `until` is the end of a mute or of a kick. */
type ActionOutcome = { readonly state: RoomState; readonly phrase: string; readonly until?: string };

/** The longest mute, also in a room without an end. */
const MAX_MUTE_MS = 30 * DAY_MS;

/** Returns why the actor may not take this action on this member; undefined if they may. */
export function moderationRefusal(
  room: Room,
  actor: Actor,
  { action, userId, nonce }: Pick<ModerationRequest, "userId" | "nonce"> & { action: RoomAction | "deny" },
): Refusal | undefined {
  if (canActOn(actor.role, action, room.roleOf(userId))) return undefined;
  if (!can(actor.role, action)) return roleRefusal(nonce);
  return new Refusal("not_allowed", "You can't do that to the owner or to another admin.", nonce);
}

/** Decides an action on a member. @param now epoch ms */
export function moderate(
  room: Room,
  actor: Actor,
  request: ModerationRequest,
  context: TargetContext,
  now: number,
): RoomChange | Refusal {
  const { action, userId, nonce } = request;
  const refusal = moderationRefusal(room, actor, request);
  if (refusal !== undefined) return refusal;
  if (room.isEncrypted && request.reason !== undefined) {
    return badField("reason", "an encrypted room can't tell one", nonce);
  }
  const reason = request.reason === undefined ? "" : cleanLabel(request.reason);
  const problem = titleProblem(reason);
  if (problem !== undefined) return badField("reason", problem, nonce);
  const name = context.knockName ?? room.nameOf(userId);
  const outcome = applyAction(room, request, name, context, now);
  if (outcome instanceof Refusal) return outcome;
  const givenReason = reason === "" ? undefined : { reason };
  const phrase = reason === "" ? outcome.phrase : `${outcome.phrase}: ${reason}`;
  const target = { id: userId, name };
  const until = outcome.until === undefined ? undefined : { until: outcome.until };
  return {
    state: outcome.state,
    draft: createRoomEvent(room, actor, now, phrase, nonce, { room: {}, action, target, ...until, ...givenReason }),
  };
}

function applyAction(
  room: Room,
  request: ModerationRequest,
  name: string,
  context: TargetContext,
  now: number,
): ActionOutcome | Refusal {
  const { state } = room;
  const { action, userId, nonce } = request;
  const { admins, list, bans, kicks, mutes } = state;
  const isKnown = room.roster.get(userId) !== undefined || list.has(userId) || admins.has(userId);
  const isKeptOut = room.keptOutUntil(userId, now) !== undefined;
  const nobody = noSuchMember(nonce);
  const mutesAfter = withoutKey(mutes, userId);
  switch (action) {
    case "admit":
      if (bans.has(userId) || (list.has(userId) && context.knockName === undefined && !isKeptOut)) return nobody;
      if (!list.has(userId) && list.size >= MAX_REMEMBERED_MEMBERS) return fullList(nonce);
      return {
        state: withListed({ ...state, kicks: withoutKey(kicks, userId) }, [userId]),
        phrase: `let ${name} in`,
      };
    case "kick":
      if (room.roster.get(userId) === undefined) return nobody;
      return keepOut(state, { id: userId, name, until: now + KICK_MS }, now, nonce);
    case "ban": {
      if (bans.has(userId)) return nobody;
      if (bans.size >= MAX_BANS) return new Refusal("too_large", `A room can have ${MAX_BANS} bans at most.`, nonce);
      const ban: Ban = { name, at: now, ...(context.addressDigests.length > 0 && { places: context.addressDigests }) };
      const without = { admins: withoutId(admins, userId), list: withoutId(list, userId), mutes: mutesAfter };
      const kicksAfter = withoutKey(kicks, userId);
      return {
        state: { ...state, ...without, bans: withKey(bans, userId, ban), kicks: kicksAfter },
        phrase: `banned ${name}`,
      };
    }
    case "unban":
      if (!bans.has(userId)) return nobody;
      return { state: { ...state, bans: withoutKey(bans, userId) }, phrase: `unbanned ${name}` };
    case "mute": {
      if (bans.has(userId)) return nobody;
      const lastingMutes = new Map([...mutes].filter(([id, until]) => until > now && id !== userId));
      if (lastingMutes.size >= MAX_MUTES)
        return new Refusal("too_large", `A room can have ${MAX_MUTES} lasting mutes at most.`, nonce);
      const maxMs = Math.min(room.expiresAt - now, MAX_MUTE_MS);
      const durationMs = Math.min(request.minutes === undefined ? maxMs : request.minutes * MINUTE_MS, maxMs);
      const until = new Date(now + durationMs).toISOString();
      const minutes = Math.ceil(durationMs / MINUTE_MS);
      const phrase = `muted ${name} for ${minutes} ${minutes === 1 ? "minute" : "minutes"}`;
      return { state: { ...state, mutes: withKey(lastingMutes, userId, now + durationMs) }, phrase, until };
    }
    case "unmute":
      if (room.mutedUntil(userId, now) === undefined) return nobody;
      return { state: { ...state, mutes: mutesAfter }, phrase: `unmuted ${name}` };
    case "promote":
      if (!isKnown || admins.has(userId)) return nobody;
      if (admins.size >= MAX_ADMINS)
        return new Refusal("too_large", `A room can have ${MAX_ADMINS} admins at most.`, nonce);
      return {
        state: { ...state, admins: withId(admins, userId), mutes: mutesAfter },
        phrase: `made ${name} an admin`,
      };
    case "demote":
      if (!admins.has(userId)) return nobody;
      return {
        state: withListed({ ...state, admins: withoutId(admins, userId) }, [userId]),
        phrase: `removed ${name} as admin`,
      };
    case "handover":
      if (!isKnown) return nobody;
      // The former owner must not take it back with the key they had.
      return {
        state: { ...withOwner(state, userId, "admin"), ownerKeyDigest: null, ownerKeyHolder: undefined },
        phrase: `transferred ownership to ${name}`,
      };
    case "wipe":
      return { state, phrase: `deleted the messages of ${name}` };
    case "take":
      return nobody;
  }
}

/** Returns the state in which a kicked member is kept out. Those whose time is over are forgotten. */
function keepOut(
  state: RoomState,
  { id, name, until }: Kick & { readonly id: string },
  now: number,
  nonce: string | undefined,
): ActionOutcome | Refusal {
  const lasting = new Map([...state.kicks].filter(([, kick]) => kick.until > now));
  if (lasting.size >= MAX_KICKS)
    return new Refusal("too_large", `A room can keep out ${MAX_KICKS} people at a time.`, nonce);
  const kicks = withKey(lasting, id, { name, until });
  return { state: { ...state, kicks }, phrase: `removed ${name}`, until: new Date(until).toISOString() };
}
