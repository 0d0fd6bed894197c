// Creates, uses and revokes invites: secrets that let in a number of members, regardless of the room's entry. Rule G8.
import { Refusal } from "#protocol/error-codes";
import type { InviteRequest } from "#protocol/http";
import { KICK_MS, MAX_INVITES, MAX_REMEMBERED_MEMBERS, MINUTE_MS } from "#protocol/limits";
import { BAD_INVITE, fullList } from "../lib/refusals.ts";
import { type Invite, type RoomState, withListed, withoutKey } from "../room-model/room-state.ts";

/** Returns the invites that can still let somebody in. @param now epoch ms */
export function validInvites({ invites }: RoomState, now: number): readonly Invite[] {
  return invites.filter(({ expiresAt }) => expiresAt === null || expiresAt > now);
}

/** Returns the state with one more invite. */
export function addInvite(
  state: RoomState,
  { uses = 1, minutes }: InviteRequest,
  { id, digest }: Pick<Invite, "id" | "digest">,
  now: number,
): RoomState | Refusal {
  const invites = validInvites(state, now);
  if (invites.length >= MAX_INVITES) return new Refusal("too_large", `A room can have ${MAX_INVITES} invites at most.`);
  const expiresAt = minutes === undefined ? null : now + minutes * MINUTE_MS;
  return { ...state, invites: [...invites, { id, digest, uses, usesLeft: uses, expiresAt, createdAt: now }] };
}

/**
 * Returns the state after the invite has let the member in: it has one use less, and is removed after its last use. Whoever
 * was kicked comes in only by an invite that was created after that.
 */
export function useInvite(state: RoomState, digest: string, memberId: string, now: number): RoomState | Refusal {
  // A member who sends the same request twice at once uses the invite only once.
  const kick = state.kicks.get(memberId);
  const isKeptOut = kick !== undefined && kick.until > now;
  if (state.list.has(memberId) && !isKeptOut) return state;
  const valid = validInvites(state, now);
  const invite = valid.find((one) => one.digest === digest);
  if (invite === undefined) return BAD_INVITE;
  if (isKeptOut && (invite.createdAt ?? 0) < kick.until - KICK_MS) return BAD_INVITE;
  if (!state.list.has(memberId) && state.list.size >= MAX_REMEMBERED_MEMBERS) return fullList();
  const invites = valid.flatMap((one) => {
    if (one !== invite) return [one];
    return one.usesLeft > 1 ? [{ ...one, usesLeft: one.usesLeft - 1 }] : [];
  });
  return withListed({ ...state, invites, kicks: withoutKey(state.kicks, memberId) }, [memberId]);
}

/** Returns the state without that invite. */
export function revokeInvite(state: RoomState, id: string): RoomState | Refusal {
  const invites = state.invites.filter((one) => one.id !== id);
  if (invites.length === state.invites.length) return new Refusal("not_found", "There is no such invite.");
  return { ...state, invites };
}
