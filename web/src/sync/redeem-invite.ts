import { api, settle } from "../api/api.ts";
import { ApiError } from "../api/api-error.ts";
import { authorisedRequest } from "../api/authorised-request.ts";
import type { Identity } from "../api/identity.ts";

/**
 * Makes this person a member by an invite's secret, and rejects if it is not good. It is done before the socket is opened,
 * because a members-only room does not exist for anybody who is not a member. If it can't be tried now, the next socket tries
 * it again.
 * @param forget forgets an invite that was redeemed, or that is not good
 */
export async function redeemInvite(
  identity: Identity,
  code: string,
  invite: string,
  forget: () => void,
): Promise<void> {
  const response = await authorisedRequest(identity, (options) =>
    settle(api.rooms({ code }).join.post({ invite }, options)),
  );
  const isRefused = response instanceof ApiError && response.code === "not_allowed";
  if (isRefused || !(response instanceof ApiError)) forget();
  if (isRefused) throw response;
}
