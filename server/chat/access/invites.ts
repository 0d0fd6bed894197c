// Creates, uses and revokes invites: secrets that let in a number of members, regardless of the room's entry. Rule G8.
import { fromBase64url, readNumber } from "#protocol/e2ee/bytes";
import { Refusal } from "#protocol/error-codes";
import type { InviteRequest } from "#protocol/http";
import { KICK_MS, MAX_INVITES, MAX_REMEMBERED_MEMBERS, MINUTE_MS } from "#protocol/limits";
import { BAD_INVITE, badField, fullList } from "../lib/refusals.ts";
import { type Invite, type RoomState, withListed, withoutId, withoutKey } from "../room-model/room-state.ts";

/** Returns the invites that can still let somebody in. @param now epoch ms */
export function validInvites({ invites }: RoomState, now: number): readonly Invite[] {
  return invites.filter(({ expiresAt }) => expiresAt === null || expiresAt > now);
}

/** Returns the state with one more invite. */
export function addInvite(
  state: RoomState,
  { uses = 1, minutes, wrapped }: InviteRequest,
  { id, digest }: Pick<Invite, "id" | "digest">,
  now: number,
): RoomState | Refusal {
  const unfit = wrappedRefusal(state, uses, wrapped);
  if (unfit !== undefined) return unfit;
  const invites = validInvites(state, now);
  if (invites.length >= MAX_INVITES) return new Refusal("too_large", `A room can have ${MAX_INVITES} invites at most.`);
  const expiresAt = minutes === undefined ? null : now + minutes * MINUTE_MS;
  return {
    ...state,
    invites: [
      ...invites,
      { id, digest, uses, usesLeft: uses, expiresAt, createdAt: now, ...(wrapped !== undefined && { wrapped }) },
    ],
  };
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

/** Returns why an invite can't hold this, or must hold the secret of an encrypted room. */
function wrappedRefusal({ encryption }: RoomState, uses: number, wrapped: string | undefined): Refusal | undefined {
  if (encryption === undefined)
    return wrapped === undefined ? undefined : badField("wrapped", "this room isn't encrypted");
  if (uses !== 1) return badField("uses", "an encrypted room's invites are for one use");
  const bytes = wrapped === undefined ? undefined : fromBase64url(wrapped);
  if (bytes === undefined) return badField("wrapped", "an encrypted room's invites hold its secret");
  if (readNumber(bytes.subarray(0, 4)) === encryption.keyEpoch) return undefined;
  return new Refusal("key_old", "The room has a new key: wrap that.");
}

/**
 * Returns the state after the member has got the secret that an invite of an encrypted room holds: the invite is gone, and they
 * are on the list of those whom a locked room lets in. They come in as everybody does, by a proof.
 */
export function claimInvite(
  state: RoomState,
  digest: string,
  memberId: string,
  now: number,
): { readonly state: RoomState; readonly wrapped: string } | Refusal {
  const invite = validInvites(state, now).find((one) => one.digest === digest);
  if (invite?.wrapped === undefined) return BAD_INVITE;
  // Whoever was kicked comes in only by an invite that was created after that.
  const used = useInvite({ ...state, list: withoutId(state.list, memberId) }, digest, memberId, now);
  return used instanceof Refusal ? used : { state: used, wrapped: invite.wrapped };
}

/** Returns the state without that invite. */
export function revokeInvite(state: RoomState, id: string): RoomState | Refusal {
  const invites = state.invites.filter((one) => one.id !== id);
  if (invites.length === state.invites.length) return new Refusal("not_found", "There is no such invite.");
  return { ...state, invites };
}
