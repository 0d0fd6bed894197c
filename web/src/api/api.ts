// The REST API in the server's own types. Every call returns its result or an ApiError, and never throws. It is loaded after
// a room is shown, for which early-requests.ts is enough.
import { treaty } from "@elysiajs/eden";
import type { AvatarId } from "#protocol/avatars";
import type { App } from "../../../server/http/app.ts";
import { BASE_URL } from "../browser/route.ts";
import { type ApiError, toApiError, UNREACHABLE } from "./api-error.ts";
import { fetchInTime } from "./fetch-in-time.ts";

export const { api } = treaty<App>(BASE_URL.href, {
  parseDate: false,
  fetcher: fetchInTime as typeof fetch,
});

type EdenResponse<T> = Promise<{ data: T; error: null } | { data: null; error: { value: unknown } }>;

/** Turns a response of the API's client into its result, or the error. */
export async function settle<T>(response: EdenResponse<T>): Promise<T | ApiError> {
  try {
    const { data, error } = await response;
    return error === null ? (data as T) : toApiError(error.value);
  } catch {
    // The answer broke off, or is no JSON although it says so.
    return UNREACHABLE;
  }
}

/** The avatar is the animal in the name. */
export type SuggestedName = { readonly name: string; readonly avatar: AvatarId };

/** Returns a name in a language. @param avatar the animal that the name is of, where it matters and there are such names */
export const fetchSuggestedName = (language: string, avatar?: string): Promise<SuggestedName | ApiError> =>
  settle(api.names.get({ query: { language, ...(avatar !== undefined && { avatar }) } }));
