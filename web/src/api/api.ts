// The REST API as the client uses it, in the server's own types: every answer is what was asked for or a Refused, never
// a throw. It comes after a room's first sight, which asks by rest.ts.
import { treaty } from "@elysiajs/eden";
import type { App } from "../../../server/http/app.ts";
import { BASE } from "../browser/route.ts";
import { Refused, refusedBy } from "./api-error.ts";

export const { api } = treaty<App>(BASE.href, { parseDate: false });

type Answer<T> = Promise<{ data: T; error: null } | { data: null; error: { value: unknown } }>;

export async function settle<T>(answer: Answer<T>): Promise<T | Refused> {
  const { data, error } = await answer;
  return error === null ? (data as T) : refusedBy(error.value);
}

/** A name nobody has yet. */
export async function suggestedName(): Promise<string | Refused> {
  const suggested = await settle(api.names.get());
  return suggested instanceof Refused ? suggested : suggested.name;
}
