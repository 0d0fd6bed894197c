import { api, settle } from "../api/api.ts";
import { ApiError } from "../api/api-error.ts";
import { authorisedRequest } from "../api/authorised-request.ts";
import type { Identity } from "../api/identity.ts";
import type { KeyValueStore } from "../browser/storage.ts";
import { inviteStorageKey } from "../sync/join-request.ts";
import type { KeptRoom } from "./worker/messages.ts";

/** What the server has for a link for one use. `not_needed`: this browser has the room's newest key already. */
export type ClaimedInvite = { readonly wrapped: string } | "not_needed" | "try_later";

/**
 * Uses the invite that this tab was opened with. For a minute, the server gives whoever used it the same answer again. Rejects
 * with a refusal where it opens nothing, or where this person may not come in.
 */
export async function claimInvite(
  { code, identity, tabStore }: { code: string; identity: Identity; tabStore: KeyValueStore },
  kept: KeptRoom,
): Promise<ClaimedInvite> {
  const room = api.rooms({ code });
  if (kept.secret !== undefined) {
    // Somebody who tries their own link must not use it up.
    const newest = await authorisedRequest(identity, (options) => settle(room.challenge.get(options)));
    if (!(newest instanceof ApiError) && newest.keyEpoch === kept.secret.keyEpoch) return "not_needed";
  }
  const invite = tabStore.get(inviteStorageKey(code));
  if (invite === undefined) throw new ApiError("key_needed", "damaged_link");
  const answer = await authorisedRequest(identity, (options) => settle(room.invites.claim.post({ invite }, options)));
  if (!(answer instanceof ApiError)) return answer;
  if (answer.code === "not_allowed") throw new ApiError("key_needed", "used_link");
  if (answer.code === "banned") throw answer;
  return "try_later";
}
