// What is done to a member: the event that tells of it and the state after it, or why not. Changes nothing itself.
// Rules G2, G3, G9.
import { Refusal } from "#protocol/error-codes";
import type { RoomAction } from "#protocol/frames";
import { ADMINS, BANS, DAY_MS, MINUTE_MS, MUTES, OWNERLESS_MS, REMEMBERED_MEMBERS } from "#protocol/limits";
import { may, mayActOn } from "#protocol/roles";
import { cleanLabel, titleProblem } from "#protocol/text";
import { type Next, roomEvent } from "../commands/room-settings.ts";
import type { Actor, Room } from "../room-model/room.ts";
import {
  type Ban,
  type RoomState,
  withId,
  withKey,
  withListed,
  withoutId,
  withoutKey,
} from "../room-model/room-state.ts";

export type Moderation = {
  readonly action: RoomAction;
  readonly userId: string;
  readonly minutes?: number | undefined;
  readonly reason?: string | undefined;
  readonly nonce?: string | undefined;
};

/** What is to be known of the target beside the room's state. */
export type About = {
  /** Their name, where they wait to be let in. */
  readonly knocking: string | undefined;
  /** Where they are, as a ban remembers it. */
  readonly places: readonly string[];
};

/** What it comes to: the state after it, what is said of it, and more for the event. */
type Done = { readonly state: RoomState; readonly said: string; readonly until?: string };

/** A mute in a room without an end ends some time. */
const LONGEST_MUTE_MS = 30 * DAY_MS;

/** Whether this actor may do that to that member at all. */
export function permission(
  room: Room,
  actor: Actor,
  { action, userId, nonce }: Pick<Moderation, "userId" | "nonce"> & { action: RoomAction | "deny" },
): Refusal | undefined {
  if (mayActOn(actor.role, action, room.roleOf(userId))) return undefined;
  if (!may(actor.role, action)) return new Refusal("not_allowed", "Your role in this room doesn't allow that.", nonce);
  return new Refusal("not_allowed", "Nobody does that to the owner, and no admin to another.", nonce);
}

/** @param now epoch ms */
export function moderate(room: Room, actor: Actor, asked: Moderation, about: About, now: number): Next | Refusal {
  const { action, userId, nonce } = asked;
  const refusal = permission(room, actor, asked);
  if (refusal !== undefined) return refusal;
  const reason = asked.reason === undefined ? "" : cleanLabel(asked.reason);
  const problem = titleProblem(reason);
  if (problem !== undefined) return new Refusal("malformed", `reason: ${problem}.`, nonce);
  const name = about.knocking ?? room.nameOf(userId);
  const done = outcome(room, asked, name, about, now);
  if (done instanceof Refusal) return done;
  const why = reason === "" ? undefined : { reason };
  const said = reason === "" ? done.said : `${done.said}: ${reason}`;
  const target = { id: userId, name };
  const until = done.until === undefined ? undefined : { until: done.until };
  return {
    state: done.state,
    draft: roomEvent(room, actor, now, said, nonce, { room: {}, action, target, ...until, ...why }),
  };
}

