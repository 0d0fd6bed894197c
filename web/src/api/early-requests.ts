// The few requests that a room's first sight takes, by plain fetch: what all others go through comes after it (api.ts).
// Every answer is what was asked for or a Refused, never a throw.
import type { ChatEvent, Cursor, Member } from "#protocol/frames";
import { BASE } from "../browser/route.ts";
import { Refused, refusedBy, UNREACHABLE } from "./api-error.ts";

/** For whom it is: the member of this token, or nobody. */
export function as(token: string | undefined): { headers: Record<string, string> } {
  return { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } };
}

async function ask<T>(path: string, token: string | undefined, body?: object): Promise<T | Refused> {
  const { headers } = as(token);
  const posted = body && { method: "POST", body: JSON.stringify(body) };
  if (posted) headers["content-type"] = "application/json";
  try {
    const answer = await fetch(new URL(`api/${path}`, BASE), { headers, ...posted });
    const said = await answer.json();
    return answer.ok ? (said as T) : refusedBy(said);
  } catch {
    return UNREACHABLE;
  }
}

/** A token: with one that is valid, a new one for the same member. */
export function newSession(
  wishes: { name?: string; avatar?: string | null },
  token?: string,
): Promise<{ token: string; member: Member } | Refused> {
  return ask("sessions", token, wishes);
}

type Page = { messages: readonly ChatEvent[]; more: boolean; cursor: Cursor };

/** The newest messages before a seq. */
export function olderMessages(
  code: string,
  before: number,
  limit = 100,
  token?: string,
): Promise<Omit<Page, "cursor"> | Refused> {
  return ask(`rooms/${code}/messages?before=${before}&limit=${limit}`, token);
}

/** The seq the room stands at now. */
export async function serverSeq(code: string, token?: string): Promise<number | Refused> {
  const page = await ask<Page>(`rooms/${code}/messages?limit=1`, token);
  return page instanceof Refused ? page : page.cursor.seq;
}
