import { ApiError, type Refusal } from "../api/api-error.ts";
import type { ProfileChange } from "../api/identity.ts";
import { cipherOf } from "../e2ee/room-cipher.ts";
import type { CurrentUser } from "../room/current-user.ts";

/**
 * Changes the person's name or avatar, here and in every room. Returns why it failed. What a guest calls themselves in an
 * encrypted room is sealed, so the server isn't told.
 */
export async function updateProfile(
  { identity, room }: CurrentUser,
  change: ProfileChange,
): Promise<Refusal | undefined> {
  room?.dismissRefusal();
  if (room && cipherOf(room.storageKey) !== undefined && identity.person()?.signedIn === undefined) {
    identity.updateProfileHere(change);
    return undefined;
  }
  const updated = await identity.updateProfile(change);
  return updated instanceof ApiError ? updated : undefined;
}
