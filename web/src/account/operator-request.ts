// Requests of an administrator by their account, or of the operator by a token that only this tab keeps. Rules S18, N63.
import { ApiError } from "../api/api-error.ts";
import { authorisedRequest, type RequestHeaders } from "../api/authorised-request.ts";
import { authHeaders } from "../api/early-requests.ts";
import type { Identity } from "../api/identity.ts";
import { tabStore } from "../browser/stores.ts";

const TOKEN_KEY = "operatorToken";

export const hasOperatorToken = (): boolean => tabStore.get(TOKEN_KEY) !== undefined;
export const keepOperatorToken = (token: string): void => tabStore.set(TOKEN_KEY, token);
export const forgetOperatorToken = (): void => tabStore.remove(TOKEN_KEY);

/** What becomes of the request of somebody who can be neither: asking must not make them a guest. */
const NOBODY = new ApiError("bad_token", "Only administrators can do that.");

/** Makes a request as the operator or the administrator. */
export async function operatorRequest<T>(
  identity: Identity,
  send: (auth: RequestHeaders) => Promise<T | ApiError>,
): Promise<T | ApiError> {
  const token = tabStore.get(TOKEN_KEY);
  if (token === undefined && identity.person()?.signedIn === undefined) return NOBODY;
  const answer = await (token === undefined ? authorisedRequest(identity, send) : send(authHeaders(token)));
  // A token that was drawn at the start is no good after a restart.
  if (token !== undefined && answer instanceof ApiError && answer.code === "bad_token") forgetOperatorToken();
  return answer;
}