function outcome(room: Room, asked: Moderation, name: string, about: About, now: number): Done | Refusal {
  const { state } = room;
  const { action, userId, nonce } = asked;
  const { admins, list, bans, mutes } = state;
  const isKnown = room.roster.get(userId) !== undefined || list.has(userId) || admins.has(userId);
  const nobody = new Refusal("not_found", "There is no such member here.", nonce);
  const mutesAfter = withoutKey(mutes, userId);
  switch (action) {
    case "admit":
      if (bans.has(userId) || (list.has(userId) && about.knocking === undefined)) return nobody;
      if (list.size >= REMEMBERED_MEMBERS) return new Refusal("room_full", "This room's list is full.", nonce);
      return { state: withListed(state, [userId]), said: `let ${name} in` };
    case "kick":
      if (room.roster.get(userId) === undefined) return nobody;
      return { state, said: `removed ${name}` };
    case "ban": {
      if (bans.has(userId)) return nobody;
      if (bans.size >= BANS) return new Refusal("too_large", `A room bans ${BANS} at most.`, nonce);
      const ban: Ban = { name, at: now, ...(about.places.length > 0 && { places: about.places }) };
      const without = { admins: withoutId(admins, userId), list: withoutId(list, userId), mutes: mutesAfter };
      return { state: { ...state, ...without, bans: withKey(bans, userId, ban) }, said: `banned ${name}` };
    }
    case "unban":
      if (!bans.has(userId)) return nobody;
      return { state: { ...state, bans: withoutKey(bans, userId) }, said: `lifted the ban on ${name}` };
    case "mute": {
      if (bans.has(userId)) return nobody;
      const lasting = new Map([...mutes].filter(([id, until]) => until > now && id !== userId));
      if (lasting.size >= MUTES) return new Refusal("too_large", `A room mutes ${MUTES} at most.`, nonce);
      const longestMs = Math.min(room.expiresAt - now, LONGEST_MUTE_MS);
      const forMs = Math.min(asked.minutes === undefined ? longestMs : asked.minutes * MINUTE_MS, longestMs);
      const until = new Date(now + forMs).toISOString();
      const minutes = Math.ceil(forMs / MINUTE_MS);
      const said = `muted ${name} for ${minutes} ${minutes === 1 ? "minute" : "minutes"}`;
      return { state: { ...state, mutes: withKey(lasting, userId, now + forMs) }, said, until };
    }
    case "unmute":
      if (room.mutedUntil(userId, now) === undefined) return nobody;
      return { state: { ...state, mutes: mutesAfter }, said: `let ${name} talk again` };
    case "promote":
      if (!isKnown || admins.has(userId)) return nobody;
      if (admins.size >= ADMINS) return new Refusal("too_large", `A room has ${ADMINS} admins at most.`, nonce);
      return { state: { ...state, admins: withId(admins, userId), mutes: mutesAfter }, said: `made ${name} an admin` };
    case "demote":
      if (!admins.has(userId)) return nobody;
      return {
        state: withListed({ ...state, admins: withoutId(admins, userId) }, [userId]),
        said: `made ${name} a member like any other`,
      };
    case "handover":
      if (!isKnown) return nobody;
      // The former owner's link must not take it back.
      return { state: { ...owned(state, userId, "admin"), ownerKeyDigest: null }, said: `made ${name} the owner` };
    case "wipe":
      return { state, said: `erased what ${name} wrote` };
    case "take":
      return nobody;
  }
}

/**
 * Makes a member the owner by their own word: who proves it by the owner's key, or, of a room whose owner has been gone
 * for a day, who has been here longest.
 */
export function take(room: Room, actor: Actor, asked: Pick<Moderation, "nonce">, now: number): Next | Refusal {
  const { member } = actor;
  const { state } = room;
  const notYours = new Refusal("not_allowed", "This room isn't yours to take.", asked.nonce);
  if (member === undefined || member.id === state.ownerId) return notYours;
  const provesIt = actor.role === "owner";
  if (!provesIt && (!isOwnerless(room, now) || heirOf(room) !== member.id)) return notYours;
  const next = owned({ ...state, bans: withoutKey(state.bans, member.id) }, member.id, provesIt ? "admin" : "member");
  const target = { id: member.id, name: room.roster.nameOf(member) };
  const more = { room: {}, action: "take" as const, target };
  return { state: next, draft: roomEvent(room, actor, now, "took the room over", asked.nonce, more) };
}

/** Whether the owner has been gone for a day. */
function isOwnerless(room: Room, now: number): boolean {
  const { ownerId, ownerGoneAt } = room.state;
  if (ownerId !== null && room.roster.get(ownerId) !== undefined) return false;
  const seenAt = ownerId === null ? ownerGoneAt : room.seen?.get(ownerId)?.at;
  return now - (seenAt ?? room.founding.createdAt) >= OWNERLESS_MS;
}

/** Who has been here longest, of the admins, else of all: the roster is in the order people came. */
function heirOf({ roster, state }: Room): string | undefined {
  let first: string | undefined;
  for (const { id } of roster) {
    if (state.admins.has(id)) return id;
    first ??= id;
  }
  return first;
}

/** The state with that owner, the former one being an admin, or a member, from now on. */
function owned(state: RoomState, ownerId: string, former: "admin" | "member"): RoomState {
  const admins = withoutId(state.admins, ownerId);
  const mutes = withoutKey(state.mutes, ownerId);
  const list = withoutId(state.list, ownerId);
  const next = { ...state, ownerId, ownerGoneAt: null, admins, mutes, list };
  if (state.ownerId === null) return next;
  if (former === "member") return withListed(next, [state.ownerId]);
  return { ...next, admins: withId(admins, state.ownerId) };
}
