// The REST API as the client uses it, in the server's own types: every answer is what was asked for or a Refused, never
// a throw.
import { treaty } from "@elysiajs/eden";
import type { RefusalCode } from "#protocol/codes";
import type { ChatEvent, Member } from "#protocol/frames";
import type { App } from "../../server/http/app.ts";
import { Refused } from "./refused.ts";
import { BASE } from "./route.ts";

export const { api } = treaty<App>(BASE.href, { parseDate: false });

type Answer<T> = Promise<{ data: T; error: null } | { data: null; error: { value: unknown } }>;

export async function settle<T>(answer: Answer<T>): Promise<T | Refused> {
  const { data, error } = await answer;
  if (error === null) return data as T;
  const said = (error.value as { error?: { code: RefusalCode; message: string } } | null)?.error;
  return said?.code === undefined
    ? new Refused("internal", "The server can’t be reached.")
    : new Refused(said.code, said.message);
}

/** For whom it is: the member of this token, or nobody. */
export function as(token: string | undefined): { headers: Record<string, string> } {
  return { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } };
}

/** A token: with one that is valid, a new one for the same member. */
export function newSession(
  wishes: { name?: string; avatar?: string | null },
  token?: string,
): Promise<{ token: string; member: Member } | Refused> {
  return settle(api.sessions.post(wishes, as(token)));
}

/** A name nobody has yet. */
export async function suggestedName(): Promise<string | Refused> {
  const suggested = await settle(api.names.get());
  return suggested instanceof Refused ? suggested : suggested.name;
}

/** The newest messages before a seq. */
export function olderMessages(
  code: string,
  before: number,
  limit = 100,
): Promise<{ messages: readonly ChatEvent[]; more: boolean } | Refused> {
  return settle(api.rooms({ code }).messages.get({ query: { before, limit } }));
}

/** The seq the room stands at now. */
export async function serverSeq(code: string): Promise<number | Refused> {
  const page = await settle(api.rooms({ code }).messages.get({ query: { limit: 1 } }));
  return page instanceof Refused ? page : page.cursor.seq;
}
