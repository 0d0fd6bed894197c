// The REST API in the server's own types. Every call returns its result or an ApiError, and never throws. It is loaded after
// a room is shown, for which early-requests.ts is enough.
import { treaty } from "@elysiajs/eden";
import type { App } from "../../../server/http/app.ts";
import { BASE_URL } from "../browser/route.ts";
import { ApiError, toApiError, UNREACHABLE } from "./api-error.ts";
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

/** Returns a name that nobody has yet. */
export async function fetchSuggestedName(): Promise<string | ApiError> {
  const suggested = await settle(api.names.get());
  return suggested instanceof ApiError ? suggested : suggested.name;
}
