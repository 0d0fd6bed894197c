// Invites: secrets that let so many members in, whatever the room's entry is. Rule G8.
import { Refusal } from "#protocol/error-codes";
import type { InviteRequest } from "#protocol/http";
import { INVITES, MINUTE_MS, REMEMBERED_MEMBERS } from "#protocol/limits";
import type { Invite, RoomState } from "../room-model/room-state.ts";
import { withListed } from "../room-model/room-state.ts";

/** Those that let somebody in still. @param now epoch ms */
export function validInvites({ invites }: RoomState, now: number): readonly Invite[] {
  return invites.filter(({ expiresAt }) => expiresAt === null || expiresAt > now);
}

/** The state with one more invite. */
export function invited(
  state: RoomState,
  { uses = 1, minutes }: InviteRequest,
  { id, digest }: Pick<Invite, "id" | "digest">,
  now: number,
): RoomState | Refusal {
  const invites = validInvites(state, now);
  if (invites.length >= INVITES) return new Refusal("too_large", `A room has ${INVITES} invites at most.`);
  const expiresAt = minutes === undefined ? null : now + minutes * MINUTE_MS;
  return { ...state, invites: [...invites, { id, digest, uses, usesLeft: uses, expiresAt }] };
}

/** The state in which the invite has let this member in: it has one use less, and is gone after the last. */
export function used(state: RoomState, digest: string, memberId: string, now: number): RoomState | Refusal {
  // They may have asked twice at once.
  if (state.list.has(memberId)) return state;
  const valid = validInvites(state, now);
  const invite = valid.find((one) => one.digest === digest);
  if (invite === undefined) return NO_INVITE;
  if (state.list.size >= REMEMBERED_MEMBERS) return new Refusal("room_full", "This room's list is full.");
  const invites = valid.flatMap((one) => {
    if (one !== invite) return [one];
    return one.usesLeft > 1 ? [{ ...one, usesLeft: one.usesLeft - 1 }] : [];
  });
  return withListed({ ...state, invites }, [memberId]);
}

/** The state without that invite. */
export function revoked(state: RoomState, id: string): RoomState | Refusal {
  const invites = state.invites.filter((one) => one.id !== id);
  if (invites.length === state.invites.length) return new Refusal("not_found", "There is no such invite.");
  return { ...state, invites };
}

const NO_INVITE = new Refusal("not_allowed", "This invite is not good, or no longer.");
