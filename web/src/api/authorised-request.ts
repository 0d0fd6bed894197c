// Asks the server in the name of this person, with a token that holds: one that it doesn't take is replaced, once.

import { Refused } from "./api-error.ts";
import { as } from "./early-requests.ts";
import type { Identity } from "./identity.ts";

export type Asking = { headers: Record<string, string> };

/** @param ownerKey what proves somebody a room's owner elsewhere */
export async function asking<T>(
  identity: Identity,
  ask: (by: Asking) => Promise<T | Refused>,
  ownerKey?: string | undefined,
): Promise<T | Refused> {
  const attempt = async () => {
    const person = await identity.known();
    if (person instanceof Refused) return person;
    const { headers } = as(person.token);
    const answer = await ask({ headers: { ...headers, ...(ownerKey !== undefined && { "x-owner-key": ownerKey }) } });
    if (answer instanceof Refused && answer.code === "bad_token") identity.distrust(person.token);
    return answer;
  };
  const answer = await attempt();
  return answer instanceof Refused && answer.code === "bad_token" ? attempt() : answer;
}
