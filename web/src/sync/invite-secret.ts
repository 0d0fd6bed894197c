// Into a room by an invite: before the socket, as to who isn't in some rooms are not there at all.
import { api, settle } from "../api/api.ts";
import { Refused } from "../api/api-error.ts";
import { asking } from "../api/authorised-request.ts";
import type { Identity } from "../api/identity.ts";

/** @returns why not */
export async function enterBy(identity: Identity, code: string, invite: string): Promise<Refused | undefined> {
  const answer = await asking(identity, (by) => settle(api.rooms({ code }).join.post({ invite }, by)));
  return answer instanceof Refused ? answer : undefined;
}
