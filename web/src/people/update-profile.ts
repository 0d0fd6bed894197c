import { ApiError, type Refusal } from "../api/api-error.ts";
import type { ProfileChange } from "../api/identity.ts";
import type { CurrentUser } from "../room/current-user.ts";

/** Changes the person's name or avatar, here and in every room. Returns why it failed. */
export async function updateProfile(
  { identity, room }: CurrentUser,
  change: ProfileChange,
): Promise<Refusal | undefined> {
  room?.dismissRefusal();
  const updated = await identity.updateProfile(change);
  return updated instanceof ApiError ? updated : undefined;
}
