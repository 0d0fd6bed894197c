import { api, settle } from "../api/api.ts";
import { ApiError } from "../api/api-error.ts";
import { authorisedRequest } from "../api/authorised-request.ts";
import type { Identity } from "../api/identity.ts";

/**
 * Makes this person a member by an invite's secret. It is done before the socket is opened, because a members-only room
 * does not exist for anybody who is not a member. Returns why it failed.
 */
export async function redeemInvite(identity: Identity, code: string, invite: string): Promise<ApiError | undefined> {
  const response = await authorisedRequest(identity, (options) =>
    settle(api.rooms({ code }).join.post({ invite }, options)),
  );
  return response instanceof ApiError ? response : undefined;
}
