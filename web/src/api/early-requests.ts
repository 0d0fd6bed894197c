// Makes the few requests that showing a room needs, with plain fetch; all others use api.ts, which is loaded later. Every
// request returns its result or an ApiError, and never throws.
import type { ChatEvent, Member } from "#protocol/frames";
import { BASE_URL } from "../browser/route.ts";
import { type ApiError, toApiError, UNREACHABLE } from "./api-error.ts";
import { fetchInTime } from "./fetch-in-time.ts";

/** Returns request options with a token, or with none. */
export function authHeaders(token: string | undefined): { headers: Record<string, string> } {
  return { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } };
}

async function request<T>(path: string, token: string | undefined, body?: object): Promise<T | ApiError> {
  const { headers } = authHeaders(token);
  const post = body && { method: "POST", body: JSON.stringify(body) };
  if (post) headers["content-type"] = "application/json";
  try {
    const response = await fetchInTime(new URL(`api/${path}`, BASE_URL), { headers, ...post });
    const json = await response.json();
    return response.ok ? (json as T) : toApiError(json);
  } catch {
    return UNREACHABLE;
  }
}

/**
 * Requests a token: for a new guest, or with a valid token a new one for the same member.
 * @param profile.language of the name that is suggested to a guest without one
 */
export function requestSession(
  profile: { name?: string; avatar?: string | null; language?: string },
  token?: string,
): Promise<{ token: string; member: Member } | ApiError> {
  return request("sessions", token, profile);
}

/** Returns the newest messages before a seq. */
export function fetchOlderMessages(
  code: string,
  before: number,
  limit = 100,
  token?: string,
): Promise<{ messages: readonly ChatEvent[]; more: boolean } | ApiError> {
  return request(`rooms/${code}/messages?before=${before}&limit=${limit}`, token);
}
