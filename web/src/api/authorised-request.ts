import { ApiError } from "./api-error.ts";
import { authHeaders } from "./early-requests.ts";
import type { Identity } from "./identity.ts";

export type RequestHeaders = { headers: Record<string, string> };

/**
 * Makes a request with this person's token. A token that the server refuses is replaced, and the request made again, once.
 * @param ownerKey proves on another device that somebody owns the room
 */
export async function authorisedRequest<T>(
  identity: Identity,
  request: (options: RequestHeaders) => Promise<T | ApiError>,
  ownerKey?: string | undefined,
): Promise<T | ApiError> {
  const attempt = async () => {
    const person = await identity.requirePerson();
    if (person instanceof ApiError) return person;
    const { headers } = authHeaders(person.token);
    const response = await request({
      headers: { ...headers, ...(ownerKey !== undefined && { "x-owner-key": ownerKey }) },
    });
    if (response instanceof ApiError && response.code === "bad_token") identity.rejectToken(person.token);
    return response;
  };
  const response = await attempt();
  return response instanceof ApiError && response.code === "bad_token" ? attempt() : response;
}
